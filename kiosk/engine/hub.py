"""The hub: one mailbox in which requests, sensors and time meet the engine's core, one after the other."""

from __future__ import annotations

import collections
import os
import pwd
import queue
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from kiosk.messages.engine import ENGINE, TERMINAL
from kiosk.messages.hello import SCREEN_HELLO, Hello, Role, TurnedAway, Welcome
from kiosk.messages.outbox import OUTBOX
from kiosk.messages.wire import Channel, Frame, Message, Vocabulary, WireError

TICK_S = 0.5
# A peer says hello at once and reads what it is told; who does neither may not keep the engine from others.
GREETS_WITHIN_S, READS_WITHIN_S = 10.0, 3.0
LONGEST_GREETING = 4096
# What a session or sync asks is small; what is large stands beside it.
MOST_TEXT = 64 * 1024
# Of one user: both processes of a kind, and those that are just ending.
MOST_PEERS = 24
VOCABULARIES: dict[Role, Vocabulary] = {
    "session": ENGINE,
    "screen": SCREEN_HELLO,
    "sync": OUTBOX,
    "terminal": TERMINAL,
}
_CREDENTIALS = struct.Struct("3i")
_TIMEVAL = struct.Struct("@ll")

log = structlog.get_logger()


def may_speak_as(role: Role, uid: int) -> bool:
    """Whether a process of this user may take this part.

    Each kind of process has a user of its own, so that a broken sync process gets no seat, and a broken
    session no outbox. In development all run as one user, the engine's.
    """
    if uid == os.geteuid():
        return True
    try:
        return pwd.getpwuid(uid).pw_name == f"kiosk-{role}"
    except KeyError:
        return False


class Peer:
    """A connected process. Of a session or screen `gone` is posted only when the process itself has ended.

    A terminal is gone with its connection: it holds nothing of a citizen, and one that its shell stopped must
    not keep the machine.
    """

    def __init__(
        self, sock: socket.socket, on_frame: Callable[[Peer, Frame], None], on_gone: PeerCall
    ) -> None:
        """`on_frame` and `on_gone` are called on the peer's own thread."""
        packed = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        self.pid, self.uid, _ = _CREDENTIALS.unpack(packed)
        self.role: Role | None = None
        self.channel = Channel(sock, SCREEN_HELLO, LONGEST_GREETING, MOST_TEXT)
        self._sock = sock
        _limit(sock, socket.SO_RCVTIMEO, GREETS_WITHIN_S)
        _limit(sock, socket.SO_SNDTIMEO, READS_WITHIN_S)
        self._process = os.pidfd_open(self.pid)
        self._on_frame = on_frame
        self._on_gone = on_gone
        self._served = threading.Semaphore(0)

    def run(self) -> None:
        """Read one frame after the other, each when the last was served, until the connection ends.

        The seat is free again only when its process is gone.
        """
        try:
            while (frame := self.channel.receive()) is not None:
                self._on_frame(self, frame)
                self._served.acquire()
        except (OSError, WireError) as error:
            log.warning("hub.connection-failed", role=self.role, error=type(error).__name__)
        self.channel.close()
        if self.role in {"session", "screen"}:
            select.select([self._process], [], [])
        os.close(self._process)
        self._on_gone(self)

    def turn_away(self) -> None:
        """There are too many of its user."""
        self.channel.close()
        os.close(self._process)
        self._on_gone(self)

    def greeted(self, role: Role) -> None:
        """It said who it is, and may be silent from now on."""
        self.channel.switch(VOCABULARIES[role])
        self.role = role
        _limit(self._sock, socket.SO_RCVTIMEO, 0.0)

    def served(self) -> None:
        """Its last frame was dealt with."""
        self._served.release()

    def send(self, message: Message, raw: bytes = b"") -> None:
        """Send, unless the peer is going; one that does not read is sent away."""
        try:
            self.channel.send(message, raw)
        except OSError:
            log.info("hub.peer-going", role=self.role)
            self.channel.close()


def _limit(sock: socket.socket, option: int, seconds: float) -> None:
    sock.setsockopt(socket.SOL_SOCKET, option, _TIMEVAL.pack(int(seconds), int(seconds % 1 * 1_000_000)))


PeerCall = Callable[[Peer], None]


class Hub:
    """Listens, knows who is connected, and runs everything on one thread."""

    def __init__(self, path: Path, build: str) -> None:
        """Listen on a Unix socket at `path`."""
        self._build = build
        self._mailbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopping = False
        self._peers: collections.Counter[int] = collections.Counter()
        self._counting = threading.Lock()
        self.on_joined: PeerCall = lambda peer: None
        self.on_gone: PeerCall = lambda peer: None
        self.on_frame: Callable[[Peer, Frame], None] = lambda peer, frame: None
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        path.chmod(0o660)
        self._listener.listen(16)

    def post(self, call: Callable[[], None]) -> None:
        """Have `call` run on the hub's thread; safe from any thread."""
        self._mailbox.put(call)

    def run(self, tick: Callable[[], None]) -> None:
        """Serve until `stop`. An exception of a call ends the process: the supervisor starts it again."""
        threading.Thread(target=self._accept, name="hub-accept", daemon=True).start()
        next_tick = time.monotonic()
        while not self._stopping:
            try:
                call = self._mailbox.get(timeout=max(0.0, next_tick - time.monotonic()))
            except queue.Empty:
                next_tick = time.monotonic() + TICK_S
                call = tick
            call()

    def stop(self) -> None:
        """End `run` after the present call."""
        self._stopping = True

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError as error:
                # no descriptor left: those that are going free some
                log.warning("hub.cannot-accept", error=type(error).__name__)
                time.sleep(TICK_S)
                continue
            try:
                peer = Peer(sock, self._frame_came, self._peer_went)
            except OSError:
                sock.close()
                continue
            if self._admitted(peer):
                threading.Thread(target=peer.run, name="hub-peer", daemon=True).start()
            else:
                peer.turn_away()

    def _admitted(self, peer: Peer) -> bool:
        with self._counting:
            self._peers[peer.uid] += 1
            return self._peers[peer.uid] <= MOST_PEERS

    def _frame_came(self, peer: Peer, frame: Frame) -> None:
        if peer.role is None:
            self._greet(peer, frame.message)
            peer.served()
            return

        def serve() -> None:
            try:
                self.on_frame(peer, frame)
            finally:
                frame.close()
            peer.served()

        self.post(serve)

    def _greet(self, peer: Peer, message: Message) -> None:
        if (
            not isinstance(message, Hello)
            or message.build != self._build
            or not may_speak_as(message.role, peer.uid)
        ):
            log.warning("hub.turned-away", uid=peer.uid, pid=peer.pid)
            peer.send(TurnedAway(error_id="ENG-016"))
            peer.channel.close()
            return
        peer.send(Welcome())
        peer.greeted(message.role)
        self.post(lambda: self.on_joined(peer))

    def _peer_went(self, peer: Peer) -> None:
        with self._counting:
            self._peers[peer.uid] -= 1
        if peer.role is not None:
            self.post(lambda: self.on_gone(peer))
