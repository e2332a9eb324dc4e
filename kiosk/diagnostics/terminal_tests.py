"""The tests of a visit from a terminal, one after another; what needs a person asks one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast, get_args

from kiosk.diagnostics.account import Tried, Why, details, outcome_words
from kiosk.diagnostics.hands import FAINT, SLOW, look_for_code, read_loop
from kiosk.diagnostics.keyboard import Keyboard
from kiosk.diagnostics.machine import Measured
from kiosk.diagnostics.visit import Visit
from kiosk.diagnostics.wording import called
from kiosk.dossier.text import Language, Text
from kiosk.messages import technician as said
from kiosk.session.failures import EngineRefusedError
from kiosk.session.ports import Camera, Cards, Inspection
from kiosk.session.seat import now_in_vietnam
from kiosk.texts import phrase

# the ticket is printed before the camera looks for its code
ORDER: tuple[said.TestName, ...] = (
    "card_reader", "printer", "print", "camera", "board", "screen", "disk", "clock", "network",
)  # fmt: skip
_LOOKS_FOR = _WAITS_FOR_CARD = 60.0
_YES, _SKIP = frozenset("cCyY"), frozenset("bBsS")


@dataclass(frozen=True)
class Trial:
    """A test that is wanted; of `door` one compartment, or each after a question."""

    test: said.TestName
    compartment: int | None = None

    @classmethod
    def parse(cls, word: str) -> Trial:
        """`disk`, `door`, `door/7`; raises `ValueError`."""
        name, _, number = word.partition("/")
        if name not in get_args(said.TestName) or (number and (name != "door" or not number.isdecimal())):
            raise ValueError(word)
        return cls(cast("said.TestName", name), int(number) if number else None)


@dataclass(frozen=True)
class Front:
    """What a terminal has: a person at the keyboard, and the cabinet's reader and camera."""

    keyboard: Keyboard
    language: Language
    cards: Cards
    camera: Camera

    def say(self, words: Text, end: str = "\n") -> None:
        """A line to the person."""
        self.keyboard.say(words.of(self.language), end)

    async def confirmed(self, question: Text) -> bool | None:
        """Yes or no; None to skip."""
        choice = phrase("terminal.choice").of(self.language)
        answer = (await self.keyboard.ask(f"{question.of(self.language)} {choice}"))[:1]
        return None if answer in _SKIP or not answer else answer in _YES


class TerminalTests:
    """Runs trials; each is told at once, and kept in `tried`."""

    def __init__(self, visit: Visit, front: Front, tried: list[Tried]) -> None:
        """The visit has begun."""
        self._visit = visit
        self._front = front
        self._tried = tried
        self._hands: dict[str, Callable[[], Awaitable[Measured | Why]]] = {
            "card_reader": self._read_card,
            "camera": self._look,
            "print": self._look_at_ticket,
        }

    async def run(self, trial: Trial) -> None:
        """One trial; a door without a number is every door that can be opened."""
        test = trial.test
        if test == "door":
            await self._doors(trial.compartment)
        elif test == "screen":
            self._keep(Tried("screen", "skipped", why="at-the-glass"))
        elif test in self._hands:
            measured = await self._hands[test]()
            if isinstance(measured, Measured):
                self._take(await self._visit.record(cast("said.OwnTest", test), measured))
            else:
                self._keep(Tried(test, "skipped", why=measured))
        else:
            await self._ask(cast("said.EngineTest", test))

    async def _ask(self, test: said.EngineTest) -> None:
        self._front.say(phrase("terminal.runs", test=called(test)), end="\r")
        try:
            result = await self._visit.run(test)
        except EngineRefusedError as refused:
            self._keep(Tried(test, "refused", error_id=refused.error_id))
            return
        if result is None:
            self._keep(Tried(test, "failed", error_id=SLOW))
        else:
            self._take(result)

    # --- what needs hands and eyes ---------------------------------------------------------------------

    async def _read_card(self) -> Measured:
        if not self._front.cards.present():
            self._front.say(phrase("technician.lay-test-card"))
            await self._visit.waits(self._front.cards.present, _WAITS_FOR_CARD)
        return await read_loop(self._front.cards)

    async def _look(self) -> Measured | Why:
        """Until the ticket's code is read, a line is typed, or a minute is over."""
        if not await self._front.confirmed(phrase("terminal.ticket-laid")):
            return "declined"
        self._front.say(phrase("terminal.looking"))
        over, shown = asyncio.Event(), list[str]()
        asyncio.get_running_loop().call_later(_LOOKS_FOR, over.set)
        giving_up = asyncio.ensure_future(self._front.keyboard.line())
        giving_up.add_done_callback(lambda _: over.set())

        def told(seen: Inspection) -> None:
            focus = "–" if seen.focus is None else f"{seen.focus:.2f}"
            if shown[-1:] != [focus]:
                shown.append(focus)
                self._front.say(phrase("terminal.focus", focus=focus))

        try:
            return await look_for_code(self._front.camera, told, over.is_set)
        finally:
            giving_up.cancel()

    async def _look_at_ticket(self) -> Measured | Why:
        printed = next((each for each in reversed(self._tried) if each.test == "printer"), None)
        if printed is not None and printed.outcome != "passed":
            return "no-ticket"
        clear = await self._front.confirmed(phrase("technician.look-at-ticket"))
        return "declined" if clear is None else Measured(None if clear else FAINT)

    # --- doors -----------------------------------------------------------------------------------------

    async def _doors(self, number: int | None) -> None:
        if number is not None:
            await self._open(number)
            return
        testable = [door.compartment for door in self._visit.machine.doors if door.testable]
        if not testable:
            self._front.say(phrase("technician.no-door"))
        for each in testable:
            answer = await self._front.confirmed(phrase("terminal.open-door", number=each))
            if answer is None:
                return
            if answer:
                await self._open(each)

    async def _open(self, number: int) -> None:
        try:
            order = await self._visit.open(number)
        except EngineRefusedError as refused:
            self._keep(Tried("door", "refused", number, refused.error_id))
            return
        self._front.say(phrase("technician.door-open", number=number))
        result = await self._visit.closed(order)
        if result is None:
            self._keep(Tried("door", "failed", number, SLOW))
        else:
            self._take(result)

    # --- what came of it -------------------------------------------------------------------------------

    def _take(self, result: said.TestResult) -> None:
        self._keep(Tried.of(result, now_in_vietnam()))

    def _keep(self, tried: Tried) -> None:
        self._tried.append(tried)
        language, more = self._front.language, details(tried)
        name, word = called(tried.test, tried.compartment).of(language), outcome_words(tried).of(language)
        self._front.keyboard.say(f"{name}: {word}" + (f" ({more.of(language)})" if more else ""))
