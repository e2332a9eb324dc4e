"""Processes that were taken over: what they say to the engine, and what the cabinet's board did about it."""
