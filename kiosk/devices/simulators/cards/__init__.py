"""Virtual chip cards behind a real PC/SC service, for development, training and tests."""
