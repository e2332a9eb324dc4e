"""The seat: one session and one screen, paired by a socketpair whose bytes never pass the engine.

A technician's terminal may have the seat instead. Session and screen are paired all the same; that session
only says so.
"""

from __future__ import annotations

import os
import socket
import time
from typing import Protocol

import structlog

from kiosk.engine.hub import Peer
from kiosk.messages.hello import Seated
from kiosk.messages.seat import RenewSeat, SeatGiven
from kiosk.messages.technician import TerminalRefused, TerminalSeated
from kiosk.messages.wire import Message

CITIZEN_SERVED, TECHNICIAN_AT_WORK, TOO_QUIET = "DIA-002", "DIA-013", "DIA-018"
# an idle session ends in less; one that does not is serving somebody
IDLE_ENDS_WITHIN_S = 10.0
# whoever works inside the cabinet types nothing for long; who has gone leaves the machine to the citizens
QUIET_S = 900.0

log = structlog.get_logger()


class Host(Protocol):
    """What stands behind the seat."""

    def seat_begins(self) -> SeatGiven:
        """Note who sits down at the glass, and say what that session must know."""

    def terminal_begins(self) -> TerminalSeated:
        """Note that a terminal has the seat, and say what it must know."""

    def seat_left(self) -> None:
        """Whoever had the seat is gone."""

    def occupied(self) -> str | None:
        """Why nobody may be asked to leave the seat now, as an error id."""


class Seating:
    """Who waits, and who has the seat. The seat is given anew only when the old processes are gone."""

    def __init__(self, host: Host) -> None:
        """Nobody is here."""
        self._host = host
        self._sessions: list[Peer] = []
        self._screens: list[Peer] = []
        self._asking: Peer | None = None
        self._since = 0.0
        self.session: Peer | None = None
        self.screen: Peer | None = None
        self.holder: Peer | None = None

    @property
    def at_terminal(self) -> bool:
        """Whether a terminal has the seat."""
        return self.holder is not None and self.holder.role == "terminal"

    def joined(self, peer: Peer) -> None:
        """A session, a screen or a terminal waits."""
        if peer.role == "terminal":
            self._ask_for(peer)
        else:
            (self._sessions if peer.role == "session" else self._screens).append(peer)
        self._give()

    def gone(self, peer: Peer) -> None:
        """A process has ended."""
        for waiting in (self._sessions, self._screens):
            if peer in waiting:
                waiting.remove(peer)
        if peer is self._asking:
            self._asking = None
        if peer is self.session:
            self.session = None
        if peer is self.screen:
            self.screen = None
        if peer is self.holder:
            was_terminal, self.holder = self.at_terminal, None
            self._host.seat_left()
            if was_terminal and self.session is not None:
                self.session.send(RenewSeat())
        self._give()

    def tell(self, message: Message) -> None:
        """An event for whoever has the seat."""
        if self.holder is not None:
            self.holder.send(message)

    def heard(self) -> None:
        """Whoever has the seat said something."""
        if self.at_terminal:
            self._since = time.monotonic()

    def tick(self) -> None:
        """A terminal that waits in vain, or has long been quiet, is sent away."""
        waited = time.monotonic() - self._since
        if self._asking is not None and waited > IDLE_ENDS_WITHIN_S:
            peer, self._asking = self._asking, None
            _send_away(peer, CITIZEN_SERVED)
        elif self.at_terminal and waited > QUIET_S:
            assert self.holder is not None
            _send_away(self.holder, TOO_QUIET)

    def clear(self) -> None:
        """What was told or asked is void: whoever is here comes again."""
        for peer in {self.session, self.holder} - {None}:
            assert peer is not None
            peer.channel.close()

    def _ask_for(self, terminal: Peer) -> None:
        if self.at_terminal or self._asking is not None:
            _send_away(terminal, TECHNICIAN_AT_WORK)
        elif self.holder is not None and (error_id := self._host.occupied()) is not None:
            _send_away(terminal, error_id)
        else:
            self._asking, self._since = terminal, time.monotonic()
            self.tell(RenewSeat())

    def _give(self) -> None:
        if self._asking is not None and self.holder is None:
            self.holder, self._asking = self._asking, None
            self.heard()
            self.holder.send(self._host.terminal_begins())
        if self.session is not None or self.screen is not None:
            return
        if self._sessions and self._screens:
            self._pair(self._sessions.pop(0), self._screens.pop(0))

    def _pair(self, session: Peer, screen: Peer) -> None:
        ours, theirs = socket.socketpair()
        try:
            screen.channel.send_with(Seated(), theirs.fileno())
            session.channel.send_with(self._host.seat_begins(), ours.fileno())
        except OSError:
            # One of the two is just dying; its end will be posted, and the other one notices a closed socket.
            log.warning("seat.pairing-failed", pid=os.getpid())
        finally:
            ours.close()
            theirs.close()
        self.session, self.screen = session, screen
        if not self.at_terminal:
            self.holder = session


def _send_away(terminal: Peer, error_id: str) -> None:
    terminal.send(TerminalRefused(error_id=error_id))
    terminal.channel.close()
