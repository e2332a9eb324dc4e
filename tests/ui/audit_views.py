"""A page in every way of being read, and everything that is wrong with it there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from kiosk.dossier.text import Language
from kiosk.messages.screen import Frame, Overlay
from kiosk.ui.panel import panel
from tests.ui.audit import audit, bare_codes, texts
from tests.ui.audit_frame import Surroundings, arrived, kept_in
from tests.ui.gallery import show_met
from tests.ui.limits import MODES, Fault
from tests.ui.recorded import Met
from tests.ui.stage import Stage, kind_of, walk

PANELS = ("portrait-21", "landscape-21", "portrait-10")
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@dataclass(frozen=True)
class View:
    """One way of reading."""

    panel: str
    mode: str
    language: Language

    def __str__(self) -> str:
        """As it is named in a report."""
        return f"{self.panel} {self.mode} {self.language}"


VIEWS = tuple(View(*each) for each in product(PANELS, MODES, LANGUAGES))
EVERY_VIEW = bool(os.environ.get("KIOSK_EVERY_VIEW"))


def views(in_a_hurry: list[View]) -> list[View]:
    """What the suite has time for; every view where `KIOSK_EVERY_VIEW` is set."""
    return list(VIEWS) if EVERY_VIEW else in_a_hurry


class Reader:
    """Reads pages one after another, in one mode on one panel."""

    def __init__(self, stage: Stage, panel_name: str, mode: str) -> None:
        """The stage is freshly set for this panel."""
        self.stage = stage
        self._panel, self._mode = panel_name, mode
        self._around = Surroundings()
        stage.theme(mode)

    def faults(self, met: Met, language: Language) -> list[Fault]:
        """What is wrong with a page and with what stands around it."""
        self.stage.screen.choose(language)
        show_met(self.stage, met)
        frame = Frame.model_validate({"number": 0, **met.frame})
        found = self._audit()
        if frame.bare:
            # the test of the glass needs targets at its very edges
            found = [fault for fault in found if fault.rule != "reach"]
        if not frame.night:
            # at night somebody works here for whom an id is a word
            found += bare_codes(list(texts(self.stage.window.window.contentItem())))
        # nothing may move here: it stands still at once
        return [*found, *arrived(self.stage), *self._around.faults(self.stage, met.page, frame)]

    def question(self, over: Met, overlay: Overlay, language: Language) -> list[Fault]:
        """What is wrong with a question that lies over a page."""
        self.stage.screen.choose(language)
        show_met(self.stage, over)
        self.stage.send(overlay)
        self.stage.settle(0.2)
        items = walk(self.stage.window.window.contentItem())
        lies_over = next(item for item in items if kind_of(item).startswith("Question_"))
        found = audit(self.stage.window.window, panel(self._panel), self._mode, lies_over)
        found += kept_in(self.stage, lies_over)
        self.stage.send(Overlay())
        return found

    def no_engine(self, language: Language) -> list[Fault]:
        """What is wrong with the screen's own page, which it shows while no engine answers."""
        self.stage.screen.stand_alone("1900 0099")
        self.stage.theme(self._mode)
        self.stage.screen.choose(language)
        self.stage.settle(0.2)
        return self._audit()

    def _audit(self) -> list[Fault]:
        return audit(self.stage.window.window, panel(self._panel), self._mode)


def read_all(
    set_stage: Callable[[str], Stage], pages: list[tuple[View, str, Met]]
) -> Iterator[tuple[View, str, Fault]]:
    """Every fault of these pages, each in its view; a stage is set once for each panel and mode."""
    for panel_name, mode in product(PANELS, MODES):
        mine = [each for each in pages if (each[0].panel, each[0].mode) == (panel_name, mode)]
        if mine:
            reader = Reader(set_stage(panel_name), panel_name, mode)
            for view, name, met in sorted(mine, key=lambda each: each[0].language):
                yield from ((view, name, fault) for fault in reader.faults(met, view.language))
