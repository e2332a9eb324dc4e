"""The framework that lets a journey read like prose.

A journey is one coroutine. What it learns passes through `Journey`, which keeps it: going back forgets the
last answer and runs the coroutine again from the top, where every answer still kept is replayed and no
device or engine is asked twice. An answer is replayed only while its question is the same as it was; so
changing one thing from the review keeps every later answer that still fits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from kiosk.messages.pages import Ending, Page
from kiosk.messages.screen import Answer
from kiosk.session.conversation import Conversation
from kiosk.session.failures import ChangeAnswer, GoBack

T = TypeVar("T")
SafeEnding = Callable[[], Awaitable[Ending]]


@dataclass(frozen=True)
class Kept:
    """An answer with the question it belongs to."""

    question: str
    value: Any

    def __repr__(self) -> str:
        """An answer may be a person's name: it never shows itself."""
        return "<Kept>"


class LeftAtStart(Exception):  # noqa: N818 - a turn of the journey, not an error
    """The person went back from the first question."""


class Journey:
    """The answers and effects of one journey."""

    def __init__(self, talk: Conversation, seeded: dict[str, Kept] | None = None) -> None:
        """`seeded` brings answers of an earlier journey of the same person along."""
        self._talk = talk
        self._kept: dict[str, Kept] = dict(seeded or {})
        self._before: dict[str, Kept] = {}
        self._seeded = frozenset(seeded or ())
        self._trail: list[str] = []
        self._changing: dict[str, Kept] = {}
        self.safe_ending: SafeEnding | None = None

    async def run(self, script: Callable[[Journey], Awaitable[T]]) -> T:
        """Run the script to its end, through every turn back; `LeftAtStart` when it is left that way."""
        self._talk.may_end = self._talk.watches_idle = True
        while True:
            self._trail.clear()
            try:
                return await script(self)
            except GoBack:
                self._step_back()
            except ChangeAnswer as change:
                self._begin_change(change.names)

    async def step(self, name: str, get: Callable[[Any], Awaitable[T]], question: object = "") -> T:
        """An answer got by `get(previous)`, where `previous` is what was answered before, or None."""
        kept = self._replay(name, question)
        if kept is not None:
            self._trail.append(name)
            return kept.value  # type: ignore[no-any-return]
        self._talk.turn()
        value = await self._fresh(name, get)
        self._kept[name] = Kept(repr(question), value)
        self._trail.append(name)
        if name in self._changing:
            self._changing = {}
        return value

    async def ask(self, name: str, page: Page) -> Answer:
        """One question on one page."""
        # a digest: the question may show a name, and this outlives the page
        digest = hashlib.sha256(page.model_dump_json().encode()).hexdigest()
        return await self.step(name, lambda _: self._talk.ask(page), digest)

    async def once(self, name: str, do: Callable[[], Awaitable[T]], about: object = "") -> T:
        """An effect: done once as long as `about` stays the same; nothing to go back to."""
        kept = self._replay(name, about)
        if kept is not None:
            return kept.value  # type: ignore[no-any-return]
        value = await do()
        self._kept[name] = Kept(repr(about), value)
        return value

    def point_of_no_return(self, safe_ending: SafeEnding) -> None:
        """From here on nothing is taken back; `safe_ending` ends it well if the person leaves."""
        self.safe_ending = safe_ending
        self._talk.committed = True
        self._talk.may_go_back = False

    def keep(self, *names: str) -> dict[str, Kept]:
        """These answers, to seed the same person's next journey."""
        return {name: self._kept[name] for name in names if name in self._kept}

    def change(self, *names: str) -> NoReturn:
        """Ask these again, and keep every later answer whose question stays the same."""
        raise ChangeAnswer(*names)

    def previous(self, name: str) -> Any:
        """What was answered before, if this was answered and taken back."""
        kept = self._before.get(name)
        return None if kept is None else kept.value

    def set_aside(self, name: str, value: Any) -> None:
        """What was reached of an answer when the person turned back; `previous` gives it again."""
        self._before[name] = Kept("", value)

    async def _fresh(self, name: str, get: Callable[[Any], Awaitable[T]]) -> T:
        self._talk.may_go_back = not self._talk.committed
        try:
            return await get(self.previous(name))
        finally:
            self._talk.may_go_back = False

    def _replay(self, name: str, question: object) -> Kept | None:
        kept = self._kept.get(name)
        return kept if kept is not None and kept.question == repr(question) else None

    def _begin_change(self, names: tuple[str, ...]) -> None:
        self._changing = {name: self._kept[name] for name in names if name in self._kept}
        for name in names:
            self.forget(name)

    def _step_back(self) -> None:
        if self._changing:
            self._kept.update(self._changing)
            self._changing = {}
            return
        passed = [name for name in self._trail if name not in self._seeded]
        if not passed:
            raise LeftAtStart
        self.forget(passed[-1])

    def forget(self, name: str) -> None:
        """Take an answer back; `previous` still gives it."""
        kept = self._kept.pop(name, None)
        if kept is not None:
            self._before[name] = kept
