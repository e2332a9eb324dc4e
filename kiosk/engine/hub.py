"""The hub: one mailbox in which requests, sensors and time meet the engine's core, one after the other."""

from __future__ import annotations

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

from kiosk.messages.engine import ENGINE
from kiosk.messages.hello import SCREEN_HELLO, Hello, Role, TurnedAway, Welcome
from kiosk.messages.outbox import OUTBOX
from kiosk.messages.wire import Channel, Frame, Message, Vocabulary, WireError

TICK_S = 0.5
VOCABULARIES: dict[Role, Vocabulary] = {"session": ENGINE, "screen": SCREEN_HELLO, "sync": OUTBOX}
_CREDENTIALS = struct.Struct("3i")

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
    """A connected process. `gone` is posted only when the process itself has ended."""

    def __init__(
        self, sock: socket.socket, on_frame: Callable[[Peer, Frame], None], on_gone: PeerCall
    ) -> None:
        """`on_frame` and `on_gone` are called on the peer's own thread."""
        packed = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        self.pid, self.uid, _ = _CREDENTIALS.unpack(packed)
        self.role: Role | None = None
        self.channel = Channel(sock, SCREEN_HELLO)
        self._process = os.pidfd_open(self.pid)
        self._on_frame = on_frame
        self._on_gone = on_gone

    def run(self) -> None:
        """Read until the connection ends, then wait for the process to end."""
        try:
            while (frame := self.channel.receive()) is not None:
                self._on_frame(self, frame)
        except (OSError, WireError) as error:
            log.warning("hub.connection-failed", role=self.role, error=type(error).__name__)
        self.channel.close()
        select.select([self._process], [], [])
        os.close(self._process)
        self._on_gone(self)

    def send(self, message: Message, raw: bytes = b"") -> None:
        """Send, unless the peer is going."""
        try:
            self.channel.send(message, raw)
        except OSError:
            log.info("hub.peer-going", role=self.role)


PeerCall = Callable[[Peer], None]


class Hub:
    """Listens, knows who is connected, and runs everything on one thread."""

    def __init__(self, path: Path, build: str) -> None:
        """Listen on a Unix socket at `path`."""
        self._build = build
        self._mailbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopping = False
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
            sock, _ = self._listener.accept()
            try:
                peer = Peer(sock, self._frame_came, self._peer_went)
            except ProcessLookupError:
                sock.close()
                continue
            threading.Thread(target=peer.run, name="hub-peer", daemon=True).start()

    def _frame_came(self, peer: Peer, frame: Frame) -> None:
        if peer.role is None:
            self._greet(peer, frame.message)
        else:
            self.post(lambda: self.on_frame(peer, frame))

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
        peer.channel.switch(VOCABULARIES[message.role])
        peer.role = message.role
        self.post(lambda: self.on_joined(peer))

    def _peer_went(self, peer: Peer) -> None:
        if peer.role is not None:
            self.post(lambda: self.on_gone(peer))
