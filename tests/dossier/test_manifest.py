"""The manifest has one form in bytes, holds together, and cannot carry personal data in the clear."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kiosk.dossier.applicant import Applicant, Collector, Depositor
from kiosk.dossier.manifest import Manifest, ManifestError, PersonalPart

HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)


def tree(**changes: Any) -> dict[str, Any]:
    return {
        "schema": "dossier-manifest/1",
        "dossier_id": "6f1e3c7a-2f0b-4d53-9b21-7a86c1d0e5aa",
        "deposit_code": "N-0007-261121-0042-73",
        "kiosk": "K07",
        "unit": "H29.251",
        "procedure": "1.004873",
        "rule_version": "163/QĐ-BTP",
        "deposited_at": "2026-11-21T22:15:00+07:00",
        "clock": "synced",
        "proof": "card-unproven",
        "parts": [part("personal"), part("KQ003448/1"), part("KQ003453/1")],
        "not_held": [],
        "originals": [{"component": "KQ003453", "count": 1}],
        "compartment": 4,
    } | changes


def part(name: str, **changes: Any) -> dict[str, Any]:
    blob = hashlib.sha256(name.encode()).hexdigest()
    return {"name": name, "blob": blob, "size": 10, "media_type": "image/jpeg", "proof": "00ff"} | changes


def manifest(**changes: Any) -> Manifest:
    return Manifest.model_validate(tree(**changes))


def test_the_bytes_are_canonical_json_and_the_digest_is_theirs() -> None:
    data = manifest().to_bytes()
    wanted = json.dumps(tree(), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert data == wanted
    assert manifest().digest() == hashlib.sha256(wanted).hexdigest()
    assert "163/QĐ-BTP".encode() in data


@given(
    st.lists(HASHES, min_size=1, max_size=9),
    st.integers(1, 10**9),
    st.sampled_from(["chip", "card-unproven", "typed"]),
    st.one_of(st.none(), st.integers(1, 99)),
)
def test_a_manifest_is_read_back_from_its_bytes(
    hashes: list[str], size: int, proof: str, compartment: int | None
) -> None:
    pages = [part(f"KQ1973/{n}", blob=blob, size=size) for n, blob in enumerate(hashes, start=1)]
    originals = [{"component": "KQ1973", "count": 1}] if compartment else []
    made = manifest(
        parts=[part("personal"), *pages], proof=proof, compartment=compartment, originals=originals
    )
    assert Manifest.from_bytes(made.to_bytes()) == made
    assert Manifest.from_bytes(made.to_bytes()).digest() == made.digest()


def dumped(value: object, **changes: Any) -> bytes:
    form: dict[str, Any] = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    return json.dumps(value, **form | changes).encode()


@pytest.mark.parametrize(
    "data",
    [
        dumped(tree()) + b"\n",
        b" " + dumped(tree()),
        dumped(tree(), sort_keys=False),
        dumped(tree(), separators=(", ", ": ")),
        dumped(tree(), ensure_ascii=True),
        dumped({k: v for k, v in tree().items() if k != "not_held"}),
        dumped(tree()).replace(b'"size":10', b'"size":10.0'),
        dumped(tree()).replace(b'"compartment":4', b'"compartment":4,"compartment":4'),
        dumped(tree()).replace(b'"size":10', b'"size":"10"'),
        b"",
        b"[]",
        b"\xff",
    ],
)
def test_any_other_form_of_the_same_content_is_refused(data: bytes) -> None:
    with pytest.raises(ManifestError):
        Manifest.from_bytes(data)


@given(st.data())
def test_one_changed_byte_is_refused_or_changes_the_digest(data: st.DataObject) -> None:
    original = manifest()
    raw = bytearray(original.to_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        changed = Manifest.from_bytes(bytes(raw))
    except ManifestError:
        return
    assert changed.digest() != original.digest()


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "dossier-manifest/2"},
        {"dossier_id": "6F1E3C7A-2F0B-4D53-9B21-7A86C1D0E5AA"},
        {"dossier_id": "42"},
        {"deposited_at": "2026-11-21T22:15:00Z"},
        {"deposited_at": "2026-11-21 22:15:00+07:00"},
        {"deposited_at": "2026-02-30T22:15:00+07:00"},
        {"clock": "unknown"},
        {"proof": "seen"},
        {"parts": []},
        {"parts": [part("KQ003448/1")]},
        {"parts": [part("personal"), part("personal")]},
        {"parts": [part("personal"), part("KQ003448/0")]},
        {"parts": [part("personal"), part("../x/1")]},
        {"parts": [part("personal", blob="AB" * 32)]},
        {"parts": [part("personal", size=0)]},
        {"parts": [part("personal", proof="abc")]},
        {"originals": []},
        {"compartment": None},
        {"compartment": 0},
        {"originals": [{"component": "KQ003453", "count": 0}]},
        {"applicant": "Nguyễn Thị An"},
        {"parts": [part("personal", name_of_person="Nguyễn Thị An")]},
    ],
)
def test_an_inconsistent_manifest_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        manifest(**changes)


def person() -> PersonalPart:
    return PersonalPart(
        depositor=Depositor(name="Nguyễn Thị An", id_number="099301000017"),
        applicant=Applicant(for_whom="child", name="Nguyễn Văn Bình"),
        collectors=(Collector(name="Nguyễn Thị An", id_number="099301000017"),),
        phone="+84 901 234 567",
        answers={"for_whom": "child"},
    )


def test_the_personal_part_is_read_back() -> None:
    assert PersonalPart.from_bytes(person().to_bytes()) == person()
    assert person().phone == "0901234567"


def test_neither_repr_nor_str_nor_an_error_shows_personal_data() -> None:
    shown = f"{person()!r} {person()} {person().depositor!r} {person().applicant} {person().collectors}"
    with pytest.raises(ManifestError) as caught:
        PersonalPart.from_bytes(person().to_bytes().replace(b"099301000017", b"09930100001"))
    shown += f"{caught.value} {caught.value.__cause__}"
    with pytest.raises(ValidationError) as refused:
        Depositor(name="Nguyễn Thị An", id_number="0993010000")
    shown += str(refused.value)
    for secret in ("An", "Bình", "0993010000", "901234567"):
        assert secret not in shown


def test_neither_manifest_nor_people_can_be_changed_or_hold_anything_unforeseen() -> None:
    for model, field in ((manifest(), "kiosk"), (person(), "phone"), (person().depositor, "name")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(model, field, "x")
    with pytest.raises(ValidationError, match="Extra"):
        Depositor.model_validate({"name": "An", "id_number": "099301000017", "religion": "x"})


def test_the_personal_part_has_one_form_in_bytes() -> None:
    assert "Nguyễn Thị An".encode() in person().to_bytes()
    assert list(json.loads(person().to_bytes())) == sorted(PersonalPart.model_fields)


def test_fields_may_be_given_by_their_python_names() -> None:
    given = tree()
    given["schema_"] = given.pop("schema")
    assert Manifest.model_validate(given) == manifest()


def test_somebody_must_be_able_to_collect() -> None:
    with pytest.raises(ValidationError):
        PersonalPart(depositor=person().depositor, applicant=person().applicant, collectors=())
