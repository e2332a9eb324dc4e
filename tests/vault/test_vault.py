"""The vault: only central and the recovery key open, and nothing can be moved, changed or half stored."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.vault.seal import SealContext, SealError, SealingKeys, read_context, seal, unseal
from kiosk.vault.store import BlobStore, VaultError

CENTRAL, RECOVERY = X25519PrivateKey.generate(), X25519PrivateKey.generate()
KEYS = SealingKeys(3, CENTRAL.public_key().public_bytes_raw(), RECOVERY.public_key().public_bytes_raw())
CONTEXT = SealContext("K0001", "dossier-1", "TK/1", 3)
PAGE = b"a page " * 1000
SEALED = seal(PAGE, CONTEXT, KEYS)


def test_central_opens_and_proves_it() -> None:
    opened = unseal(SEALED.blob, CONTEXT, CENTRAL.private_bytes_raw())
    assert opened.content == PAGE
    assert hashlib.sha256(opened.opening).hexdigest() == SEALED.proof


def test_the_recovery_key_opens_too() -> None:
    assert unseal(SEALED.blob, CONTEXT, RECOVERY.private_bytes_raw(), recovery=True).content == PAGE


def test_nobody_else_opens() -> None:
    with pytest.raises(SealError):
        unseal(SEALED.blob, CONTEXT, X25519PrivateKey.generate().private_bytes_raw())


@pytest.mark.parametrize(
    "elsewhere",
    [replace(CONTEXT, kiosk="K0002"), replace(CONTEXT, dossier="d"), replace(CONTEXT, part="TK/2")],
)
def test_a_page_cannot_be_moved_to_another_place(elsewhere: SealContext) -> None:
    with pytest.raises(SealError):
        unseal(SEALED.blob, elsewhere, CENTRAL.private_bytes_raw())


def test_sealing_with_keys_of_another_epoch_is_refused() -> None:
    with pytest.raises(SealError):
        seal(PAGE, replace(CONTEXT, epoch=4), KEYS)


def test_the_same_page_sealed_twice_looks_different() -> None:
    again = seal(PAGE, CONTEXT, KEYS)
    assert again.digest != SEALED.digest
    assert again.proof != SEALED.proof


def test_the_content_is_nowhere_in_the_blob() -> None:
    assert PAGE[:16] not in SEALED.blob


def test_the_claimed_context_can_be_read() -> None:
    assert read_context(SEALED.blob) == CONTEXT


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(SEALED.blob) - 1), bit=st.integers(0, 7))
def test_every_flipped_bit_is_refused(place: int, bit: int) -> None:
    damaged = bytearray(SEALED.blob)
    damaged[place] ^= 1 << bit
    with pytest.raises(SealError):
        unseal(bytes(damaged), CONTEXT, CENTRAL.private_bytes_raw())


@settings(max_examples=200, deadline=None)
@given(junk=st.binary(max_size=300))
def test_junk_is_refused_with_a_declared_error(junk: bytes) -> None:
    with pytest.raises(SealError):
        unseal(junk, CONTEXT, CENTRAL.private_bytes_raw())


def test_a_stored_blob_comes_back_under_its_hash(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    digest = store.put(SEALED.blob)
    assert digest == hashlib.sha256(SEALED.blob).hexdigest()
    assert store.get(digest) == SEALED.blob
    assert store.read(digest, 5, 10) == (SEALED.blob[5:15], len(SEALED.blob))
    assert list(store.names()) == [digest]


def test_a_damaged_blob_is_noticed(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    digest = store.put(b"whole")
    (tmp_path / digest).write_bytes(b"holes")
    with pytest.raises(VaultError):
        store.get(digest)


def test_a_half_written_blob_of_an_earlier_life_is_removed(tmp_path: Path) -> None:
    (tmp_path / ("a" * 64 + ".part")).write_bytes(b"half")
    assert list(BlobStore(tmp_path).names()) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../secret", "A" * 64, "", "a" * 63])
def test_only_digests_are_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(VaultError):
        BlobStore(tmp_path).get(name)


def test_blobs_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    digest = BlobStore(tmp_path / "vault").put(b"sealed")
    assert (tmp_path / "vault" / digest).stat().st_mode & 0o077 == 0
    assert (tmp_path / "vault").stat().st_mode & 0o077 == 0
