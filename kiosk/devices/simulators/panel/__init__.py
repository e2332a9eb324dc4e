"""The cabinet panel: a small window for the hands of citizens and staff, and for bad luck.

A program of its own, `python -m kiosk.devices.simulators.panel FOLDER`, and a client of the control socket of
the simulated cabinet in FOLDER.
"""
