"""Claims: the right collector is recognised, nobody else is, and what is stored tells nothing."""

import hashlib
import hmac
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kiosk.dossier.claims import Claim, ClaimItem, Obstacle, code_tag, collector_hash, collector_tag, qr_tag
from kiosk.dossier.text import Text

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
SALT = b"fleet salt of this test"
COLLECTOR, STRANGER = "099301000017", "099301000018"
HASHED = collector_hash(COLLECTOR, SALT)
THING = ClaimItem(item_id="r1", kind="result", name=Text(vi="Kết quả", en="Result"), compartment=3)


def claim(**changes: object) -> Claim:
    claim_id = "6f1e3c7a-2f0b-4d53-9b21-7a86c1d0e5aa"
    fields: dict[str, object] = {
        "claim_id": claim_id,
        "dossier_code": "H29.251-261121-0001",
        "collector_tags": [collector_tag(KEY, claim_id, HASHED)],
        "code_tag": code_tag(KEY, claim_id, "12345678"),
        "qr_tag": qr_tag(KEY, claim_id, b"s" * 16),
        "items": [THING],
        "collectable": True,
        "expires": "2026-12-21",
    }
    return Claim.model_validate(fields | changes)


def test_the_hash_is_scrypt_of_the_twelve_digits() -> None:
    wanted = hashlib.scrypt(b"099301000017", salt=SALT, n=2**14, r=8, p=1, dklen=32)
    assert collector_hash(COLLECTOR, SALT) == wanted


def test_the_tag_is_hmac_of_claim_id_and_hash() -> None:
    wanted = hmac.new(KEY, claim().claim_id.encode() + HASHED, hashlib.sha256).hexdigest()
    assert claim().collector_tags == (wanted,)


def test_the_named_collector_is_recognised_and_a_stranger_is_not() -> None:
    assert claim().names_collector(KEY, HASHED)
    assert not claim().names_collector(KEY, collector_hash(STRANGER, SALT))


def test_each_of_several_collectors_is_recognised() -> None:
    other = collector_hash(STRANGER, SALT)
    shared = claim(collector_tags=[collector_tag(KEY, claim().claim_id, h) for h in (other, HASHED)])
    assert shared.names_collector(KEY, HASHED)
    assert shared.names_collector(KEY, other)


def test_without_the_key_or_with_another_salt_nothing_matches() -> None:
    assert not claim().names_collector(OTHER_KEY, HASHED)
    assert not claim().names_collector(KEY, collector_hash(COLLECTOR, SALT + b"!"))


def test_a_tag_of_one_claim_says_nothing_about_another() -> None:
    moved = claim(claim_id=str(uuid4()))
    assert not moved.names_collector(KEY, HASHED)
    assert not moved.matches_code(KEY, "12345678")
    assert not moved.matches_qr(KEY, b"s" * 16)


def test_code_and_slip_are_recognised_and_wrong_ones_are_not() -> None:
    assert claim().matches_code(KEY, "12345678")
    assert not claim().matches_code(KEY, "12345679")
    assert claim().matches_qr(KEY, b"s" * 16)
    assert not claim().matches_qr(KEY, b"t" * 16)


def test_a_claim_without_code_or_slip_matches_none() -> None:
    bare = claim(code_tag=None, qr_tag=None, collector_tags=[])
    assert not bare.matches_code(KEY, "12345678")
    assert not bare.matches_qr(KEY, b"s" * 16)
    assert not bare.names_collector(KEY, HASHED)


def test_a_key_that_stays_in_the_tpm_gives_the_same_tags() -> None:
    def tpm(message: bytes) -> bytes:
        return hmac.new(KEY, message, hashlib.sha256).digest()

    assert claim().names_collector(tpm, HASHED)
    assert claim().matches_code(tpm, "12345678")


def test_what_is_stored_holds_neither_id_number_nor_its_hash_nor_the_code() -> None:
    stored = claim().model_dump_json()
    for secret in (COLLECTOR, COLLECTOR[-4:], HASHED.hex(), "12345678"):
        assert secret not in stored


def test_a_claim_is_read_back_from_json() -> None:
    blocked = claim(
        collectable=False,
        obstacles=[Obstacle(kind="fee_due", where=Text(vi="Đóng tiền tại quầy 2", en="Pay at counter 2"))],
    )
    assert Claim.model_validate_json(blocked.model_dump_json()) == blocked


def test_a_claim_is_good_on_its_last_day_and_not_after() -> None:
    assert not claim().expired_on(date(2026, 12, 21))
    assert claim().expired_on(date(2026, 12, 22))


@pytest.mark.parametrize(
    "changes",
    [
        {"claim_id": "6F1E3C7A-2F0B-4D53-9B21-7A86C1D0E5AA"},
        {"claim_id": "17"},
        {"items": []},
        {"expires": "21/12/2026"},
        {"expires": "20261221"},
        {"dossier_code": ""},
        {"items": [{"item_id": "r1", "kind": "result", "name": {"vi": "a", "en": "b"}, "compartment": 0}]},
        {"collector_tags": ["00"]},
        {"name": "Nguyễn Thị An"},
        {"items": [{"item_id": "r1", "kind": "gift", "name": {"vi": "a", "en": "b"}}]},
    ],
)
def test_a_malformed_claim_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        claim(**changes)


def test_a_salt_and_a_key_of_the_least_length_are_taken() -> None:
    assert len(collector_hash(COLLECTOR, b"s" * 16)) == 32
    assert not claim().names_collector(b"k" * 31 + b"x", HASHED)


def test_a_claim_and_its_items_cannot_be_changed_and_hold_nothing_unforeseen() -> None:
    for model, field in ((claim(), "collectable"), (THING, "compartment")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(model, field, None)
    with pytest.raises(ValidationError, match="Extra"):
        ClaimItem.model_validate(THING.model_dump() | {"owner": "Nguyễn Thị An"})
    with pytest.raises(ValidationError, match="Extra"):
        Obstacle.model_validate({"kind": "fee_due", "where": {"vi": "a", "en": "b"}, "phone": "1"})


def test_short_keys_salts_and_hashes_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        claim().names_collector(b"short", HASHED)
    with pytest.raises(ValueError, match="16 bytes"):
        collector_hash(COLLECTOR, b"salt")
    with pytest.raises(ValueError, match="32 bytes"):
        collector_tag(KEY, claim().claim_id, b"short")
    with pytest.raises(ValueError, match="16 bytes"):
        qr_tag(KEY, claim().claim_id, b"short")
    with pytest.raises(ValueError, match="8 digits"):
        code_tag(KEY, claim().claim_id, "1234567a")


@given(st.binary(min_size=32, max_size=32), st.uuids(), st.binary(min_size=32, max_size=32))
def test_only_the_same_hash_matches(key: bytes, claim_id: object, hashed: bytes) -> None:
    mine = claim(claim_id=str(claim_id), collector_tags=[collector_tag(key, str(claim_id), hashed)])
    assert mine.names_collector(key, hashed)
    assert not mine.names_collector(key, bytes([hashed[0] ^ 1]) + hashed[1:])
