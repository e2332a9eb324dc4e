"""Breaking one step from outside, through the cabinet's socket or at central: the demo must then fail."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from demo.day import Day
from demo.draw import somebody_else
from demo.stage import Stage

Moment = Callable[[str], None]


def _at(wanted: str, act: Callable[[], None]) -> Moment:
    def moment(name: str) -> None:
        if name == wanted:
            act()

    return moment


def _no_paper(day: Day, stage: Stage) -> Moment:
    """The paper ends in the middle of the cover slip."""
    return _at("review", lambda: day.cabinet.roll_ends_after(40.0))


def _door_jams(day: Day, stage: Stage) -> Moment:
    """The bolts of all doors are jammed."""

    def jam() -> None:
        for number in day.cabinet.doors():
            day.cabinet.fault("locker", "does-not-open", number)

    return _at("review", jam)


def _camera_unplugged(day: Day, stage: Stage) -> Moment:
    """The camera's cable is pulled out before the second paper."""
    return _at("scan KQ003453", lambda: day.cabinet.fault("camera", "unplugged"))


def _wrong_card(day: Day, stage: Stage) -> Moment:
    """Somebody else lays their card to collect."""

    def swap() -> None:
        day.collectors_card = somebody_else(day.drawn)

    return _at("collect", swap)


def _takes_nothing(day: Day, stage: Stage) -> Moment:
    """The collector says that all is there, but leaves it in the compartment."""

    def leave_it() -> None:
        day.collector_takes = False

    return _at("collect", leave_it)


def _central_stops(day: Day, stage: Stage) -> Moment:
    """Central stops answering kiosks before anything is handed in."""

    def stop() -> None:
        os.kill(stage.pid_of("central"), signal.SIGSTOP)

    return _at("scan KQ003448", stop)


def _tampered(day: Day, stage: Stage) -> Moment:
    """Somebody changes one byte of a page in central's store."""

    def change() -> None:
        stored = max((stage.world / "central" / "blobs").rglob("*"), key=lambda path: path.stat().st_size)
        content = bytearray(stored.read_bytes())
        content[len(content) // 2] ^= 1
        stored.write_bytes(content)

    return _at("collect", change)


def _no_ticket_paper(day: Day, stage: Stage) -> Moment:
    """The paper ends in the middle of the queue ticket."""
    return _at("ticket is printed", lambda: day.cabinet.roll_ends_after(20.0))


def _ticket_jams_test(day: Day, stage: Stage) -> Moment:
    """The cutter jams before the technician tests the printer."""
    return _at("technician", lambda: day.cabinet.fault("printer", "cutter-jam"))


def _harmless(day: Day, stage: Stage) -> Moment:
    """The config that should break the printer names the port where it really is."""

    def name_the_real_one() -> None:
        day.printer_port = str(stage.world / "cabinet" / "printer")

    return _at("config: harmful", name_the_real_one)


def _never_undone(day: Day, stage: Stage) -> Moment:
    """The config that breaks the printer is watched for an hour, so that nothing undoes it meanwhile."""

    def watch_long() -> None:
        day.probation_s = 3600

    return _at("config: harmful", watch_long)


def _possible(day: Day, stage: Stage) -> Moment:
    """The config that the cabinet cannot have fits it after all."""

    def name_a_real_one() -> None:
        day.unfit_profile = "locker.xor8a-24"

    return _at("config: impossible", name_a_real_one)


BREAKS: dict[str, Callable[[Day, Stage], Moment]] = {
    "paper": _no_paper,
    "door": _door_jams,
    "camera": _camera_unplugged,
    "card": _wrong_card,
    "left-behind": _takes_nothing,
    "central": _central_stops,
    "tampered": _tampered,
    "ticket-paper": _no_ticket_paper,
    "cutter": _ticket_jams_test,
    "harmless-config": _harmless,
    "config-not-undone": _never_undone,
    "possible-config": _possible,
}
