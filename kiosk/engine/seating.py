"""The seat: one session and one screen, paired by a socketpair whose bytes never pass the engine."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

import structlog

from kiosk.engine.hub import Peer
from kiosk.messages.hello import Seated
from kiosk.messages.seat import SeatGiven
from kiosk.messages.wire import Message

log = structlog.get_logger()


class Seating:
    """Who waits, and who has the seat. The seat is given anew only when the old processes are gone."""

    def __init__(self, begin: Callable[[], SeatGiven], left: Callable[[], None]) -> None:
        """`begin` notes the new seat and says what its session must know; `left` ends it."""
        self._begin = begin
        self._left = left
        self._sessions: list[Peer] = []
        self._screens: list[Peer] = []
        self.session: Peer | None = None
        self.screen: Peer | None = None

    def joined(self, peer: Peer) -> None:
        """A session or a screen waits."""
        (self._sessions if peer.role == "session" else self._screens).append(peer)
        self._pair()

    def gone(self, peer: Peer) -> None:
        """A process has ended."""
        for waiting in (self._sessions, self._screens):
            if peer in waiting:
                waiting.remove(peer)
        if peer is self.session:
            self.session = None
            self._left()
        if peer is self.screen:
            self.screen = None
        self._pair()

    def tell(self, message: Message) -> None:
        """An event for the seated session, if there is one."""
        if self.session is not None:
            self.session.send(message)

    def _pair(self) -> None:
        if self.session is not None or self.screen is not None:
            return
        if not self._sessions or not self._screens:
            return
        session, screen = self._sessions.pop(0), self._screens.pop(0)
        ours, theirs = socket.socketpair()
        try:
            screen.channel.send_with(Seated(), theirs.fileno())
            session.channel.send_with(self._begin(), ours.fileno())
        except OSError:
            # One of the two is just dying; its end will be posted, and the other one notices a closed socket.
            log.warning("seat.pairing-failed", pid=os.getpid())
        finally:
            ours.close()
            theirs.close()
        self.session, self.screen = session, screen
