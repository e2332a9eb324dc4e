"""What central tells the person before a kiosk: sealed to that session, only to whom it belongs, once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.config.enrolment import load_engine
from kiosk.dossier.applicant import Applicant, Collector, Depositor
from kiosk.dossier.claims import collector_hash, collector_tag
from kiosk.dossier.disclosure import Disclosure
from kiosk.dossier.enquiry import Enquiry, SealedAnswer, sealing_context
from kiosk.dossier.manifest import PersonalPart
from kiosk.vault.once import OneTimeKey
from kiosk.vault.seal import SealError
from tests.central.world import Client, EnrolledKiosk, SealedDossier, make_dossier

if TYPE_CHECKING:
    import requests
    from django.contrib.auth.models import User

    from central.dossiers.models import Dossier

FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=7)))
DEPOSITOR, COLLECTOR, STRANGER = "099301000017", "099201000025", "099085000024"
ADDRESS = "Số 9, đường Thử Nghiệm, phường Mẫu"
REASON = "Giấy xác nhận của bà Trần Thị Kín không có chữ ký.\nXin nộp bản có chữ ký."


@dataclass
class Asker:
    """A kiosk's engine with somebody in the seat."""

    kiosk: EnrolledKiosk
    client: Client
    dossier: Dossier

    def enquiry(self, key: OneTimeKey, **changed: Any) -> Enquiry:
        number = changed.pop("number", DEPOSITOR)
        dossier_id = changed.get("dossier_id", str(self.dossier.dossier_id))
        hashed = collector_hash(number, bytes.fromhex(self.kiosk.bundle.fleet_salt))
        asked = {
            "request": str(uuid.uuid4()),
            "kiosk": self.kiosk.bundle.kiosk_id,
            "dossier_id": dossier_id,
            "public_key": key.public.hex(),
            "by": "card",
            "tag": collector_tag(self.k_claim, dossier_id, hashed),
        }
        return Enquiry.model_validate({**asked, **changed})

    @property
    def k_claim(self) -> bytes:
        key = load_engine(self.kiosk.folder / "identity" / "engine").k_claim
        assert isinstance(key, bytes)
        return key

    def post(self, body: bytes) -> requests.Response:
        return self.client.session.post(self.client.url + "/v1/enquiries", data=body, timeout=20)

    def sees(self, **changed: Any) -> Disclosure:
        """Ask and open the answer, as engine and session do."""
        key = OneTimeKey()
        asked = self.enquiry(key, **changed)
        reply = self.post(asked.vouched(self.k_claim))
        assert reply.status_code == 200, reply.text
        signer = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.kiosk.bundle.directive_key))
        signer.verify(bytes.fromhex(reply.headers["X-Signature"]), reply.content)
        answer = SealedAnswer.model_validate_json(reply.content)
        context = sealing_context(asked.kiosk, asked.dossier_id, asked.request)
        return Disclosure.from_bytes(key.open(answer.content(), context))

    def refusal(self, **changed: Any) -> str:
        reply = self.post(self.enquiry(OneTimeKey(), **changed).vouched(self.k_claim))
        assert reply.status_code == 422
        return str(reply.json()["error"])


def personal() -> bytes:
    return PersonalPart(
        depositor=Depositor(name="Nguyễn Thị Thử", id_number=DEPOSITOR, address=ADDRESS),
        applicant=Applicant(for_whom="me", name="Nguyễn Thị Thử", id_number=DEPOSITOR),
        collectors=(Collector(name="Lê Văn Sen", id_number=COLLECTOR),),
        phone="0912345678",
        answers={"for_whom": "me", "reissue": "yes", "past": "never"},
    ).to_bytes()


@pytest.fixture
def officer(client: Client) -> User:
    from django.contrib.auth.models import User

    return User.objects.get_or_create(username="hoa", first_name="Phạm Thị", last_name="Hòa")[0]


@pytest.fixture
def made(kiosk: EnrolledKiosk) -> SealedDossier:
    return make_dossier(kiosk, personal=personal())


@pytest.fixture
def asker(kiosk: EnrolledKiosk, client: Client, made: SealedDossier) -> Asker:
    from central.dossiers.models import Dossier

    assert client.deliver(made).status_code == 201
    return Asker(kiosk, client, Dossier.objects.get(dossier_id=made.manifest.dossier_id))


def alarms(kiosk: EnrolledKiosk) -> list[str]:
    from central.fleet.models import Alarm

    found = Alarm.objects.filter(kiosk__kiosk_id=kiosk.bundle.kiosk_id).order_by("pk")
    return list(found.values_list("error_id", flat=True))


def shown(asker: Asker) -> list[tuple[str, bool]]:
    from central.dossiers.models import Disclosed

    return list(Disclosed.objects.filter(dossier=asker.dossier).values_list("by", "acceptance"))


def test_the_depositors_card_is_told_what_the_officer_wrote_and_later_the_acceptance(
    asker: Asker, officer: User
) -> None:
    from central.dossiers import services

    assert asker.sees().written is None
    services.ask_supplement(asker.dossier, officer, FRIDAY, REASON)
    told = asker.sees()
    assert told.written is not None
    assert (told.written.words, told.acceptance) == (REASON, None)
    services.accept(asker.dossier, officer, FRIDAY)
    told = asker.sees()
    assert told.written is None
    paper = told.acceptance
    assert paper is not None
    assert (paper.depositor, paper.address, paper.phone) == ("Nguyễn Thị Thử", ADDRESS, "0912345678")
    assert paper.id_number == "••••••••0017"
    assert paper.officer == "Phạm Thị Hòa"
    assert paper.accepted_at == "2026-11-20T09:30:00+07:00"
    assert paper.due_at == "2026-11-26T09:30:00+07:00"
    assert paper.dossier_code.startswith("H29.251-261120-")
    assert [(each.pages, each.originals) for each in paper.received] == [(1, 0), (0, 1)]
    assert paper.fee is not None
    assert shown(asker) == [("card", True), ("card", False), ("card", False)]


def test_a_refusal_is_told_with_its_reason_and_promises_no_acceptance(asker: Asker, officer: User) -> None:
    from central.dossiers import services

    services.refuse(asker.dossier, officer, FRIDAY, REASON)
    told = asker.sees()
    assert told.written is not None
    assert (told.written.words, told.acceptance) == (REASON, None)


@pytest.mark.parametrize("how", [{"number": COLLECTOR}, {"by": "slip", "tag": None}])
def test_collectors_and_slips_are_told_the_officers_words_and_no_name(
    asker: Asker, officer: User, how: dict[str, Any]
) -> None:
    from central.dossiers import services

    services.accept(asker.dossier, officer, FRIDAY)
    services.ask_supplement(asker.dossier, officer, FRIDAY, REASON)
    told = asker.sees(**how)
    assert told.written is not None
    assert (told.written.words, told.acceptance) == (REASON, None)


def test_whoever_has_no_part_in_it_is_told_nothing_and_an_administrator_is(asker: Asker) -> None:
    assert asker.refusal(number=STRANGER) == "CEN-080"
    assert asker.refusal(dossier_id=str(uuid.uuid4())) == "CEN-080"
    assert asker.refusal(number=STRANGER) == "CEN-080"
    assert shown(asker) == []
    assert alarms(asker.kiosk) == ["CEN-080", "CEN-080"]


def test_another_kiosk_is_told_nothing_though_it_vouches_well(
    asker: Asker, enrol: Callable[[str], EnrolledKiosk]
) -> None:
    other = enrol(asker.kiosk.bundle.central_url)
    foreign = Asker(other, Client(other), asker.dossier)
    assert foreign.refusal() == "CEN-080"
    stolen = asker.enquiry(OneTimeKey()).vouched(asker.k_claim)
    assert foreign.post(stolen).json()["error"] == "CEN-082"
    assert shown(asker) == []


def test_whoever_carries_an_enquiry_cannot_put_a_key_of_its_own_in(asker: Asker) -> None:
    tree = json.loads(asker.enquiry(OneTimeKey()).vouched(asker.k_claim))
    tree["enquiry"]["public_key"] = OneTimeKey().public.hex()
    reply = asker.post(json.dumps(tree).encode())
    assert (reply.status_code, reply.json()["error"]) == (422, "CEN-082")
    assert alarms(asker.kiosk) == ["CEN-082"]


def test_an_enquiry_is_answered_once(asker: Asker) -> None:
    body = asker.enquiry(OneTimeKey()).vouched(asker.k_claim)
    assert asker.post(body).status_code == 200
    assert asker.post(body).json()["error"] == "CEN-081"
    assert shown(asker) == [("card", False)]


def test_an_answer_opens_for_its_own_key_dossier_and_request_only(asker: Asker) -> None:
    key = OneTimeKey()
    asked = asker.enquiry(key)
    answer = SealedAnswer.model_validate_json(asker.post(asked.vouched(asker.k_claim)).content)
    context = sealing_context(asked.kiosk, asked.dossier_id, asked.request)
    with pytest.raises(SealError):
        OneTimeKey().open(answer.content(), context)
    with pytest.raises(SealError):
        key.open(answer.content(), sealing_context(asked.kiosk, asked.dossier_id, str(uuid.uuid4())))
    with pytest.raises(SealError):
        key.open(answer.content(), context)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"{}", 400, "CEN-041"),
        (b" " * 5000, 413, "CEN-031"),
        (b'{"enquiry": 1, "voucher": ""}', 400, "CEN-041"),
    ],
)
def test_what_is_no_enquiry_is_refused(asker: Asker, body: bytes, status: int, error: str) -> None:
    reply = asker.post(body)
    assert (reply.status_code, reply.json()["error"]) == (status, error)


def test_a_key_to_which_nothing_can_be_sealed_is_refused_and_not_counted_as_shown(asker: Asker) -> None:
    assert asker.refusal(public_key="00" * 32) == "CEN-041"
    assert shown(asker) == []


def test_a_dossier_from_elsewhere_has_no_acceptance_of_ours(
    kiosk: EnrolledKiosk, client: Client, officer: User
) -> None:
    from central.dossiers import services
    from central.dossiers.elsewhere import ForeignDossier, add_foreign_dossier
    from central.fleet.models import Kiosk

    here = Kiosk.objects.get(kiosk_id=kiosk.bundle.kiosk_id)
    entry = ForeignDossier("H29.251-261118-0816", "Lê Văn Sen", COLLECTOR, "", "1.004873")
    dossier = add_foreign_dossier(here, entry, officer, FRIDAY)
    services.ask_supplement(dossier, officer, FRIDAY, REASON)
    told = Asker(kiosk, client, dossier).sees(number=COLLECTOR)
    assert told.written is not None
    assert (told.written.words, told.acceptance) == (REASON, None)
