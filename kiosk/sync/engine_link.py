"""The engine as the sync process sees it: every request has one answer; pokes and enquiries come unasked."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from kiosk.messages.outbox import CarryEnquiry, DropEnquiry, Poke, Refused
from kiosk.messages.wire import Channel, Frame, Message, WireError

M = TypeVar("M", bound=Message)
OnEnquiry = Callable[[Frame], None]


class EngineGoneError(Exception):
    """The engine closed the connection or answers nonsense; everything begins anew (SYN-006)."""

    error_id = "SYN-006"


class EngineRefusedError(Exception):
    """The engine did not carry out a request; `error_id` is its reason."""

    def __init__(self, error_id: str) -> None:
        """The engine's error id."""
        super().__init__(error_id)
        self.error_id = error_id


class EngineLink:
    """Asks the engine, from several threads, one request at a time."""

    def __init__(self, channel: Channel) -> None:
        """Use a channel that has said hello already; `start` begins to listen."""
        self._channel = channel
        self._asking = threading.Lock()
        self._answers: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._listeners: list[Callable[[], None]] = []
        self._on_enquiry: OnEnquiry = lambda frame: None
        self._thread = threading.Thread(target=self._listen, name="engine", daemon=True)
        self.gone = threading.Event()

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def when_poked(self, listener: Callable[[], None]) -> None:
        """Call `listener`, which must not block, at each poke."""
        self._listeners.append(listener)

    def when_enquired(self, listener: OnEnquiry) -> None:
        """Give `listener`, which must not block, each `CarryEnquiry` and `DropEnquiry`."""
        self._on_enquiry = listener

    def ask(self, message: Message, expected: type[M], raw: bytes = b"") -> tuple[M, bytes]:
        """Send a request and return its answer and the bytes beside it.

        Raises `EngineRefusedError`; `EngineGoneError` when the engine is gone or answers something else.
        """
        with self._asking:
            if self.gone.is_set():
                raise EngineGoneError
            try:
                self._channel.send(message, raw)
            except OSError as error:
                raise EngineGoneError from error
            frame = self._answers.get()
        if frame is None:
            raise EngineGoneError
        if isinstance(frame.message, Refused):
            raise EngineRefusedError(frame.message.error_id)
        if not isinstance(frame.message, expected):
            self.close()
            raise EngineGoneError
        return frame.message, frame.raw

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()

    def _listen(self) -> None:
        try:
            while (frame := self._channel.receive()) is not None:
                if isinstance(frame.message, Poke):
                    for listener in self._listeners:
                        listener()
                elif isinstance(frame.message, CarryEnquiry | DropEnquiry):
                    self._on_enquiry(frame)
                else:
                    self._answers.put(frame)
        except (OSError, WireError):
            self._channel.close()
        self.gone.set()
        self._answers.put(None)
