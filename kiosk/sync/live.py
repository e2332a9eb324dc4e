"""The live lane: what somebody at the screen waits for, asked at once, tried once, and kept nowhere.

It has a connection of its own, so that no dossier on its way stands before it, and no pause after failures:
a person who asks again means it. What it carries is sealed for that person's session.
"""

from __future__ import annotations

import queue
import time

import structlog

from kiosk.messages.outbox import CarryEnquiry, Done, DropEnquiry, EnquiryAnswered
from kiosk.messages.wire import Frame
from kiosk.sync.engine_link import EngineGoneError, EngineLink, EngineRefusedError
from kiosk.sync.lanes import LinkWatch
from kiosk.sync.transport import (
    BusyError,
    Central,
    ItemRefusedError,
    Limits,
    LinkError,
    Reply,
    TooLongError,
    TurnedAwayError,
    judged,
)

# the engine stops waiting after ten seconds; an answer is base64 of at most 64 KiB with a little around it
LIMITS = Limits(connect=3.0, silence=6.0, whole=8.0, most=96 * 1024)
LONGEST_S = LIMITS.connect + LIMITS.silence + LIMITS.whole
NO_ANSWER, NOT_ANSWERED = "SYN-018", "SYN-020"
_JSON = {"Content-Type": "application/json"}
_log = structlog.get_logger()


class LiveLane:
    """One enquiry after the other; only the newest is wanted, for one person sits there."""

    def __init__(self, engine: EngineLink, central: Central) -> None:
        """`central` is this lane's own, with `LIMITS`."""
        self._engine, self._central = engine, central
        self._waiting: queue.SimpleQueue[tuple[str, bytes] | None] = queue.SimpleQueue()
        self._wanted = ""
        self._due = float("inf")

    def take(self, frame: Frame) -> None:
        """An enquiry, or the word that one is not wanted any more; returns at once."""
        match frame.message:
            case CarryEnquiry(request=request):
                self._wanted = request
                self._waiting.put((request, frame.raw))
            case DropEnquiry(request=self._wanted):
                self._wanted = ""

    def stop(self) -> None:
        """End after the present enquiry."""
        self._waiting.put(None)

    def late_s(self) -> float:
        """Seconds by which an enquiry has missed its time; 0 while none is under way."""
        return max(0.0, time.monotonic() - self._due)

    def run(self, link: LinkWatch) -> None:
        """Work until stopped or until the engine is gone."""
        try:
            while (next_one := self._waiting.get()) is not None:
                self._due = time.monotonic() + LONGEST_S
                self._carry(*next_one, link)
                self._due = float("inf")
        except EngineGoneError:
            return

    def _carry(self, request: str, body: bytes, link: LinkWatch) -> None:
        if request != self._wanted:
            return
        answered, raw = self._answer(request, body, link)
        if request != self._wanted:
            return
        try:
            self._engine.ask(answered, Done, raw)
        except EngineRefusedError as refused:
            _log.warning("sync.answer-refused", error=refused.error_id)

    def _answer(self, request: str, body: bytes, link: LinkWatch) -> tuple[EnquiryAnswered, bytes]:
        try:
            reply = judged(self._central.ask("POST", "/v1/enquiries", body, _JSON), 200)
        except TooLongError as error:
            return self._failed(request, error.error_id, error)
        except ItemRefusedError as error:
            link.found(True)
            return self._failed(request, NOT_ANSWERED, error)
        except BusyError as error:
            return self._failed(request, NO_ANSWER, error)
        except (LinkError, TurnedAwayError) as error:
            link.found(False)
            return self._failed(request, NO_ANSWER, error)
        link.found(True)
        return _answered(request, reply)

    def _failed(self, request: str, error_id: str, error: Exception) -> tuple[EnquiryAnswered, bytes]:
        _log.warning("sync.enquiry-failed", error=error_id, reason=getattr(error, "reason", ""))
        return EnquiryAnswered(request=request, error_id=error_id), b""


def _answered(request: str, reply: Reply) -> tuple[EnquiryAnswered, bytes]:
    signature = reply.headers.get("X-Signature", "")
    return EnquiryAnswered(request=request, signature=signature), reply.body
