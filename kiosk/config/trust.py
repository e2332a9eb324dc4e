"""Whether a config document is central's newest word for this kiosk: TUF, verified without a network.

The client workflow of the TUF specification (1.0.34, section 5) as python-tuf carries it out. What is
trusted so far lies in one folder; it only ever moves forward, and only after a whole package was verified.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from tuf.api.exceptions import (
    BadVersionNumberError,
    EqualVersionNumberError,
    ExpiredMetadataError,
    RepositoryError,
)
from tuf.api.metadata import Metadata, Root, Snapshot, Timestamp
from tuf.api.serialization import DeserializationError
from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
from tuf.ngclient.config import EnvelopeType

from kiosk import durable
from kiosk.config.package import LARGEST, ConfigPackage, target_name


class UntrustedError(Exception):
    """The package is not believed: CFG-003 not signed so, CFG-004 expired, CFG-005 older than known.

    CFG-009: what was trusted so far cannot be read.
    """

    def __init__(self, error_id: str, detail: str) -> None:
        """Name the error of the catalogue, and what exactly failed."""
        super().__init__(detail)
        self.error_id = error_id


class ConfigTrust:
    """The trusted metadata of one kiosk."""

    def __init__(self, folder: Path, root: bytes, kiosk: str) -> None:
        """`root` is the root metadata of enrolment; a newer one that was verified later lies in `folder`."""
        durable.make_folder(folder, 0o700)
        self._folder, self._enrolled, self._kiosk = folder, root, kiosk

    def verify(self, package: bytes, at: datetime) -> bytes:
        """The document of a package, verified as of `at`; raises `UntrustedError` and then keeps nothing."""
        try:
            if len(package) > LARGEST:
                raise RepositoryError("too large")
            parts = ConfigPackage.model_validate_json(package)
            return self._verify(parts, at)
        except ExpiredMetadataError as error:
            raise UntrustedError("CFG-004", str(error)) from error
        except BadVersionNumberError as error:
            raise UntrustedError("CFG-005", str(error)) from error
        except ValidationError as error:
            raise UntrustedError("CFG-003", "not a config package") from error
        except (RepositoryError, DeserializationError, ValueError) as error:
            raise UntrustedError("CFG-003", str(error)) from error

    def _verify(self, parts: ConfigPackage, at: datetime) -> bytes:
        newest_root = self._root()
        trusted = TrustedMetadataSet(newest_root, EnvelopeType.METADATA)
        trusted.reference_time = at
        for text in parts.roots:
            if Metadata[Root].from_bytes(text.encode()).signed.version > trusted.root.version:
                trusted.update_root(text.encode())
                newest_root = text.encode()
        timestamp = self._newest(trusted, Timestamp.type, parts.timestamp.encode())
        snapshot = self._newest(trusted, Snapshot.type, parts.snapshot.encode())
        trusted.update_targets(parts.targets.encode())
        document = _document(trusted, parts, target_name(self._kiosk))
        for name, content in (("root", newest_root), (Timestamp.type, timestamp), (Snapshot.type, snapshot)):
            if self._stored(name) != content:
                durable.replace(self._folder / f"{name}.json", content)
        return document

    def _newest(self, trusted: TrustedMetadataSet, role: str, offered: bytes) -> bytes:
        """Load what is trusted of a role, then what is offered; return the newer one of both."""
        stored = self._stored(role)
        if role == Timestamp.type:
            if stored is not None:
                with suppress(RepositoryError):
                    trusted.update_timestamp(stored)
            try:
                trusted.update_timestamp(offered)
            except EqualVersionNumberError:
                return stored or offered
            return offered
        if stored is not None:
            with suppress(RepositoryError):
                trusted.update_snapshot(stored, trusted=True)
                return stored
        trusted.update_snapshot(offered)
        return offered

    def _root(self) -> bytes:
        stored = self._stored("root")
        if stored is None:
            return self._enrolled
        enrolled = Metadata[Root].from_bytes(self._enrolled).signed.version
        # after a new enrolment its root may be ahead of what was verified before
        return stored if Metadata[Root].from_bytes(stored).signed.version >= enrolled else self._enrolled

    def _stored(self, name: str) -> bytes | None:
        try:
            return (self._folder / f"{name}.json").read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UntrustedError("CFG-009", str(error.strerror)) from error


def _document(trusted: TrustedMetadataSet, parts: ConfigPackage, target: str) -> bytes:
    delegations = trusted.targets.delegations
    if delegations is None or delegations.succinct_roles is None:
        raise RepositoryError("targets delegate to nobody")
    role = delegations.succinct_roles.get_role_for_target(target)
    try:
        listed = trusted.update_delegated_targets(parts.documents.encode(), role, "targets")
    except BadVersionNumberError as error:
        raise RepositoryError(f"another listing than the newest of {role}") from error
    if target not in listed.targets:
        raise RepositoryError(f"no target {target}")
    document = parts.document.encode()
    listed.targets[target].verify_length_and_hashes(document)
    return document
