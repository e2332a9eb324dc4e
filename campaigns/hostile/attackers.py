"""Hostile processes: each connects to the engine, says what it likes, and tells what was answered."""

from __future__ import annotations

import json
import multiprocessing.connection
import os
import random
import socket
import struct
import time
from pathlib import Path
from typing import Any

from campaigns.hostile.mangling import Mangler, framed, spoken
from campaigns.hostile.screen import HostileScreen, Touches
from campaigns.hostile.speech import Speech
from campaigns.world import KillableWorld
from kiosk.data import data_folder
from kiosk.dossier.catalogue import Catalogue
from kiosk.messages import outbox, seat
from kiosk.messages.engine import ENGINE, EVENTS
from kiosk.messages.hello import SCREEN_HELLO, Hello, Seated, Welcome
from kiosk.messages.outbox import OUTBOX
from kiosk.messages.wire import Channel, Frame, Message, Vocabulary, WireError
from tests.engine.plan import PROCEDURE

DOORS = 24
ANSWERS_WITHIN_S = 10.0
Pipe = multiprocessing.connection.Connection


class Line:
    """One connection to the engine's socket, as some role."""

    def __init__(self, path: Path, role: Any, vocabulary: Vocabulary) -> None:
        """Connect and greet; raises `OSError` or `WireError`."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(ANSWERS_WITHIN_S)
        self.sock.connect(str(path))
        self.channel = Channel(self.sock, SCREEN_HELLO)
        self.channel.send(Hello(role=role, build=KillableWorld.build))
        welcome = self.channel.receive()
        if welcome is None or not isinstance(welcome.message, Welcome):
            raise WireError("not welcome")
        self.channel.switch(vocabulary)

    def answer(self, events: tuple[type[Message], ...]) -> Frame | None:
        """The next frame that is no event; None when the engine let go."""
        while (frame := self.channel.receive()) is not None and isinstance(frame.message, events):
            pass
        return frame


def session(path: Path, seed: int, most: int, tell: Pipe) -> None:
    """Talk until the engine lets go; tell what was asked and answered."""
    chance = random.Random(seed)
    speech = Speech(chance, Catalogue.load(data_folder("catalogue")).under_rule(*_rule()), DOORS)
    mangler = Mangler(chance, sorted(ENGINE.kinds), speech.known)
    heard: list[tuple[Message, bytes, Message, float]] = []
    said = 0
    try:
        line = Line(path, "session", ENGINE)
        line.sock.settimeout(60)
        given = line.channel.receive()
        assert given is not None and isinstance(given.message, seat.SeatGiven)  # noqa: PT018
        line.sock.settimeout(ANSWERS_WITHIN_S)
        while said < most:
            message, raw = speech.say()
            # what is no message ends the visit
            rude = chance.random() < 0.01
            line.sock.sendall(mangler.mangled(message, raw) if rude else spoken(message, raw))
            said += 1
            answer = line.answer(EVENTS)
            if answer is None:
                break
            if not rude:
                speech.heard(message, answer.message)
                heard.append((message, raw, answer.message, time.monotonic()))
    except (OSError, WireError) as lost:
        tell.send(("lost", type(lost).__name__))
    tell.send((said, heard))
    os._exit(0)


def _rule() -> tuple[str, str]:
    catalogue = Catalogue.load(data_folder("catalogue"))
    newest = [each for each in catalogue.procedures if each.code == PROCEDURE][-1]
    return PROCEDURE, newest.rule_version


def screen(path: Path, seed: int, most: int, tell: Pipe) -> None:
    """Say nonsense to the engine, then whatever to the session that is given."""
    chance, said = random.Random(seed), 0
    touches = Touches(chance)
    try:
        line = Line(path, "screen", SCREEN_HELLO)
        line.sock.settimeout(60)
        for _ in range(5):
            line.sock.sendall(spoken(chance.choice((Welcome(), Hello(role="sync", build="x")))))
            said += 1
        seated = line.channel.receive()
        assert seated is not None and isinstance(seated.message, Seated)  # noqa: PT018
        assert seated.descriptor is not None
        screen = HostileScreen(socket.socket(fileno=seated.descriptor))
        while said < most and not screen.over:
            screen.say(touches.frame(screen))
            said += 1
            time.sleep(chance.choice((0.0, 0.002, 0.01)))
    except (OSError, WireError) as lost:
        tell.send(("lost", type(lost).__name__))
    tell.send((said, []))
    os._exit(0)


def sync(path: Path, seed: int, most: int, tell: Pipe) -> None:
    """Carry lies; whenever the engine lets go, come again."""
    chance, said, known = random.Random(seed), 0, ["ab" * 32]
    mangler = Mangler(chance, sorted(OUTBOX.kinds), known)
    line = Line(path, "sync", OUTBOX)
    while said < most:
        message, raw = _lie(chance, known)
        rude = chance.random() < 0.1
        try:
            line.sock.sendall(mangler.mangled(message, raw) if rude else spoken(message, raw))
            said += 1
            answer = line.answer((outbox.Poke,))
        except (OSError, WireError):
            answer = None
        if answer is None:
            line.channel.close()
            line = Line(path, "sync", OUTBOX)
        elif isinstance(answer.message, outbox.Dossiers):
            known += [each.dossier_id for each in answer.message.pending]
    tell.send((said, []))
    os._exit(0)


def _lie(chance: random.Random, known: list[str]) -> tuple[Message, bytes]:
    number, raw = chance.choice((0, 1, 2, 2**62)), json.dumps({"number": 1, "kiosk": "K0001"}).encode()
    signature = chance.choice(("00" * 64, chance.randbytes(64).hex(), "zz", ""))
    return chance.choice(
        (
            (outbox.DirectiveArrived(number=number, signature=signature), raw),
            (outbox.ReceiptArrived(signature=signature), raw),
            (outbox.CheckpointReceipt(signature=signature), raw),
            (outbox.ConfigArrived(), chance.randbytes(500)),
            (outbox.HallArrived(), raw),
            (outbox.DossierRefused(dossier_id=chance.choice(known), reason="x"), b""),
            (outbox.ReadRows(after=number, limit=500), b""),
            (outbox.ReadBlob(digest=chance.choice(known), offset=number, length=2**30), b""),
            (outbox.ReadState(), b""),
            (outbox.ListDossiers(), b""),
            (outbox.RowsAcknowledged(seq=number), b""),
        )
    )


def rude(path: Path, seed: int, most: int, tell: Pipe) -> None:
    """Be silent, deaf, slow, and many."""
    kept = []
    for _ in range(60):
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(str(path))
        kept.append(sock)
    kept[0].sendall(struct.pack(">II", 30_000_000, 10))
    kept[1].sendall(framed(b"x" * 100)[:50])
    deaf = socket.socket(socket.AF_UNIX)
    deaf.connect(str(path))
    deaf.settimeout(ANSWERS_WITHIN_S)
    said = 0
    try:
        deaf.sendall(SCREEN_HELLO.encode(Hello(role="sync", build=KillableWorld.build)))
        deaf.sendall(struct.pack(">II", 20_000_000, 10) + b"x" * 1000)
        for _ in range(most):
            deaf.sendall(spoken(outbox.ReadState()))
            said += 1
    except OSError:
        pass
    tell.send((said, []))
    time.sleep(20)
    os._exit(0)
