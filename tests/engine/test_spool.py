"""Central's signed list, brought by hand: what is new on it can be loaded, and nothing old comes back."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.dossier.claims import Claim
from kiosk.messages import outbox, staff
from tests.engine.cabinet import Cabinet
from tests.engine.plan import KIOSK


def lay(cabinet: Cabinet, claims: list[Claim], signature: str = "", **changed: Any) -> Path:
    """A list in the spool, signed as central signs it (unless a signature is given)."""
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
    path = cabinet.folder / "spool" / "handover-1.json"
    path.write_text(json.dumps({"body": text, "signature": signature}))
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


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": "00" * 64},
        {"kiosk": "K0002"},
        {"not_after": "2026-11-20T14:30:00+00:00"},
        {"kind": "claim.offer"},
        {"surprise": 1},
    ],
    ids=["forged", "another kiosk's", "too old", "another kind", "unknown key"],
)
def test_any_other_document_is_refused_and_taken_away(
    cabinet: Cabinet, claim: Claim, changed: dict[str, Any]
) -> None:
    path = lay(cabinet, [claim], **changed)
    cabinet.engine.tick()
    assert not path.exists()
    assert cabinet.names()[-1] == "handover-list.refused/1"
    assert cabinet.journal.state.claims == {}


def test_junk_in_the_spool_is_refused(cabinet: Cabinet) -> None:
    (cabinet.folder / "spool" / "handover-x.json").write_bytes(b"\xff\x00 not JSON")
    cabinet.engine.tick()
    assert cabinet.names()[-1] == "handover-list.refused/1"


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
    assert cabinet.names()[-1] == "handover-list.refused/1"
