"""Kiosks, what they report, and what central tells them."""
