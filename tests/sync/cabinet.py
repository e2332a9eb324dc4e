"""The engine's side of the outbox, in memory, over a real socket; and a network that cuts connections."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import queue
import random
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.messages import outbox
from kiosk.messages.wire import Channel, Frame, Message
from kiosk.service import Service
from kiosk.sync.lanes import Pace
from kiosk.sync.process import VOCABULARY, serve
from tests.central.world import EnrolledKiosk, SealedDossier

QUICK = Pace(heartbeat=0.2, poll=0.05, look=0.05, least_wait=0.02, longest_wait=0.2)


@dataclass
class Cabinet:
    """Answers sync as the engine does, and remembers what it was told."""

    kiosk: EnrolledKiosk
    blobs: dict[str, bytes] = field(default_factory=dict)
    pending: dict[str, outbox.PendingDossier] = field(default_factory=dict)
    acknowledged: int = 0
    last_directive: int = 0
    last_directive_id: str = ""
    receipts: list[tuple[bytes, str]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    directives: list[tuple[int, bytes, str]] = field(default_factory=list)
    configs: list[bytes] = field(default_factory=list)
    hall: list[bytes] = field(default_factory=list)
    link: list[bool] = field(default_factory=list)
    reads: list[tuple[str, int]] = field(default_factory=list)
    checkpoint: tuple[outbox.CheckpointPart, bytes] | None = None
    held: list[tuple[bytes, str]] = field(default_factory=list)
    gone_at_receipt: bool = False
    paper: str = "full"
    answers: list[tuple[outbox.EnquiryAnswered, bytes]] = field(default_factory=list)

    def stage(self, dossier: SealedDossier) -> None:
        """A deposit passes the point of no return."""
        manifest = dossier.manifest.to_bytes()
        self.stage_bytes(dossier.manifest.dossier_id, manifest, dossier.blobs)

    def stage_bytes(self, dossier_id: str, manifest: bytes, blobs: dict[str, bytes]) -> None:
        digest = hashlib.sha256(manifest).hexdigest()
        self.blobs |= {digest: manifest, **blobs}
        self.pending[dossier_id] = outbox.PendingDossier(
            dossier_id=dossier_id, manifest=digest, blobs=list(blobs)
        )

    def answer(self, frame: Frame) -> tuple[Message, bytes]:
        message = frame.message
        if isinstance(message, outbox.ReadBlob):
            return self._blob(message)
        if isinstance(message, outbox.ConfigArrived):
            self.configs.append(frame.raw)
            return outbox.Done(), b""
        if isinstance(message, outbox.ReceiptArrived):
            return self._receipt(frame.raw, message.signature), b""
        if isinstance(message, outbox.ReadCheckpoint):
            return self.checkpoint or (outbox.CheckpointPart(seq=0, hash="", signature=""), b"")
        if isinstance(message, outbox.CheckpointReceipt):
            self.held.append((frame.raw, message.signature))
            self.checkpoint = None
        if isinstance(message, outbox.HallArrived):
            self.hall.append(frame.raw)
        if isinstance(message, outbox.EnquiryAnswered):
            self.answers.append((message, frame.raw))
        return self._small(message, frame.raw), b""

    def _small(self, message: Message, raw: bytes) -> Message:
        match message:
            case outbox.ReadState():
                return outbox.OutboxState(
                    last_seq=len(self.kiosk.rows),
                    acknowledged_seq=self.acknowledged,
                    last_directive=self.last_directive,
                    last_directive_id=self.last_directive_id,
                    heartbeat={"paper": self.paper},
                    news=self.paper,
                    config_seen=hashlib.sha256(self.configs[-1]).hexdigest() if self.configs else "",
                )
            case outbox.ReadRows():
                found = self.kiosk.rows[message.after : message.after + message.limit]
                return outbox.Rows(
                    rows=[
                        outbox.Row(seq=r.seq, body=base64.b64encode(r.body).decode(), hash=r.hash.hex())
                        for r in found
                    ]
                )
            case outbox.ListDossiers():
                return outbox.Dossiers(pending=list(self.pending.values()))
            case outbox.RowsAcknowledged():
                self.acknowledged = message.seq
            case outbox.DossierRefused():
                self.refused[message.dossier_id] = message.reason
                self.pending.pop(message.dossier_id)
            case outbox.DirectiveArrived():
                if message.number != self.last_directive + 1:
                    return outbox.Refused(error_id="SYN-011")
                self.last_directive = message.number
                self.last_directive_id = json.loads(raw)["id"]
                self.directives.append((message.number, raw, message.signature))
            case outbox.LinkChanged():
                self.link.append(message.up)
        return outbox.Done()

    def _blob(self, message: outbox.ReadBlob) -> tuple[Message, bytes]:
        blob = self.blobs.get(message.digest)
        if blob is None:
            return outbox.Refused(error_id="VLT-002"), b""
        self.reads.append((message.digest, message.offset))
        raw = blob[message.offset : message.offset + message.length]
        return outbox.BlobPart(digest=message.digest, offset=message.offset, size=len(blob)), raw

    def _receipt(self, raw: bytes, signature: str) -> Message:
        self.receipts.append((raw, signature))
        if self.gone_at_receipt:
            raise ConnectionError("the engine dies before it has written the receipt")
        self.pending.pop(json.loads(raw)["dossier_id"])
        return outbox.Done()


class Sync:
    """A running sync at one end of a socketpair, the cabinet at the other."""

    def __init__(self, cabinet: Cabinet, pace: Pace = QUICK) -> None:
        ours, theirs = socket.socketpair()
        self._channel = Channel(ours, VOCABULARY)
        self._serving = threading.Thread(
            target=serve, args=(Channel(theirs, VOCABULARY), cabinet.kiosk.sync, pace, Service()), daemon=True
        )
        self._answering = threading.Thread(target=self._answer, args=(cabinet,), daemon=True)
        self._serving.start()
        self._answering.start()

    def _answer(self, cabinet: Cabinet) -> None:
        with contextlib.suppress(OSError, ConnectionError):
            while (frame := self._channel.receive()) is not None:
                self._channel.send(*cabinet.answer(frame))
        self._channel.close()

    def poke(self) -> None:
        self._channel.send(outbox.Poke())

    def enquire(self, request: str, body: bytes) -> None:
        """Somebody at the screen asks."""
        self._channel.send(outbox.CarryEnquiry(request=request), body)

    def drop(self, request: str) -> None:
        """Nobody waits any more."""
        self._channel.send(outbox.DropEnquiry(request=request))

    def ended(self) -> bool:
        """Wait for sync to notice that the engine is gone."""
        self._serving.join(20)
        return not self._serving.is_alive()

    def close(self) -> None:
        self._channel.close()
        assert self.ended()
        self._answering.join(20)


def eventually(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until `condition` holds; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


class HostileNetwork:
    """A TCP relay to central that cuts its first connections by reset after a random number of bytes."""

    def __init__(self, target: int, cuts: int, seed: int) -> None:
        self._target = target
        self._random = random.Random(seed)
        self._cuts: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
        for _ in range(cuts):
            up_or_down = self._random.random() < 0.5
            limit = self._random.randrange(200, 12_000)
            self._cuts.put((limit, 1 << 40) if up_or_down else (1 << 40, limit))
        self.done = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._relay(client)

    def _relay(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            client.close()
            return
        limits = (1 << 40, 1 << 40)
        with contextlib.suppress(queue.Empty):
            limits = self._cuts.get_nowait()
        for source, sink, limit in ((client, server, limits[0]), (server, client, limits[1])):
            threading.Thread(target=self._pump, args=(source, sink, limit), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, limit: int) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                sink.sendall(data[:limit])
                limit -= len(data)
                if limit <= 0:
                    self.done += 1
                    break
        for each in (source, sink):
            with contextlib.suppress(OSError):
                # linger zero: the peer sees a reset, not an orderly end
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                each.shutdown(socket.SHUT_RDWR)
            each.close()
