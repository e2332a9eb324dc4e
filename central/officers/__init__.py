"""The pages of the officers of a one-stop office."""
