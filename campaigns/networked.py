"""A kiosk's engine core with real journal and vault, and its real sync lanes over a line of one's choice.

One thread owns the engine, as in its process: it makes things, and in between it serves what sync asked.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.config.enrolment import Bundle, load_engine
from kiosk.engine.keys import signing_key
from kiosk.engine.ports import RefusalError
from kiosk.journal.facts.kiosk import HelpCalled
from kiosk.messages import outbox, seat
from kiosk.messages.wire import Channel, Frame
from kiosk.service import Service
from kiosk.sync.lanes import Pace
from kiosk.sync.process import VOCABULARY, serve
from kiosk.vault.seal import SealingKeys
from tests.central.world import install_kiosk
from tests.engine.cabinet import Cabinet

QUICK = Pace(heartbeat=0.5, poll=0.2, look=0.2, least_wait=0.02, longest_wait=0.5)


@dataclass(frozen=True)
class _Known:
    """The public half of a key that central holds."""

    key: str

    def public_key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))


class NetworkedKiosk(Cabinet):
    """An enrolled kiosk. Every method is called by the thread that made it."""

    def __init__(self, folder: Path, bundle: Bundle) -> None:
        """Install the identity and start the engine."""
        self._bundle = bundle
        self._enrolled = install_kiosk(bundle, folder)
        self._asked: queue.SimpleQueue[tuple[Channel, Frame]] = queue.SimpleQueue()
        super().__init__(folder)

    def _start(self) -> None:
        bundle = self._bundle
        self.kiosk_id, self.k_claim = bundle.kiosk_id, bytes.fromhex(bundle.k_claim)
        self.signer = signing_key(load_engine(self.folder / "identity" / "engine"))
        self.receipts, self.directives = _Known(bundle.receipt_key), _Known(bundle.directive_key)  # type: ignore[assignment]
        keys = bytes.fromhex(bundle.central_key), bytes.fromhex(bundle.recovery_key)
        self.sealing = SealingKeys(bundle.key_epoch, *keys)
        super()._start()

    def hand_in(self) -> None:
        """A whole deposit without originals."""
        self.engine.seat_taken()
        dossier_id, _ = self.stage(originals=False)
        done = self.ask(seat.FinishDeposit(dossier_id=dossier_id, originals="none"))
        assert isinstance(done, seat.Done), done
        self.engine.seat_left()

    def note(self, count: int) -> None:
        """Small facts, one row each."""
        self.journal.append(*(HelpCalled(step=f"step {number}") for number in range(count)))

    def settled(self) -> bool:
        """Whether central acknowledged every row and gave every receipt."""
        state = self.engine.outbox.handle(outbox.ReadState(), b"")
        assert isinstance(state, outbox.OutboxState)
        unsent = any(deposit.unsent for deposit in self.journal.state.deposits.values())
        return state.acknowledged_seq == state.last_seq and not unsent

    def serve(self, seconds: float) -> None:
        """Answer sync for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty, OSError):
                self._answer(*self._asked.get(timeout=left))

    def connect(self, port: int) -> Line:
        """Start sync; central is reached at this port."""
        url = f"https://localhost:{port}"
        sync = self._enrolled.folder / "identity" / "sync" / "sync.json"
        sync.write_text(sync.read_text().replace(self._enrolled.sync.central_url, url))
        return Line(self, self._enrolled.sync)

    def asked(self, channel: Channel, frame: Frame) -> None:
        """Sync asked something; any thread may say so."""
        self._asked.put((channel, frame))

    def _answer(self, channel: Channel, frame: Frame) -> None:
        served, message = self.engine.outbox, frame.message
        try:
            match message:
                case outbox.ReadBlob():
                    channel.send(*served.read_blob(message))
                case outbox.ReadCheckpoint():
                    channel.send(*served.read_checkpoint(message))
                case _:
                    channel.send(served.handle(message, frame.raw))
        except RefusalError as refusal:
            channel.send(outbox.Refused(error_id=refusal.error_id))


class Line:
    """Sync's lanes, and a thread that hears what they ask."""

    def __init__(self, kiosk: NetworkedKiosk, identity: object) -> None:
        """Both run until `close`."""
        ours, theirs = socket.socketpair()
        self._kiosk, self._channel = kiosk, Channel(ours, VOCABULARY)
        self._threads = [
            threading.Thread(
                target=serve, args=(Channel(theirs, VOCABULARY), identity, QUICK, Service()), daemon=True
            ),
            threading.Thread(target=self._listen, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def poke(self) -> None:
        """Tell sync that something is new."""
        with contextlib.suppress(OSError):
            self._channel.send(outbox.Poke())

    def close(self) -> None:
        """The engine goes away; sync's lanes end."""
        self._channel.close()
        for thread in self._threads:
            thread.join(60)

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ConnectionError):
            while (frame := self._channel.receive()) is not None:
                self._kiosk.asked(self._channel, frame)
