"""The rules of the finger: what a touch may do to a target, a trembling one, a straying one, two at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage

from kiosk.dossier.text import Language
from kiosk.ui.shown import own_words
from tests.ui.gallery import show_met
from tests.ui.limits import Fault
from tests.ui.recorded import Met
from tests.ui.stage import Spoken, Stage, box, kind_of, seen, targets, walk

# within the guard of 300 ms, and after it
_TREMBLE_S, _AGAIN_S = 0.29, 0.31
_BESIDE_PX = 4


class Fingers:
    """Touches targets of pages, each on the page as it is shown first."""

    def __init__(self, stage: Stage, mode: str = "normal", language: Language = "vi") -> None:
        """Pages are shown in this mode and language."""
        self._stage, self._mode, self._language = stage, mode, language
        self._settings_touched = True
        self._frame_judged = False

    def faults(self, met: Met, *, every: bool = False) -> Iterator[Fault]:
        """What is wrong with a page's own targets: one of each kind and look, or every one; and two at once.

        What stands around all pages is touched on the first.
        """
        self._show(met)
        own = set(walk(self._stage.page_item()))
        found = [thing for thing in touchable(self._stage) if thing.item in own or not self._frame_judged]
        self._frame_judged = True
        names = [thing.name for thing in (found if every else one_of_each_kind(found))]
        for name in names:
            yield from self._one(met, name)
        for name, other in pairwise(names):
            yield from self._two(met, name, other)

    def _show(self, met: Met) -> None:
        if self._settings_touched:
            self._settings_touched = False
            self._set_aids()
        self._stage.screen.choose(self._language)
        show_met(self._stage, met)
        # what stands below each other is laid out when it is drawn, and only then known to need "See more"
        self._stage.picture()
        self._stage.rest()

    def _set_aids(self) -> None:
        words = own_words(self._stage.screen.shown_language)
        for thing in targets(self._stage.window.window):
            for aid, mode in (("large_text", "large"), ("high_contrast", "contrast")):
                if thing.name == words[aid] and bool(thing.item.property("chosen")) != (self._mode == mode):
                    self._stage.touch(thing.name)

    def _find(self, name: str) -> Spoken:
        return next(thing for thing in targets(self._stage.window.window) if thing.name == name)

    def _one(self, met: Met, name: str) -> Iterator[Fault]:
        stage = self._stage
        self._show(met)
        thing, before, told = self._find(name), stage.picture(), len(stage.told())
        self._settings_touched = thing.item.property("chosen") is not None
        stage.press(thing.item)
        yield from press_shown(before, stage.picture(), box(thing.item), name)
        if len(stage.told()) > told:
            yield Fault("press", name, "answers before it is let go")
        stage.let_go(thing.item, away=_beside(thing))
        if len(stage.told()) > told or stage.picture() != before:
            yield Fault("stray", name, "let go beside it, it acts all the same")
        yield from self._tremble(thing, before, name)

    def _tremble(self, thing: Spoken, before: QImage, name: str) -> Iterator[Fault]:
        stage = self._stage
        stage.rest()
        told = len(stage.told())
        stage.finger(thing.item)
        once, after = len(stage.told()), stage.picture()
        if once == told and after == before and not _has_nothing_to_do(stage, thing):
            yield Fault("dead", name, "nothing happens")
        stage.now += _TREMBLE_S
        stage.finger(thing.item)
        if len(stage.told()) != once or stage.picture() != after:
            yield Fault("tremble", name, "a second tap within 300 ms counts")
        if once > told:
            stage.now += _AGAIN_S - _TREMBLE_S
            stage.finger(thing.item)
            if len(stage.told()) == once:
                yield Fault("tremble", name, "a tap after 300 ms does not count")

    def _two(self, met: Met, name: str, other: str) -> Iterator[Fault]:
        stage = self._stage
        self._show(met)
        told = len(stage.told())
        one, another = self._find(name), self._find(other)
        self._settings_touched = one.item.property("chosen") is not None
        stage.two_fingers(one.item, another.item)
        if len(stage.told()) > told + 1:
            yield Fault("two fingers", f"{name} | {other}", "both are answered")
        if any(thing.item.property("down") for thing in targets(stage.window.window)):
            yield Fault("two fingers", f"{name} | {other}", "one stays pressed")


def touchable(stage: Stage) -> list[Spoken]:
    """What can be touched now and is wholly seen."""
    return [
        thing
        for thing in targets(stage.window.window)
        if thing.enabled and seen(thing.item) == box(thing.item) and not box(thing.item).isEmpty()
    ]


def one_of_each_kind(found: list[Spoken]) -> list[Spoken]:
    """A target of each control and look."""
    kinds: dict[str, Spoken] = {}
    for thing in found:
        kinds.setdefault(kind_and_look(thing), thing)
    return list(kinds.values())


def kind_and_look(thing: Spoken) -> str:
    """What tells a target from those that are drawn by the same control in the same way."""
    return f"{kind_of(thing.item)} {thing.item.property('look')}"


def press_shown(before: QImage, pressed: QImage, place: QRectF, name: str) -> Iterator[Fault]:
    """A target under a finger looks otherwise than before."""
    area = place.intersected(QRectF(before.rect())).toAlignedRect()
    if before.copy(area) == pressed.copy(area):
        yield Fault("press", name, "nothing shows")


def _beside(thing: Spoken) -> tuple[int, int]:
    """From the middle of a target to beside it: sideways, so that a list does not follow the finger."""
    place = box(thing.item)
    way = -1 if place.left() > _BESIDE_PX * 2 else 1
    return QPoint(way * round(place.width() / 2 + _BESIDE_PX), 0).toTuple()


def _has_nothing_to_do(stage: Stage, thing: Spoken) -> bool:
    """Whether a target is chosen already, or erases where nothing was typed."""
    words = own_words(stage.screen.shown_language)
    erases = thing.name in {words["erase"], words["erase_all"], words["space"]}
    return erases or bool(thing.item.property("chosen")) or bool(thing.item.property("shown"))
