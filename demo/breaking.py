"""Breaking one step from outside, through the cabinet's socket or at central: the demo must then fail."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from demo.draw import somebody_else
from demo.stage import Stage
from demo.story import Story

Moment = Callable[[str], None]


def _at(wanted: str, act: Callable[[], None]) -> Moment:
    def moment(name: str) -> None:
        if name == wanted:
            act()

    return moment


def _no_paper(story: Story, stage: Stage) -> Moment:
    """The paper ends in the middle of the cover slip."""
    return _at("review", lambda: story.cabinet.roll_ends_after(40.0))


def _door_jams(story: Story, stage: Stage) -> Moment:
    """The bolts of all doors are jammed."""

    def jam() -> None:
        for number in story.cabinet.doors():
            story.cabinet.fault("locker", "does-not-open", number)

    return _at("review", jam)


def _camera_unplugged(story: Story, stage: Stage) -> Moment:
    """The camera's cable is pulled out before the second paper."""
    return _at("scan KQ003453", lambda: story.cabinet.fault("camera", "unplugged"))


def _wrong_card(story: Story, stage: Stage) -> Moment:
    """Somebody else lays their card to collect."""

    def swap() -> None:
        story.collectors_card = somebody_else(story.drawn)

    return _at("collect", swap)


def _takes_nothing(story: Story, stage: Stage) -> Moment:
    """The collector says that all is there, but leaves it in the compartment."""

    def leave_it() -> None:
        story.collector_takes = False

    return _at("collect", leave_it)


def _central_stops(story: Story, stage: Stage) -> Moment:
    """Central stops answering kiosks before anything is handed in."""

    def stop() -> None:
        os.kill(stage.pid_of("central"), signal.SIGSTOP)

    return _at("scan KQ003448", stop)


def _tampered(story: Story, stage: Stage) -> Moment:
    """Somebody changes one byte of a page in central's store."""

    def change() -> None:
        stored = max((stage.world / "central" / "blobs").rglob("*"), key=lambda path: path.stat().st_size)
        content = bytearray(stored.read_bytes())
        content[len(content) // 2] ^= 1
        stored.write_bytes(content)

    return _at("collect", change)


BREAKS: dict[str, Callable[[Story, Stage], Moment]] = {
    "paper": _no_paper,
    "door": _door_jams,
    "camera": _camera_unplugged,
    "card": _wrong_card,
    "left-behind": _takes_nothing,
    "central": _central_stops,
    "tampered": _tampered,
}
