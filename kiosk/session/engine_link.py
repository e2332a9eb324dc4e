"""The session's side of its connection to the engine: one request at a time; events come unasked."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

from kiosk.messages.engine import EVENTS
from kiosk.messages.seat import Refused
from kiosk.messages.wire import Channel, Message, WireError
from kiosk.session.failures import EngineLostError, EngineRefusedError

R = TypeVar("R", bound=Message)
OnEvent = Callable[[Message, int | None], None]


class EngineLink:
    """Requests and events over one `Channel`; use it from the event loop's thread."""

    def __init__(self, channel: Channel, on_event: OnEvent, on_lost: Callable[[], None]) -> None:
        """`on_event` gets each event, and with `SeatGiven` the descriptor of the screen's socket."""
        self._channel = channel
        self._on_event = on_event
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._turn = asyncio.Lock()
        self._reply: asyncio.Future[Message] | None = None
        self.lost = False

    def start(self) -> None:
        """Begin to receive."""
        threading.Thread(target=self._receive, name="engine-link", daemon=True).start()

    async def request(self, message: Message, reply: type[R], raw: bytes = b"") -> R:
        """Ask and wait for the answer; `EngineRefusedError` when refused, `EngineLostError` when gone."""
        return await self._ask(message, reply, lambda: self._channel.send(message, raw))

    async def request_with(self, message: Message, reply: type[R], descriptor: int) -> R:
        """The same with an open file beside the message; the caller's own descriptor stays open."""
        return await self._ask(message, reply, lambda: self._channel.send_with(message, descriptor))

    async def _ask(self, message: Message, reply: type[R], send: Callable[[], None]) -> R:
        async with self._turn:
            if self.lost:
                raise EngineLostError
            self._reply = self._loop.create_future()
            try:
                await asyncio.to_thread(send)
                answer = await self._reply
            except OSError as error:
                raise EngineLostError from error
            finally:
                self._reply = None
        if isinstance(answer, Refused):
            raise EngineRefusedError(answer.error_id, answer.wait_s, answer.tries_left)
        if not isinstance(answer, reply):
            raise EngineLostError(f"{answer.kind} answers {message.kind}")
        return answer

    def close(self) -> None:
        """End the connection."""
        self._channel.close()

    def _receive(self) -> None:
        try:
            while (frame := self._channel.receive()) is not None:
                self._hand_over(self._take, frame.message, frame.descriptor)
        except (OSError, WireError):
            pass
        self._hand_over(self._gone)

    def _hand_over(self, call: Callable[..., None], *values: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: so has the session
            self._loop.call_soon_threadsafe(call, *values)

    def _take(self, message: Message, descriptor: int | None) -> None:
        if isinstance(message, EVENTS):
            self._on_event(message, descriptor)
        elif self._reply is not None and not self._reply.done():
            self._reply.set_result(message)
        else:
            self.close()

    def _gone(self) -> None:
        self.lost = True
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(EngineLostError())
        self._on_lost()
