"""What a person waits for goes at once, once, and back only to whom it is still wanted by."""

from __future__ import annotations

import contextlib
import socket
import threading
import uuid
from collections.abc import Callable, Iterator

import pytest

from kiosk.config.enrolment import load_engine
from kiosk.dossier.claims import collector_hash, collector_tag
from kiosk.dossier.disclosure import Disclosure
from kiosk.dossier.enquiry import Enquiry, SealedAnswer, sealing_context
from kiosk.messages.outbox import CarryEnquiry, DropEnquiry, EnquiryAnswered
from kiosk.messages.wire import Channel
from kiosk.sync.engine_link import EngineLink
from kiosk.sync.lanes import LinkWatch, Pace
from kiosk.sync.live import LiveLane
from kiosk.sync.process import VOCABULARY
from kiosk.sync.transport import Limits
from kiosk.vault.once import OneTimeKey
from tests.central.world import CentralProcess, Client, EnrolledKiosk, make_dossier
from tests.sync.cabinet import QUICK, Cabinet, Sync, eventually
from tests.sync.test_transport import OK, Imposter, at_port, authority, imposter

__all__ = ["authority", "imposter"]
HASTY = Limits(connect=5.0, silence=2.0, whole=10.0, most=2000)
# a lane that failed once is asleep for longer than any test
ASLEEP = Pace(heartbeat=900, poll=900, look=900, least_wait=1e6, longest_wait=900)


def enquiry(kiosk: EnrolledKiosk, dossier_id: str, key: OneTimeKey) -> tuple[Enquiry, bytes]:
    k_claim = load_engine(kiosk.folder / "identity" / "engine").k_claim
    assert isinstance(k_claim, bytes)
    hashed = collector_hash("099301000017", bytes.fromhex(kiosk.bundle.fleet_salt))
    asked = Enquiry(
        request=str(uuid.uuid4()),
        kiosk=kiosk.bundle.kiosk_id,
        dossier_id=dossier_id,
        public_key=key.public.hex(),
        by="card",
        tag=collector_tag(k_claim, dossier_id, hashed),
    )
    return asked, asked.vouched(k_claim)


def answer_to(cabinet: Cabinet, asked: Enquiry) -> tuple[EnquiryAnswered, bytes]:
    eventually(lambda: [each for each in cabinet.answers if each[0].request == asked.request])
    return next(each for each in cabinet.answers if each[0].request == asked.request)


class Live:
    """The live lane alone, between a cabinet and whatever answers at a port."""

    def __init__(self, kiosk: EnrolledKiosk, port: int) -> None:
        self.cabinet, self.link = Cabinet(kiosk), list[bool]()
        ours, theirs = socket.socketpair()
        self._channel = Channel(ours, VOCABULARY)
        self.engine = engine = EngineLink(Channel(theirs, VOCABULARY))
        self.lane = LiveLane(engine, at_port(kiosk.sync, port, HASTY))
        engine.when_enquired(self.lane.take)
        engine.start()
        watch = LinkWatch(self.link.append)
        self._threads = [
            threading.Thread(target=self.lane.run, args=(watch,), daemon=True),
            threading.Thread(target=self._answer, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, message: object, raw: bytes = b"") -> None:
        self._channel.send(message, raw)  # type: ignore[arg-type]

    def _answer(self) -> None:
        with contextlib.suppress(OSError):
            while (frame := self._channel.receive()) is not None:
                self._channel.send(*self.cabinet.answer(frame))
        self._channel.close()

    def close(self) -> None:
        self.engine.close()
        self.lane.stop()
        for thread in self._threads:
            thread.join(10)


@pytest.fixture
def live(kiosk: EnrolledKiosk) -> Iterator[Callable[[int], Live]]:
    started: list[Live] = []

    def start(port: int) -> Live:
        started.append(Live(kiosk, port))
        return started[-1]

    yield start
    for each in started:
        each.close()


def test_an_enquiry_goes_to_central_and_its_sealed_answer_comes_back(kiosk: EnrolledKiosk) -> None:
    made = make_dossier(kiosk)
    assert Client(kiosk).deliver(made).status_code == 201
    cabinet, key = Cabinet(kiosk), OneTimeKey()
    sync = Sync(cabinet)
    asked, body = enquiry(kiosk, made.manifest.dossier_id, key)
    sync.enquire(asked.request, body)
    answered, raw = answer_to(cabinet, asked)
    sync.close()
    assert answered.error_id is None
    assert len(answered.signature) == 128
    context = sealing_context(asked.kiosk, asked.dossier_id, asked.request)
    told = Disclosure.from_bytes(key.open(SealedAnswer.model_validate_json(raw).content(), context))
    assert told.dossier_id == made.manifest.dossier_id


def test_a_person_is_answered_while_the_other_lanes_still_pause_after_an_outage(
    central: CentralProcess, kiosk: EnrolledKiosk
) -> None:
    made = make_dossier(kiosk)
    assert Client(kiosk).deliver(made).status_code == 201
    central.stop()
    cabinet, key = Cabinet(kiosk), OneTimeKey()
    sync = Sync(cabinet, ASLEEP)
    eventually(lambda: cabinet.link == [False])
    asked, body = enquiry(kiosk, made.manifest.dossier_id, key)
    sync.enquire(asked.request, body)
    assert answer_to(cabinet, asked)[0].error_id == "SYN-018"
    central.start()
    asked, body = enquiry(kiosk, made.manifest.dossier_id, key)
    sync.enquire(asked.request, body)
    assert answer_to(cabinet, asked)[0].error_id is None
    eventually(lambda: cabinet.link == [False, True])
    sync.close()


def test_what_central_does_not_answer_is_said_without_calling_the_line_broken(kiosk: EnrolledKiosk) -> None:
    cabinet = Cabinet(kiosk)
    sync = Sync(cabinet, QUICK)
    eventually(lambda: cabinet.link)
    asked, body = enquiry(kiosk, str(uuid.uuid4()), OneTimeKey())
    sync.enquire(asked.request, body)
    assert answer_to(cabinet, asked)[0].error_id == "SYN-020"
    sync.close()
    assert cabinet.link == [True]


@pytest.mark.parametrize(
    ("reply", "silent", "error"),
    [
        (OK, True, "SYN-018"),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", False, "SYN-018"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (HASTY.most + 1), False, "SYN-019"),
    ],
)
def test_silence_a_busy_central_and_an_endless_answer_each_have_an_ending(
    kiosk: EnrolledKiosk,
    imposter: Callable[..., Imposter],
    live: Callable[[int], Live],
    reply: bytes,
    silent: bool,
    error: str,
) -> None:
    lane = live(imposter(reply, None, silent).port)
    asked, body = enquiry(kiosk, str(uuid.uuid4()), OneTimeKey())
    lane.send(sent(asked), body)
    assert answer_to(lane.cabinet, asked)[0].error_id == error


def test_only_the_newest_is_wanted_and_what_was_dropped_is_neither_sent_nor_answered(
    kiosk: EnrolledKiosk, imposter: Callable[..., Imposter], live: Callable[[int], Live]
) -> None:
    server = imposter(OK, None, silent=True)
    lane = live(server.port)
    first, second, third = (enquiry(kiosk, str(uuid.uuid4()), OneTimeKey()) for _ in range(3))
    lane.send(sent(first[0]), first[1])
    eventually(lambda: server.requests == 1)
    lane.send(sent(second[0]), second[1])
    lane.send(DropEnquiry(request=second[0].request))
    lane.send(sent(third[0]), third[1])
    answer_to(lane.cabinet, third[0])
    assert [answered.request for answered, _ in lane.cabinet.answers] == [third[0].request]
    assert server.requests == 2


def sent(asked: Enquiry) -> CarryEnquiry:
    return CarryEnquiry(request=asked.request)
