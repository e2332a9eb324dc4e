"""The main job, played from outside on the real screen."""
