"""Central's keys, in the folder `keys` of its data: one object that makes, reads and uses them.

| file | what |
|---|---|
| ca.pem/.key, ca-next.pem/.key | private authority for transport, this generation and the next |
| server.pem | certificate and key of the kiosk listener, one file so that they change together |
| receipts.key, directives.key | Ed25519, raw, 32 bytes |
| dossier-<epoch>.key | X25519, raw; old epochs stay as long as a kiosk may hold a blob of theirs |
| recovery.pub | X25519, raw; the private half is written once, elsewhere, to be taken offline |
| config-online.key | Ed25519, raw; signs configs, snapshot and timestamp; the offline keys are not here |
| fleet.salt, django.secret | salt of collectors' hashes; Django's signing secret |
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from central import pki
from central.config_repository import KEEPERS, ConfigRepository
from kiosk import durable

RENEW_BEFORE = timedelta(days=60)


class KeyRingError(Exception):
    """A key is missing or would be overwritten (CEN-002)."""

    error_id = "CEN-002"


class KeyRing:
    """All of central's keys."""

    def __init__(self, data: Path) -> None:
        """Use `data/keys`; nothing is read until it is asked for."""
        self.folder = data / "keys"

    def make(self, hosts: Sequence[str], recovery_out: Path, keepers_out: Path) -> None:
        """Make everything; raises `KeyRingError` when there are keys already.

        The private recovery key goes to `recovery_out`, the config keepers' keys into `keepers_out`.
        """
        if self.folder.exists():
            raise KeyRingError("there are keys already")
        self.folder.mkdir(mode=0o700, parents=True)
        for generation in ("ca", "ca-next"):
            self._write_identity(generation, pki.make_authority(f"Kiosk transport authority ({generation})"))
        self._write("hosts", "\n".join(hosts).encode())
        self.renew_server()
        for name in ("receipts", "directives"):
            self._write(f"{name}.key", Ed25519PrivateKey.generate().private_bytes_raw())
        self._write("config-online.key", Ed25519PrivateKey.generate().private_bytes_raw())
        keepers = [Ed25519PrivateKey.generate().private_bytes_raw() for _ in range(KEEPERS)]
        self.configs().make(keepers, datetime.now(UTC).replace(microsecond=0))
        keepers_out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number, key in enumerate(keepers, start=1):
            durable.replace(keepers_out / f"config-keeper-{number}.key", key.hex().encode() + b"\n")
        self._write("dossier-1.key", X25519PrivateKey.generate().private_bytes_raw())
        recovery = X25519PrivateKey.generate()
        durable.replace(recovery_out, recovery.private_bytes_raw().hex().encode() + b"\n")
        self._write("recovery.pub", recovery.public_key().public_bytes_raw())
        self._write("fleet.salt", secrets.token_bytes(32))
        self._write("django.secret", secrets.token_urlsafe(48).encode())

    def renew_server(self) -> None:
        """Make a new server certificate for the hosts of `make`."""
        hosts = self._read("hosts").decode().split("\n")
        made = pki.make_server(self.authority(), hosts)
        self._write("server.pem", made.certificate + made.key)

    def renew_server_when_due(self) -> None:
        """Renew the server certificate when less than `RENEW_BEFORE` of it is left."""
        certificate = x509.load_pem_x509_certificate(self._read("server.pem"))
        if certificate.not_valid_after_utc - datetime.now(UTC) < RENEW_BEFORE:
            self.renew_server()

    def authority(self) -> pki.Identity:
        """The authority that signs now."""
        return pki.Identity(self._read("ca.pem"), self._read("ca.key"))

    def authorities_pem(self) -> bytes:
        """This generation and the next, for those who verify."""
        return self._read("ca.pem") + self._read("ca-next.pem")

    def path(self, name: str) -> Path:
        """Where a key file is, for TLS, which reads files itself."""
        return self.folder / name

    def sign_receipt(self, body: bytes) -> str:
        """Ed25519 signature of a receipt, in hex."""
        return self._signing("receipts").sign(body).hex()

    def sign_directive(self, body: bytes) -> str:
        """Ed25519 signature of a directive or handover list, in hex."""
        return self._signing("directives").sign(body).hex()

    def public_key(self, name: str) -> str:
        """Raw public key of `receipts` or `directives`, in hex."""
        return self._signing(name).public_key().public_bytes_raw().hex()

    def configs(self) -> ConfigRepository:
        """The signed configs, beside the keys' folder."""
        return ConfigRepository(self.folder.parent / "config", self._read("config-online.key"))

    def epoch(self) -> int:
        """The newest epoch of the dossier key."""
        return max(int(path.stem.removeprefix("dossier-")) for path in self.folder.glob("dossier-*.key"))

    def dossier_private(self, epoch: int) -> bytes:
        """Raw X25519 private key of an epoch; raises `KeyRingError` when it is not here."""
        return self._read(f"dossier-{epoch}.key")

    def dossier_public(self) -> str:
        """Raw public key of the newest epoch, in hex."""
        private = X25519PrivateKey.from_private_bytes(self.dossier_private(self.epoch()))
        return private.public_key().public_bytes_raw().hex()

    def recovery_public(self) -> str:
        """Raw public key of the offline recovery, in hex."""
        return self._read("recovery.pub").hex()

    def fleet_salt(self) -> bytes:
        """Salt of the collectors' hashes, the same for all kiosks."""
        return self._read("fleet.salt")

    def _signing(self, name: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._read(f"{name}.key"))

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise KeyRingError(f"missing: {name}") from error

    def _write_identity(self, name: str, identity: pki.Identity) -> None:
        self._write(f"{name}.pem", identity.certificate)
        self._write(f"{name}.key", identity.key)

    def _write(self, name: str, content: bytes) -> None:
        durable.replace(self.folder / name, content)
