"""What must be true of the three configs: one kept, one refused, one undone."""

from __future__ import annotations

from collections.abc import Iterator

from demo.day import DEAD_PORT
from demo.evidence import Evidence


def good(e: Evidence) -> Iterator[str]:
    """It waited for who was served; the tile was touched by its new name; what it closed nobody was given."""
    waiting = e.happened.reported["waiting"]
    if (waiting.wanted, waiting.running, waiting.state) != (1, 0, "offered"):
        yield f"it did not wait while somebody was served: {waiting.spoken()}"
    reported = e.happened.reported["good"]
    if (reported.wanted, reported.running, reported.state) != (1, 1, "confirmed"):
        yield f"central says {reported.spoken()}"
    used = {e.happened.deposit_compartment, e.happened.result_compartment}
    closed = set(e.drawn.closed)
    if used & closed:
        yield f"compartments {sorted(used & closed)} were used though they are closed"
    opened = {entry["door"] for entry in e.cabinet.ledger("locker") if entry["event"] == "opened"}
    if opened & closed - {e.happened.tested_door}:
        yield f"doors of closed compartments opened: {sorted(opened & closed)}"
    if e.happened.deposit_compartment != e.drawn.compartment:
        yield f"compartment {e.happened.deposit_compartment} was used, not {e.drawn.compartment} as drawn"


def impossible(e: Evidence) -> Iterator[str]:
    """Refused by name with the reason; the running one stays."""
    reported = e.happened.reported["refused"]
    if (reported.wanted, reported.running, reported.error_id) != (2, 1, "CFG-006"):
        yield f"central says {reported.spoken()}"
    if e.day.unfit_profile not in reported.problem:
        yield f"central's page does not say what is impossible: {reported.problem}"
    if set(reported.broken):
        yield f"something is out of order: {', '.join(reported.broken)}"


def undone(e: Evidence) -> Iterator[str]:
    """Taken, found harmful, gone back from; the printer answers again and everything works as before."""
    harmful, after = e.happened.reported["harmful"], e.happened.reported["undone"]
    if (harmful.wanted, harmful.running, harmful.state) != (3, 3, "applied"):
        yield f"central said of the harmful config: {harmful.spoken()}"
    if (after.wanted, after.running, after.error_id) != (3, 1, "CFG-007"):
        yield f"central says {after.spoken()}"
    if "printer" not in after.problem:
        yield f"central's page does not say which device fell silent: {after.problem}"
    if DEAD_PORT in (e.world / "settings.toml").read_text():
        yield "the machine's own settings name the dead port"
    names = [event["name"] for event in e.journal.events() if event["name"].startswith("config.")]
    wanted = ["offered/1", "applied/1", "confirmed/1", "refused/1", "offered/1", "applied/1", "reverted/1"]
    if names != [f"config.{name}" for name in wanted]:
        yield "the journal tells of the configs in another way: " + ", ".join(names)
    if set(after.broken):
        yield f"something is still out of order: {', '.join(after.broken)}"
