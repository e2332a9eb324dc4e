"""The talk with the person at the screen: one page at a time, its answers, and everything that surrounds it.

Going idle, "finish", "help", the language and the network line are handled here, once for all pages. While a
door stands open nobody is idle, and nothing ends.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Literal, TypeVar

from kiosk.dossier.text import Text
from kiosk.messages.pages import Button, Page
from kiosk.messages.screen import (
    Answer,
    Close,
    Frame,
    Language,
    LanguageChosen,
    Overlay,
    Ready,
    Speak,
    Touched,
)
from kiosk.messages.wire import Message
from kiosk.session.failures import EngineLostError, GoBack, ScreenLostError, VisitOver
from kiosk.session.screen_link import ScreenLink
from kiosk.session.situation import Situation
from kiosk.texts import phrase

T = TypeVar("T")
Over = Literal["", "idle", "finish", "help"]


class Conversation:
    """What is on the glass, and what the person answers."""

    def __init__(
        self, screen: ScreenLink, situation: Situation, call_help: Callable[[str], Awaitable[None]],
        second: float = 1.0,
    ) -> None:  # fmt: skip
        """`call_help` reports the page's kind to the office; `second` is how long a second lasts."""
        self._screen = screen
        self._situation = situation
        self._call_help = call_help
        self._second = second
        self._answers: deque[Answer] = deque()
        self._dealt_with: Answer | None = None
        self._stirred = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._alive_at = self._loop.time()
        self._over: Over = ""
        self._over_since = 0.0
        self._number = 0
        self._page: Page | None = None
        self._frame: Frame | None = None
        self._link_shown = situation.link_up
        self.language: Language = "vi"
        self.step = (0, 0)
        self.may_go_back = False
        self.may_end = False
        self.night = False
        self.bare = False
        self.committed = False
        self.watches_idle = False
        # seconds without a touch that whoever works here may take; None: as the page says
        self.patience: float | None = None
        self.noticed = False
        self.lost = False
        self.on_glass = False
        self._engine_lost = False

    # --- what arrives ----------------------------------------------------------------------------------

    def take(self, message: Message) -> None:
        """What the screen says."""
        self.noticed = self.noticed or not isinstance(message, Ready)
        if isinstance(message, Answer):
            self.alive()
            # a second tap of the same button, before the first was dealt with, means nothing more
            if message != self._dealt_with and message not in self._answers:
                self._answers.append(message)
        elif isinstance(message, Touched):
            self.alive()
        elif isinstance(message, LanguageChosen):
            self.alive()
            self.language = message.language
        elif isinstance(message, Ready):
            self.on_glass = True
        self.stir()

    def stir(self) -> None:
        """Something changed: whoever waits looks again."""
        self._stirred.set()

    def alive(self) -> None:
        """Somebody is there."""
        if not self._over:
            self._alive_at = self._loop.time()

    def left_alone(self) -> bool:
        """Whether somebody was here who has gone."""
        away = self._loop.time() - self._alive_at
        return self.noticed and away >= self._situation.config.idle_warning_s * self._second

    def lose_engine(self) -> None:
        """The engine is gone: whoever waits is told once."""
        self._engine_lost = True
        self.stir()

    def lose(self) -> None:
        """The screen is gone."""
        self.lost = True
        self.stir()

    # --- what is shown ---------------------------------------------------------------------------------

    def show(self, page: Page) -> None:
        """Show a page; one of the same kind and title as the page shown updates it in place."""
        before = self._page
        if before is None or before.kind != page.kind or before.title != page.title:
            self._number += 1
            self._answers.clear()
        frame = self._frame_now()
        if page != before or frame != self._frame:
            self._frame, self._page = frame, page
            self._screen.send(frame, page)

    def turn(self) -> None:
        """The next page is a new one even if it looks the same."""
        self._page = None

    def picture(self, slot: str, jpeg: bytes) -> None:
        """Show a picture in a slot of the page."""
        self._screen.picture(slot, jpeg)

    def speak(self, text: Text) -> None:
        """Say something aloud."""
        self._screen.send(Speak(text=text))

    def close(self) -> None:
        """The screen forgets everything and ends."""
        self._screen.send(Close())

    # --- what is answered ------------------------------------------------------------------------------

    async def touch(self, wait: float | None = None) -> Answer | None:
        """The page's next answer; None when something changed, or `wait` seconds are over.

        Raises `GoBack`, `VisitOver`, `ScreenLostError` and `EngineLostError`.
        """
        until, self._dealt_with = None if wait is None else self._loop.time() + wait * self._second, None
        while True:
            if self.lost:
                raise ScreenLostError
            if self._engine_lost:
                self._engine_lost = False
                raise EngineLostError
            answer = self._dealt_with = self._next_answer()
            if answer is not None:
                return answer
            if not await self._rest(until):
                self._check_idle()
                self._show_link()
                if until is None or self._loop.time() < until:
                    continue
            return None

    async def ask(self, page: Page) -> Answer:
        """Show a page and wait for its answer."""
        self.turn()
        self.show(page)
        while (answer := await self.touch()) is None:
            pass
        return answer

    async def pause(self, seconds: float) -> Answer | None:
        """Leave a page on the glass for a while, or until it is answered."""
        until = self._loop.time() + seconds * self._second
        while (left := until - self._loop.time()) > 0:
            if (answer := await self.touch(left / self._second)) is not None:
                return answer
        return None

    async def keep_showing(self, page: Callable[[], Page]) -> Answer:
        """Show a page, anew whenever something changes, until it is answered."""
        while True:
            self.show(page())
            if (answer := await self.touch()) is not None:
                return answer

    async def pause_unless(self, come: Callable[[], bool], seconds: float) -> bool:
        """Wait for something to come about, whatever is touched meanwhile; False when it did not."""
        until = self._loop.time() + seconds * self._second
        while not come():
            left = until - self._loop.time()
            if left <= 0:
                return False
            await self.touch(left / self._second)
        return True

    async def beside(self, work: Awaitable[T]) -> T:
        """Wait for work while the person may still finish, ask for help, or go back."""
        task = asyncio.ensure_future(work)
        task.add_done_callback(lambda _: self.stir())
        try:
            while not task.done():
                await self.touch()
        except BaseException:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
            raise
        return task.result()

    # --- around the page -------------------------------------------------------------------------------

    def _next_answer(self) -> Answer | None:
        while self._answers:
            answer = self._answers.popleft()
            if answer.number != self._number or self._page is None:
                continue
            if self._over:
                self._answer_overlay(answer)
            elif answer.name in {"back", "finish", "help"}:
                self._answer_frame(answer.name)
            elif self._page.accepts(answer.name, answer.value):
                return answer
        return None

    def _answer_frame(self, name: str) -> None:
        if name == "back" and self.may_go_back:
            raise GoBack
        if name == "help":
            self._help()
        if name == "finish" and self.may_end:
            if not self.committed:
                raise VisitOver("finished")
            self._ask_to_end()

    def _answer_overlay(self, answer: Answer) -> None:
        why = "idle" if self._over == "idle" else "finished"
        may_end = self.may_end or self._over == "idle"
        if answer.name == "end-now" and self._situation.open_door() is None and may_end:
            raise VisitOver("finished" if why == "finished" else "idle")
        if answer.name in {"more-time", "go-on", "end-now"}:
            self._clear_overlay()

    def _help(self) -> None:
        assert self._page is not None
        task = asyncio.ensure_future(self._call_help(self._page.kind))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._put_over(
            "help",
            phrase(
                "around.help" if self._situation.link_up else "around.help-later",
                hotline=self._situation.config.hotline,
            ),
            [Button(name="go-on", label=phrase("around.go-on"), look="primary")],
        )

    def _ask_to_end(self) -> None:
        door = self._situation.open_door()
        go_on = Button(name="go-on", label=phrase("around.go-on"), look="primary")
        if door is not None:
            self._put_over("finish", phrase("around.close-first", number=door), [go_on])
            return
        end = Button(name="end-now", label=phrase("around.end-now"))
        self._put_over("finish", phrase("around.end-after-staging"), [go_on, end])

    def _put_over(self, over: Over, title: Text, buttons: list[Button], seconds: int = 0) -> None:
        self._over, self._over_since = over, self._loop.time()
        self._screen.send(Overlay(title=title, seconds=seconds, buttons=buttons))

    def _clear_overlay(self) -> None:
        self._over = ""
        self._alive_at = self._loop.time()
        self._screen.send(Overlay())

    # --- time ------------------------------------------------------------------------------------------

    async def _rest(self, until: float | None) -> bool:
        """Sleep until something stirs (True) or the next thing is due (False)."""
        due = [moment for moment in (until, self._idle_due()) if moment is not None]
        wait = max(0.0, min(due) - self._loop.time()) if due else None
        try:
            await asyncio.wait_for(self._stirred.wait(), wait)
        except TimeoutError:
            return False
        self._stirred.clear()
        self._show_link()
        return not self._answers

    def _idle_due(self) -> float | None:
        config = self._situation.config
        if not self.watches_idle:
            return None
        if self._over == "idle":
            return self._over_since + config.idle_countdown_s * self._second
        since = self._over_since if self._over else self._alive_at
        return since + self._patience() * self._second

    def _patience(self) -> float:
        """Seconds until somebody who does not touch the page is asked for."""
        if self.patience is not None:
            return self.patience
        slow, config = self._page is not None and self._page.slow, self._situation.config
        return config.idle_reading_s if slow else config.idle_warning_s

    def _check_idle(self) -> None:
        due = self._idle_due()
        if due is None or self._loop.time() < due:
            return
        if self._situation.open_door() is not None:
            if self._over:
                self._clear_overlay()
            self._alive_at = self._loop.time()
        elif self._over == "idle":
            raise VisitOver("idle")
        else:
            buttons = [
                Button(name="more-time", label=phrase("around.more-time"), look="primary"),
                Button(name="end-now", label=phrase("around.end-now")),
            ]
            self._put_over("idle", phrase("around.idle"), buttons, self._situation.config.idle_countdown_s)

    def _show_link(self) -> None:
        if self._page is not None and self._link_shown != self._situation.link_up:
            page, self._page = self._page, None
            frame = self._frame_now()
            self._frame, self._page = frame, page
            self._screen.send(frame, page)

    def _frame_now(self) -> Frame:
        self._link_shown = self._situation.link_up
        return Frame(
            number=self._number,
            back=self.may_go_back,
            finish=self.may_end,
            step=self.step[0],
            steps=self.step[1],
            languages=self._situation.config.languages,
            night=self.night,
            bare=self.bare,
            help=not self.bare,
            banner=None if self._situation.link_up else phrase("around.network-down"),
        )
