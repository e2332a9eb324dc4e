"""Words and times in the officers' templates."""
