"""A real central process with kiosks enrolled, and what a kiosk of it would send."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import signal
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import requests

from kiosk.config.enrolment import Bundle, SyncIdentity, install, load_engine, load_sync
from kiosk.dossier.applicant import Applicant, Collector, Depositor
from kiosk.dossier.manifest import Manifest, Original, Part, PersonalPart
from kiosk.journal.chain import GENESIS, StoredRow, row_hash
from kiosk.sync.transport import private_session
from kiosk.vault.seal import SealContext, SealingKeys, seal

UNIT = "H29.251"
TUS = {"Tus-Resumable": "1.0.0"}
STAFF_CA = "-----BEGIN CERTIFICATE-----\nnot looked at here\n-----END CERTIFICATE-----\n"
_numbers = itertools.count(1)


@dataclass
class CentralProcess:
    """`python -m central serve` over a data folder; `port` is kept when it is started again."""

    data: Path
    port: int = 0
    staff_port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "central", "serve", "--data", str(self.data)]
        command += ["--port", str(self.port), "--staff-port", str(self.staff_port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        ready = re.fullmatch(r"ready kiosks=(\d+) staff=(\d+)\n", line)
        assert ready, f"central did not start: {line!r}"
        self.port, self.staff_port = int(ready[1]), int(ready[2])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None


@dataclass
class EnrolledKiosk:
    """A kiosk as central knows it, with its identity installed in a folder of its own."""

    bundle: Bundle
    folder: Path
    rows: list[StoredRow] = field(default_factory=list)

    @property
    def sync(self) -> SyncIdentity:
        return load_sync(self.folder / "identity" / "sync")

    @property
    def keys(self) -> SealingKeys:
        bundle = self.bundle
        central, recovery = bytes.fromhex(bundle.central_key), bytes.fromhex(bundle.recovery_key)
        return SealingKeys(bundle.key_epoch, central, recovery)

    def session(self) -> requests.Session:
        return private_session(self.sync.authority, self.sync.certificate)

    def checkpoint_key(self) -> bytes:
        return load_engine(self.folder / "identity" / "engine").checkpoint_key

    def append(self, name: str, **data: object) -> StoredRow:
        """Write the next row of this kiosk's journal."""

        body = {
            "id": str(uuid.uuid4()),
            "name": name,
            "boot": "b",
            "mono": 1.0,
            "wall": "2026-11-20T09:00:00.000+07:00",
            "clock": "synced",
            "data": data,
        }
        text = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
        previous = self.rows[-1].hash if self.rows else GENESIS
        self.rows.append(StoredRow(len(self.rows) + 1, text, row_hash(previous, text)))
        return self.rows[-1]


@dataclass(frozen=True)
class SealedDossier:
    """A manifest and its sealed parts by name."""

    manifest: Manifest
    blobs: dict[str, bytes]

    @property
    def url(self) -> str:
        return f"/v1/dossiers/{self.manifest.dossier_id}"


def install_kiosk(bundle: Bundle, folder: Path) -> EnrolledKiosk:
    install(bundle, folder)
    return EnrolledKiosk(bundle, folder)


def make_dossier(
    kiosk: EnrolledKiosk, page: bytes = b"a page", personal: bytes | None = None
) -> SealedDossier:
    """Seal a dossier for 1.004873 with one page and one original in compartment 7."""
    person = {"name": "Nguyễn Thị Thử", "id_number": "099301000017"}
    content = PersonalPart(
        depositor=Depositor.model_validate(person),
        applicant=Applicant.model_validate({"for_whom": "me", **person}),
        collectors=(Collector.model_validate(person),),
        phone="0912345678",
        answers={"for_whom": "me", "reissue": "yes", "past": "never"},
    ).to_bytes()
    dossier_id = str(uuid.uuid4())
    contents = {"personal": content if personal is None else personal, "form/1": page}
    blobs, parts = {}, []
    for name, plain in contents.items():
        context = SealContext(kiosk.bundle.kiosk_id, dossier_id, name, kiosk.keys.epoch)
        made = seal(plain, context, kiosk.keys)
        media = "application/json" if name == "personal" else "image/jpeg"
        blobs[made.digest] = made.blob
        parts.append(
            Part(name=name, blob=made.digest, size=len(made.blob), media_type=media, proof=made.proof)
        )
    manifest = Manifest(
        dossier_id=dossier_id,
        deposit_code=f"N-{kiosk.bundle.number:04}-261120-{next(_numbers):04}-11",
        kiosk=kiosk.bundle.kiosk_id,
        unit=UNIT,
        procedure="1.004873",
        rule_version="163/QĐ-BTP",
        deposited_at="2026-11-20T08:00:00+07:00",
        clock="synced",
        proof="card-unproven",
        parts=tuple(parts),
        originals=(Original(component="KQ003453", count=1),),
        compartment=7,
    )
    return SealedDossier(manifest, blobs)


def repr_digest(body: bytes) -> dict[str, str]:

    return {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"}


class Client:
    """Speaks to central by hand, as the protocol's text says."""

    def __init__(self, kiosk: EnrolledKiosk) -> None:
        self.session, self.url = kiosk.session(), kiosk.bundle.central_url

    def put(self, dossier: SealedDossier) -> requests.Response:
        body = dossier.manifest.to_bytes()
        return self.session.put(self.url + dossier.url, data=body, headers=repr_digest(body), timeout=20)

    def begin(self, blob: bytes) -> str:
        digest = base64.b64encode(hashlib.sha256(blob).hexdigest().encode()).decode()
        headers = {**TUS, "Upload-Length": str(len(blob)), "Upload-Metadata": f"sha256 {digest}"}
        reply = self.session.post(self.url + "/v1/uploads", headers=headers, timeout=20)
        assert reply.status_code == 201
        return reply.headers["Location"]

    def patch(self, location: str, offset: int, piece: bytes) -> requests.Response:
        headers = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        return self.session.patch(location, data=piece, headers=headers, timeout=20)

    def upload(self, blob: bytes) -> None:
        assert self.patch(self.begin(blob), 0, blob).status_code == 204

    def deliver(self, dossier: SealedDossier) -> requests.Response:
        assert set(self.put(dossier).json()["missing"]) == set(dossier.blobs)
        for blob in dossier.blobs.values():
            self.upload(blob)
        return self.put(dossier)
