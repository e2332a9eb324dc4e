"""Central's signed list, brought by hand: what is new on it can be loaded, and nothing old comes back."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.dossier.claims import Claim
from kiosk.dossier.code_series import LARGEST
from kiosk.messages import outbox, staff
from tests.engine.cabinet import Cabinet
from tests.engine.plan import KIOSK
from tests.engine.test_doors import refused


def signed(cabinet: Cabinet, claims: list[Claim], signature: str = "", **changed: Any) -> bytes:
    """A list, signed as central signs it (unless a signature is given)."""
    body = {
        "kind": "handover.list",
        "kiosk": KIOSK,
        "made_at": "2026-11-20T14:00:00+00:00",
        "not_after": "2026-11-27T14:00:00+00:00",
        "claims": [claim.model_dump(mode="json") for claim in claims],
        **changed,
    }
    text = json.dumps(body, ensure_ascii=False)
    signature = signature or cabinet.directives.sign(text.encode()).hex()
    return json.dumps({"body": text, "signature": signature}).encode()


def lay(cabinet: Cabinet, claims: list[Claim], signature: str = "", **changed: Any) -> Path:
    """A list in the spool."""
    path = cabinet.folder / "spool" / "handover-1.json"
    path.write_bytes(signed(cabinet, claims, signature, **changed))
    return path


@pytest.fixture
def claim(tmp_path: Path) -> Claim:
    """Known to central only."""
    (tmp_path / "other").mkdir()
    other = Cabinet(tmp_path / "other")
    return other.offer()


def test_a_result_on_the_list_can_be_loaded_without_a_network(cabinet: Cabinet, claim: Claim) -> None:
    path = lay(cabinet, [claim])
    cabinet.engine.tick()
    assert not path.exists()
    grant = cabinet.officer()
    place = cabinet.ask(staff.PlaceResult(grant=grant, code=claim.dossier_code))
    assert isinstance(place, staff.ResultPlace)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "forged": ({"signature": "00" * 64}, "SYN-013"),
    "another kind": ({"kind": "claim.offer"}, "SYN-013"),
    "unknown key": ({"surprise": 1}, "SYN-013"),
    "a time without its zone": ({"made_at": "2026-11-20T14:00:00"}, "SYN-013"),
    "another kiosk's": ({"kiosk": "K0002"}, "SYN-014"),
    "expired": ({"not_after": "2026-11-20T14:30:00+00:00"}, "SYN-015"),
}


def last_refusal(cabinet: Cabinet) -> str:
    """The error of the journal's last event, which must be a refused list."""
    event = list(cabinet.journal.read())[-1].event
    assert event.name == "handover-list.refused/1"
    return str(event.model_dump()["error_id"])


@pytest.mark.parametrize("wrong", WRONG)
def test_any_other_document_is_refused_and_taken_away(cabinet: Cabinet, claim: Claim, wrong: str) -> None:
    changed, error_id = WRONG[wrong]
    path = lay(cabinet, [claim], **changed)
    cabinet.engine.tick()
    assert not path.exists()
    assert last_refusal(cabinet) == error_id
    assert cabinet.journal.state.claims == {}


JUNK = {
    "no JSON": b"\xff\x00 not JSON",
    "a list": b"[]",
    "a number for a body": b'{"body": 1, "signature": ""}',
    "nested beyond reason": b"[" * 200_000,
    "too large": b" " * (LARGEST + 1),
    "nothing": b"",
}


@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_the_spool_is_refused(cabinet: Cabinet, junk: str) -> None:
    (cabinet.folder / "spool" / "handover-x.json").write_bytes(JUNK[junk])
    cabinet.engine.tick()
    assert last_refusal(cabinet) == "SYN-013"


def test_an_officer_brings_the_list_to_the_machine(cabinet: Cabinet, claim: Claim) -> None:
    grant = cabinet.officer()
    taken = cabinet.ask(staff.TakeList(grant=grant), signed(cabinet, [claim]))
    assert isinstance(taken, staff.ListTaken)
    assert (taken.made_at.isoformat(), taken.claims) == ("2026-11-20T14:00:00+00:00", 1)
    assert cabinet.names()[-3:] == ["handover-list.taken/1", "claim.offered/1", "claims.leased/1"]
    assert cabinet.ask(staff.ReadRound(grant=grant)).loadable == 1


@pytest.mark.parametrize("wrong", WRONG)
def test_what_an_officer_brings_is_believed_no_sooner(cabinet: Cabinet, claim: Claim, wrong: str) -> None:
    changed, error_id = WRONG[wrong]
    answer = cabinet.ask(staff.TakeList(grant=cabinet.officer()), signed(cabinet, [claim], **changed))
    assert refused(answer) == error_id
    assert last_refusal(cabinet) == error_id
    assert cabinet.journal.state.claims == {}


def test_a_list_cut_short_by_one_byte_is_refused_as_a_whole(cabinet: Cabinet, claim: Claim) -> None:
    answer = cabinet.ask(staff.TakeList(grant=cabinet.officer()), signed(cabinet, [claim])[:-1])
    assert refused(answer) == "SYN-013"
    assert cabinet.journal.state.claims == {}


def test_the_same_list_brought_twice_is_said_to_be_known(cabinet: Cabinet, claim: Claim) -> None:
    grant, brought = cabinet.officer(), signed(cabinet, [claim])
    cabinet.ask(staff.TakeList(grant=grant), brought)
    assert refused(cabinet.ask(staff.TakeList(grant=grant), brought)) == "SYN-016"
    assert cabinet.names().count("claim.offered/1") == 1


def test_nobody_but_an_officer_brings_a_list(cabinet: Cabinet, claim: Claim) -> None:
    nonce = cabinet.ask(staff.AskChallenge()).nonce
    attendant = cabinet.ask(cabinet.authority.card("guard-02", "attendant").answer(nonce)).grant
    for grant in ("", attendant):
        assert refused(cabinet.ask(staff.TakeList(grant=grant), signed(cabinet, [claim]))) == "ENG-012"
    assert "handover-list.taken/1" not in cabinet.names()


def test_a_list_does_not_bring_back_what_was_withdrawn(cabinet: Cabinet) -> None:
    claim = cabinet.offer()
    number, raw, signature = cabinet.directive("claim.withdraw", {"claim_id": claim.claim_id})
    cabinet.engine.outbox.handle(outbox.DirectiveArrived(number=number, signature=signature), raw)
    lay(cabinet, [claim])
    cabinet.engine.tick()
    assert cabinet.journal.state.claims[claim.claim_id].withdrawn


def test_an_older_list_is_refused_after_a_newer_one(cabinet: Cabinet, claim: Claim) -> None:
    lay(cabinet, [])
    cabinet.engine.tick()
    lay(cabinet, [claim], made_at="2026-11-20T13:00:00+00:00")
    cabinet.engine.tick()
    assert last_refusal(cabinet) == "SYN-015"
