"""The officers' pages over central's real services, with invented people."""
