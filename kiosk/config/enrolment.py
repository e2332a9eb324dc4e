"""Enrolment: the bundle that makes a cabinet this kiosk, and the two halves of identity it installs.

The halves are kept apart because the processes are: `identity/sync` holds what the transport needs and
nothing else, `identity/engine` what seals, proves and verifies. Central never sees the checkpoint key made
here; its public half goes up over mutual TLS.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Literal

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kiosk import durable
from kiosk.config.tpm import SealedKey, Tpm

Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Pem = Annotated[str, StringConstraints(pattern=r"^-----BEGIN ")]
KioskId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
HttpsUrl = Annotated[str, StringConstraints(pattern=r"^https://[^/\s]+$")]


class EnrolmentError(Exception):
    """The bundle or the installed identity cannot be used (SYN-009)."""

    error_id = "SYN-009"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Bundle(_Data):
    """Everything central gives a kiosk at enrolment. Keys are hexadecimal: raw Ed25519 or X25519, 32 bytes.

    `ca_pem` holds the current and the next authority, so that the change of one needs no visit. `config_root`
    is the text of the TUF root metadata, from which all trust in configs follows.
    """

    schema_: Literal["enrolment/1"] = Field(default="enrolment/1", alias="schema")
    kiosk_id: KioskId
    number: int = Field(gt=0)
    unit: str
    hotline: str
    central_url: HttpsUrl
    ca_pem: Pem
    client_certificate_pem: Pem
    client_key_pem: Pem = Field(repr=False)
    receipt_key: Hex32
    directive_key: Hex32
    key_epoch: int = Field(ge=1)
    central_key: Hex32
    recovery_key: Hex32
    fleet_salt: Hex32
    k_claim: Hex32 = Field(repr=False)
    staff_ca_pem: Pem
    config_root: str

    @classmethod
    def from_file(cls, path: Path) -> Bundle:
        """Read a bundle; raises `EnrolmentError` without quoting the file."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise EnrolmentError("not a readable enrolment bundle") from _unquoted(error)

    def to_bytes(self) -> bytes:
        """The bundle as JSON."""
        return self.model_dump_json(by_alias=True, indent=1).encode()


class _SyncFacts(_Data):
    kiosk_id: KioskId
    central_url: HttpsUrl
    checkpoint_public_key: Hex32


class SyncIdentity(_SyncFacts):
    """What the sync process knows; certificate and key stay files, as TLS wants them."""

    folder: Path

    @property
    def certificate(self) -> tuple[str, str]:
        """Paths of certificate and key."""
        return str(self.folder / "client.pem"), str(self.folder / "client.key")

    @property
    def authority(self) -> str:
        """Path of the private authority's certificates, the only ones believed."""
        return str(self.folder / "ca.pem")


class EngineFacts(_Data):
    """The public part of the engine's identity, as stored in `engine.json`."""

    kiosk_id: KioskId
    number: int = Field(gt=0)
    unit: str
    hotline: str
    receipt_key: Hex32
    directive_key: Hex32
    key_epoch: int = Field(ge=1)
    central_key: Hex32
    recovery_key: Hex32
    fleet_salt: Hex32


class EngineIdentity(EngineFacts):
    """What the engine knows. `k_claim` is 32 bytes, or sealed to the TPM of this machine.

    `checkpoint_key` is a raw Ed25519 private key.
    """

    k_claim: bytes | SealedKey = Field(repr=False)
    checkpoint_key: bytes = Field(repr=False)
    staff_ca_pem: Pem
    config_root: bytes


def install(bundle: Bundle, state_dir: Path, tpm: Tpm | None = None) -> Path:
    """Write both halves under `state_dir/identity`, whole or not at all, and return that folder.

    With a TPM, K_claim is sealed to it and never touches the disk in the clear (else `TpmError`).

    The same kiosk may be enrolled again and keeps its checkpoint key. Raises `EnrolmentError` when the
    cabinet is another kiosk already.
    """
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    target, replaced = state_dir / "identity", state_dir / "identity.replaced"
    if replaced.exists() and not target.exists():
        replaced.rename(target)
    before = load_engine(target / "engine") if target.exists() else None
    if before is not None and before.kiosk_id != bundle.kiosk_id:
        raise EnrolmentError("this cabinet is enrolled as another kiosk")
    signing = before.checkpoint_key if before is not None else _new_signing_key()
    made = Path(tempfile.mkdtemp(prefix="identity.", dir=state_dir))
    claim_key = bytes.fromhex(bundle.k_claim)
    _write_engine(bundle, made / "engine", signing, tpm.seal(claim_key) if tpm is not None else claim_key)
    _write_sync(bundle, made / "sync", signing)
    durable.sync_folder(made)
    if target.exists():
        shutil.rmtree(replaced, ignore_errors=True)
        target.rename(replaced)
    made.rename(target)
    durable.sync_folder(state_dir)
    shutil.rmtree(replaced, ignore_errors=True)
    return target


def load_sync(folder: Path) -> SyncIdentity:
    """Read `identity/sync`; raises `EnrolmentError`."""
    try:
        facts = _SyncFacts.model_validate_json((folder / "sync.json").read_bytes())
    except (OSError, ValidationError) as error:
        raise EnrolmentError("no readable identity for sync") from _unquoted(error)
    return SyncIdentity(folder=folder, **facts.model_dump())


def load_engine(folder: Path) -> EngineIdentity:
    """Read `identity/engine`; raises `EnrolmentError`."""
    try:
        facts = EngineFacts.model_validate_json((folder / "engine.json").read_bytes())
        return EngineIdentity(
            k_claim=_load_claim_key(folder),
            checkpoint_key=(folder / "checkpoint.key").read_bytes(),
            staff_ca_pem=(folder / "staff-ca.pem").read_text(),
            config_root=(folder / "config-root.json").read_bytes(),
            **facts.model_dump(),
        )
    except (OSError, ValidationError) as error:
        raise EnrolmentError("no readable identity for the engine") from _unquoted(error)


def _load_claim_key(folder: Path) -> bytes | SealedKey:
    public, private = folder / "k_claim.pub", folder / "k_claim.priv"
    if public.exists():
        return SealedKey(public.read_bytes(), private.read_bytes())
    return (folder / "k_claim").read_bytes()


def _write_engine(bundle: Bundle, folder: Path, signing: bytes, claim_key: bytes | SealedKey) -> None:
    folder.mkdir(mode=0o700)
    facts = EngineFacts(**bundle.model_dump(include=set(EngineFacts.model_fields)))
    durable.replace(folder / "engine.json", facts.model_dump_json().encode())
    if isinstance(claim_key, SealedKey):
        durable.replace(folder / "k_claim.pub", claim_key.public)
        durable.replace(folder / "k_claim.priv", claim_key.private)
    else:
        durable.replace(folder / "k_claim", claim_key)
    durable.replace(folder / "checkpoint.key", signing)
    durable.replace(folder / "staff-ca.pem", bundle.staff_ca_pem.encode())
    durable.replace(folder / "config-root.json", bundle.config_root.encode())


def _write_sync(bundle: Bundle, folder: Path, signing: bytes) -> None:
    folder.mkdir(mode=0o700)
    public = Ed25519PrivateKey.from_private_bytes(signing).public_key()
    facts = _SyncFacts(
        kiosk_id=bundle.kiosk_id,
        central_url=bundle.central_url,
        checkpoint_public_key=public.public_bytes_raw().hex(),
    )
    durable.replace(folder / "sync.json", facts.model_dump_json().encode())
    durable.replace(folder / "client.pem", bundle.client_certificate_pem.encode())
    durable.replace(folder / "client.key", bundle.client_key_pem.encode())
    durable.replace(folder / "ca.pem", bundle.ca_pem.encode())


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )


def _unquoted(error: Exception) -> Exception:
    # pydantic quotes its input, and the input is a key
    return ValueError(type(error).__name__)
