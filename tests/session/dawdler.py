"""A person who lets every page wait: asked in time, they say that they need longer, or they have gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from kiosk.dossier.text import Text
from kiosk.messages.officer_pages import Round
from kiosk.messages.pages import OpenDoor, Page
from kiosk.texts import phrases
from tests.session.screen_person import PersonAtScreen

if TYPE_CHECKING:
    from tests.session.world import World

P = TypeVar("P", bound=Page)
# seconds without a touch after which somebody is asked for: at an ordinary page; while papers are scanned or
# something long is read
ORDINARY, LONG = (60, 120), (300, 600)
_LONG = frozenset(
    {"explain", "scan-page", "scanned-pages", "review", "show-code", "round", "read-sheets", "office-help"}
)
# nobody's page, or one that goes by itself before anybody would be asked
_NOT_ASKED = frozenset({"home", "out-of-service", "ending", "farewell", "take-slip", "working"})
_CARD_LEFT = "home.card-laid"
# what the machine and this test may be late by, in the session's seconds
_MARGIN = 8


class GoneError(Exception):
    """The person has left; the session goes on alone."""


class Dawdler(PersonAtScreen):
    """Waits at every page that would ask; leaves at the page of number `leaves_at`, counted from 1."""

    world: World
    leaves_at = 0
    dawdles = True

    def sees(
        self, kind: type[P], *, like: Callable[[P], bool] = lambda page: True, updated: bool = False
    ) -> P:
        """Look, and take one's time."""
        page = super().sees(kind, like=like, updated=updated)
        if self.dawdles and not any(
            page.kind == known.kind and page.title == known.title for known in self.waited
        ):
            self._dawdle(page)
        return page

    @property
    def waited(self) -> list[Page]:
        """The pages at which somebody was asked for."""
        return self.__dict__.setdefault("_waited", [])  # type: ignore[no-any-return]

    def _dawdle(self, page: Page) -> None:
        least, most = LONG if page.kind in _LONG else ORDINARY
        if page.kind in _NOT_ASKED or _is_called(page.title, _CARD_LEFT):
            return
        if _door_open(page):
            self.world.leaps(most + _MARGIN)
            self._is_not_asked(page)
            return
        self.world.leaps(least - _MARGIN)
        self._is_not_asked(page)
        self.world.leaps(most - least + 2 * _MARGIN)
        asked = self.sees_overlay()
        assert 30 <= asked.seconds <= 45
        assert [button.name for button in asked.buttons] == ["more-time", "end-now"]
        self.waited.append(page)
        if len(self.waited) == self.leaves_at:
            self.world.leaps(asked.seconds + _MARGIN)
            self.dawdles = False
            raise GoneError
        self.world.leaps(asked.seconds - _MARGIN)
        self.moves("more-time")
        self.sees_no_overlay()
        assert (self._shown, self.closed) == (page, False), f"not {page.title.vi} any more"

    def _is_not_asked(self, page: Page) -> None:
        self.world.rests()
        assert self.overlay is None or self.overlay.title is None, f"asked too soon at {page.title.vi}"
        assert not self.closed


def _door_open(page: Page) -> bool:
    """Whether a compartment stands open: then nothing ends."""
    if isinstance(page, OpenDoor):
        return page.door == "open"
    return isinstance(page, Round) and any(bay.look == "open" for bay in page.bays)


def _is_called(title: Text, name: str) -> bool:
    return bool(re.fullmatch(re.escape(phrases()[name].vi), title.vi))
