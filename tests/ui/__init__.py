"""The screen, driven from outside."""
