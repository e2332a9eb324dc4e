"""Property tests draw the same examples each time, and a stalled machine is no failure."""

from hypothesis import settings

settings.register_profile("dossier", deadline=None, derandomize=True, database=None)
settings.load_profile("dossier")
