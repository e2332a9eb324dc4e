"""K_claim on a stolen disk: in a file it gives every claim's owner away, behind the TPM it gives nothing."""

import hashlib
import hmac
from pathlib import Path

import pytest

from kiosk.config.enrolment import install, load_engine
from kiosk.config.tpm import SealedKey, Tpm, TpmError
from kiosk.dossier.claims import collector_tag
from kiosk.engine.keys import engine_keys
from kiosk.engine.ports import EngineKeys
from tests.config.bundle import bundle

NUMBERS = 10_000


def hashes(count: int) -> list[bytes]:
    """Stands for scrypt over each number of the thief's list: the thief can compute that, it is only slow."""
    return [hashlib.sha256(f"0993010{number:05}".encode()).digest() for number in range(count)]


def match(disk: Path, mine: tuple[str, str], victim: tuple[str, str], candidates: list[bytes]) -> list[int]:
    """The thief's attack. `mine` and `victim` are a claim's id and its tag, as the journal holds them.

    The thief once handed something in, so the first number of the list and its claim are known. Every
    32 bytes of every file are tried as the key on that claim; with each that fits, the list on the victim's.
    """
    windows = {
        content[at : at + 32]
        for path in disk.rglob("*")
        if path.is_file() and len(content := path.read_bytes()) >= 32
        for at in range(len(content) - 31)
    }
    fitting = [key for key in windows if _tag(key, mine[0], candidates[0]) == mine[1]]
    return [
        place
        for key in fitting
        for place, candidate in enumerate(candidates)
        if _tag(key, victim[0], candidate) == victim[1]
    ]


def _tag(key: bytes, claim_id: str, hashed: bytes) -> str:
    return hmac.digest(key, claim_id.encode() + hashed, "sha256").hex()


MINE = "11111111-5d44-4c39-9ad8-2f6a2f0a3c11"
VICTIM = "0b0e7a52-5d44-4c39-9ad8-2f6a2f0a3c11"
OWNER = 4321
CANDIDATES = hashes(NUMBERS)


def journalled(keys: EngineKeys) -> tuple[tuple[str, str], tuple[str, str]]:
    """The thief's own claim and the victim's, tagged as the engine tags them."""
    mine = (MINE, collector_tag(keys.k_claim, MINE, CANDIDATES[0]))
    return mine, (VICTIM, collector_tag(keys.k_claim, VICTIM, CANDIDATES[OWNER]))


def test_in_a_file_the_key_gives_the_owner_away(tmp_path: Path) -> None:
    install(bundle(), tmp_path)
    keys = engine_keys(load_engine(tmp_path / "identity" / "engine"), None)
    assert keys.k_claim_guard == "file"
    assert match(tmp_path, *journalled(keys), CANDIDATES) == [OWNER]


def test_behind_the_tpm_no_claim_can_be_matched(tmp_path: Path, tpm: Tpm) -> None:
    made = bundle()
    install(made, tmp_path, tpm)
    keys = engine_keys(load_engine(tmp_path / "identity" / "engine"), tpm)
    mine, victim = journalled(keys)
    assert victim[1] == collector_tag(bytes.fromhex(made.k_claim), VICTIM, CANDIDATES[OWNER])
    assert keys.k_claim_guard == "tpm"
    assert match(tmp_path, mine, victim, CANDIDATES) == []


def test_another_machines_tpm_does_not_open_it(tmp_path: Path, tpm: Tpm, other_tpm: Tpm) -> None:
    install(bundle(), tmp_path, tpm)
    with pytest.raises(TpmError):
        engine_keys(load_engine(tmp_path / "identity" / "engine"), other_tpm)


def test_a_sealed_key_without_a_tpm_is_not_replaced_by_another(tmp_path: Path, tpm: Tpm) -> None:
    install(bundle(), tmp_path, tpm)
    with pytest.raises(TpmError):
        engine_keys(load_engine(tmp_path / "identity" / "engine"), None)


def test_a_tpm_that_does_not_answer_is_an_error_of_the_catalogue() -> None:
    with pytest.raises(TpmError) as caught:
        Tpm("swtpm:host=127.0.0.1,port=1").unseal(SealedKey(b"x", b"y"))
    assert caught.value.error_id == "ENG-018"
