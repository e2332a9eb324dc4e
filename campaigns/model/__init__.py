"""A tiny model of the cabinet, and Hypothesis: whatever happens in whatever order, both agree."""
