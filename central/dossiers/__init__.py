"""Dossiers, their originals, and what waits for collection."""
