"""The signed repository of kiosks' configs: TUF, one target per kiosk, its listing spread over bins.

| role | keys | signs |
|---|---|---|
| root | 3 people's, 2 needed, offline | who the others are |
| targets | the same 3, 2 needed, offline | that the bins are central's to sign |
| kiosks-00 … 1f, snapshot, timestamp | central's, online | each kiosk's document, and what is newest |

Everything before `timestamp.json` lies under names that carry a version; replacing that one file is what
publishes. A folder lock keeps two processes from publishing at once.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    SuccinctRoles,
    TargetFile,
    Targets,
    Timestamp,
)

from kiosk import durable
from kiosk.config.package import ConfigPackage, target_name

KEEPERS, NEEDED = 3, 2
BIN_BITS, BIN_PREFIX = 5, "kiosks"
# an unreachable central blocks only new configs, so these may be short
ONLINE_LIFE = timedelta(days=14)
RESIGN_AFTER = timedelta(days=1)
BIN_LIFE, BIN_RENEW = timedelta(days=365), timedelta(days=90)
OFFLINE_LIFE = timedelta(days=3 * 365)

S = TypeVar("S", Root, Timestamp, Snapshot, Targets)


class ConfigRepository:
    """The folder `config` of central's data, and the online key that signs it."""

    def __init__(self, folder: Path, online: bytes) -> None:
        """`online` is the raw Ed25519 private key."""
        self._metadata, self._targets = folder / "metadata", folder / "targets"
        self._lock = folder / "lock"
        self._online = _signer(online)

    def make(self, keepers: Sequence[bytes], at: datetime) -> None:
        """Make an empty repository; `keepers` are the raw private keys to be taken offline afterwards."""
        for folder in (self._metadata, self._targets):
            folder.mkdir(mode=0o700, parents=True)
        signers = [_signer(key) for key in keepers]
        root = Root(expires=at + OFFLINE_LIFE, consistent_snapshot=True)
        for signer in signers:
            root.add_key(signer.public_key, Root.type)
            root.add_key(signer.public_key, Targets.type)
        for role in (Root.type, Targets.type):
            root.roles[role].threshold = NEEDED
        for role in (Snapshot.type, Timestamp.type):
            root.add_key(self._online.public_key, role)
        key = self._online.public_key
        bins = SuccinctRoles([key.keyid], 1, BIN_BITS, BIN_PREFIX)
        targets = Targets(
            expires=at + OFFLINE_LIFE, delegations=Delegations({key.keyid: key}, succinct_roles=bins)
        )
        self._write("1.root", root, signers)
        self._write("1.targets", targets, signers)
        for name in bins.get_roles():
            self._write(f"1.{name}", Targets(expires=at + BIN_LIFE), [self._online])
        meta = {f"{name}.json": MetaFile(version=1) for name in (Targets.type, *bins.get_roles())}
        self._write("1.snapshot", Snapshot(expires=at + ONLINE_LIFE, meta=meta), [self._online])
        self._write("timestamp", Timestamp(expires=at + ONLINE_LIFE), [self._online])

    def renew(self, keepers: Sequence[bytes], at: datetime) -> None:
        """Let root and targets live on, signed by as many keepers as are needed."""
        signers = [_signer(key) for key in keepers]
        with self._alone():
            root = self._read(f"{self._newest_root()}.root", Root)
            targets = self._read(f"{self._meta_version(Targets.type)}.targets", Targets)
            for signed in (root, targets):
                signed.version, signed.expires = signed.version + 1, at + OFFLINE_LIFE
            self._write(f"{root.version}.root", root, signers)
            self._write(f"{targets.version}.targets", targets, signers)
            self._list({f"{Targets.type}.json": targets.version}, at)

    def root(self) -> str:
        """The newest root's text, for enrolment."""
        return self._text(f"{self._newest_root()}.root")

    def publish(self, kiosk: str, document: bytes, at: datetime) -> None:
        """Make this the kiosk's document."""
        name = target_name(kiosk)
        with self._alone():
            target = TargetFile.from_data(name, document, ["sha256"])
            durable.replace(self._targets / f"{target.hashes['sha256']}.{name}", document)
            role = self._bins().get_role_for_target(name)
            listing = self._read(f"{self._meta_version(role)}.{role}", Targets)
            listing.targets[name] = target
            listing.version, listing.expires = listing.version + 1, at + BIN_LIFE
            self._write(f"{listing.version}.{role}", listing, [self._online])
            self._list({f"{role}.json": listing.version}, at)

    def digest(self, kiosk: str) -> str | None:
        """SHA-256 of the kiosk's document; None when it has none."""
        listed = self._listed(target_name(kiosk))
        return None if listed is None else listed.hashes["sha256"]

    def package(self, kiosk: str, at: datetime) -> bytes | None:
        """What leads to the kiosk's document, in one piece; None when it has none."""
        self._keep_fresh(at)
        name = target_name(kiosk)
        role = self._bins().get_role_for_target(name)
        listed = self._listed(name)
        if listed is None:
            return None
        return ConfigPackage(
            roots=tuple(self._text(f"{version}.root") for version in range(1, self._newest_root() + 1)),
            timestamp=self._text("timestamp"),
            snapshot=self._text(f"{self._snapshot_version()}.snapshot"),
            targets=self._text(f"{self._meta_version(Targets.type)}.targets"),
            documents=self._text(f"{self._meta_version(role)}.{role}"),
            document=(self._targets / f"{listed.hashes['sha256']}.{name}").read_text(),
        ).to_bytes()

    def _keep_fresh(self, at: datetime) -> None:
        expires = self._read("timestamp", Timestamp).expires
        if expires - at > ONLINE_LIFE - RESIGN_AFTER:
            return
        with self._alone():
            changed = {}
            for role in self._bins().get_roles():
                listing = self._read(f"{self._meta_version(role)}.{role}", Targets)
                if listing.expires - at < BIN_RENEW:
                    listing.version, listing.expires = listing.version + 1, at + BIN_LIFE
                    self._write(f"{listing.version}.{role}", listing, [self._online])
                    changed[f"{role}.json"] = listing.version
            self._list(changed, at)

    def _list(self, changed: dict[str, int], at: datetime) -> None:
        """Sign a new snapshot and, last, the timestamp that makes it the newest."""
        snapshot = self._read(f"{self._snapshot_version()}.snapshot", Snapshot)
        snapshot.meta.update({name: MetaFile(version=version) for name, version in changed.items()})
        snapshot.version, snapshot.expires = snapshot.version + 1, at + ONLINE_LIFE
        self._write(f"{snapshot.version}.snapshot", snapshot, [self._online])
        timestamp = self._read("timestamp", Timestamp)
        timestamp.version, timestamp.expires = timestamp.version + 1, at + ONLINE_LIFE
        timestamp.snapshot_meta = MetaFile(version=snapshot.version)
        self._write("timestamp", timestamp, [self._online])

    def _listed(self, name: str) -> TargetFile | None:
        role = self._bins().get_role_for_target(name)
        return self._read(f"{self._meta_version(role)}.{role}", Targets).targets.get(name)

    def _bins(self) -> SuccinctRoles:
        targets = self._read(f"{self._meta_version(Targets.type)}.targets", Targets)
        assert targets.delegations is not None
        assert targets.delegations.succinct_roles is not None
        return targets.delegations.succinct_roles

    def _newest_root(self) -> int:
        return max(int(path.name.partition(".")[0]) for path in self._metadata.glob("*.root.json"))

    def _snapshot_version(self) -> int:
        return self._read("timestamp", Timestamp).snapshot_meta.version

    def _meta_version(self, role: str) -> int:
        return self._read(f"{self._snapshot_version()}.snapshot", Snapshot).meta[f"{role}.json"].version

    def _text(self, name: str) -> str:
        return (self._metadata / f"{name}.json").read_text()

    def _read(self, name: str, role: type[S]) -> S:
        return Metadata[S].from_bytes(self._text(name).encode()).signed

    def _write(self, name: str, signed: S, signers: Sequence[CryptoSigner]) -> None:
        metadata = Metadata(signed)
        for signer in signers:
            metadata.sign(signer, append=True)
        durable.replace(self._metadata / f"{name}.json", metadata.to_bytes())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        handle = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _signer(raw: bytes) -> CryptoSigner:
    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(raw))
