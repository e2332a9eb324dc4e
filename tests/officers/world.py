"""A unit with a kiosk, officers and dossiers, made by central's own services in this process."""

from __future__ import annotations

import io
import itertools
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PIL import Image, ImageDraw, ImageFont

import kiosk
from kiosk.dossier.applicant import Applicant, Collector, Depositor
from kiosk.dossier.codes import DepositCode
from kiosk.dossier.manifest import Manifest, Original, Part, PersonalPart
from kiosk.vault.seal import SealContext, SealingKeys, seal

if TYPE_CHECKING:
    from central.dossiers.models import Dossier
    from central.fleet.models import Kiosk, Officer
    from central.intake.models import Delivery

FONT = Path(kiosk.__file__).parent / "ui" / "fonts" / "BeVietnamPro-Regular.ttf"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# no other test uses this unit, so its lists hold only what a test put there
UNIT, OTHER_UNIT = "H29", "H29.251"
NAME, ID_NUMBER, PHONE = "Nguyễn Thị Thử", "099301000017", "0912345678"
STAFF_CA = "-----BEGIN CERTIFICATE-----\nnot looked at here\n-----END CERTIFICATE-----\n"
_numbers = itertools.count(1)


def set_up_django(folder: Path) -> Path:
    """Make central's data in `folder` and point this process's one Django at it; returns where it is."""
    from central.__main__ import init

    init(folder / "data", folder / "recovery")
    return folder / "data"


@dataclass(frozen=True)
class Deposit:
    """What a test wants of a deposit; the rest is usual."""

    procedure: str = "1.004873"
    rule_version: str = "163/QĐ-BTP"
    pages: dict[str, list[str]] = field(
        default_factory=lambda: {"KQ003448": ["Tờ khai"], "KQ003453": ["Giấy đã cấp"]}
    )
    not_held: tuple[str, ...] = ()
    originals: dict[str, int] = field(default_factory=lambda: {"KQ003453": 1})
    answers: dict[str, str] = field(
        default_factory=lambda: {"for_whom": "me", "reissue": "yes", "past": "never"}
    )
    name: str = NAME
    id_number: str = ID_NUMBER
    phone: str | None = PHONE
    proof: str = "chip"
    clock: str = "synced"
    at: datetime = datetime(2026, 11, 20, 22, 5, tzinfo=VIETNAM)
    compartment: int = 7
    media_type: str = "image/jpeg"


def make_kiosk(unit: str = UNIT, number: int = 8801) -> Kiosk:
    """Enrol a kiosk by central's own enrolment."""
    from central.fleet.enrolment import NewKiosk, enrol
    from central.fleet.models import Kiosk

    enrol(NewKiosk(f"K{number}", number, unit, "1022", "https://localhost:1", STAFF_CA))
    return Kiosk.objects.get(number=number)


def make_officer(name: str = "tran.van.mau", unit: str = UNIT, password: str = "mat khau thu") -> Officer:
    from central.fleet.enrolment import add_officer

    return add_officer(name, password, unit)


def deposit(kiosk: Kiosk, wanted: Deposit | None = None) -> Dossier:
    """Seal a dossier as a kiosk does and deliver it through central's intake."""
    from central.dossiers.models import Dossier
    from central.instance import keys
    from central.intake.models import Delivery

    done = offer(kiosk, keys().dossier_private(keys().epoch()), wanted)
    assert done.state == Delivery.State.RECEIVED, done.error_id
    return Dossier.objects.get(dossier_id=done.dossier_id)


def offer(kiosk: Kiosk, private: bytes, wanted: Deposit | None = None) -> Delivery:
    """Deliver a dossier sealed for the key of epoch 1, whatever central makes of it."""
    from central.instance import blobs
    from central.intake.deliveries import deliver

    wanted = wanted or Deposit()
    sealing = _keys(private)
    dossier_id = str(uuid.uuid4())
    contents = {"personal": _person(wanted)}
    for component, titles in wanted.pages.items():
        for number, title in enumerate(titles, 1):
            contents[f"{component}/{number}"] = scan(title)
    parts = []
    for name, plain in contents.items():
        media = "application/json" if name == "personal" else wanted.media_type
        made = seal(plain, SealContext(kiosk.kiosk_id, dossier_id, name, sealing.epoch), sealing)
        blobs().put(made.blob)
        parts.append(
            Part(name=name, blob=made.digest, size=len(made.blob), media_type=media, proof=made.proof)
        )
    manifest = _manifest(kiosk, wanted, dossier_id, tuple(parts))
    return deliver(kiosk, uuid.UUID(dossier_id), manifest.digest(), manifest.to_bytes()).delivery


def scan(title: str) -> bytes:
    """A small page with a title, as JPEG."""
    page = Image.new("RGB", (620, 877), "#fdfcf8")
    draw = ImageDraw.Draw(page)
    draw.text((60, 70), title, fill="#1b1b1b", font=ImageFont.truetype(str(FONT), 26))
    for line in range(22):
        draw.line((60, 160 + 28 * line, 560 - (line * 37) % 160, 160 + 28 * line), fill="#8a8a8a", width=3)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80)
    return out.getvalue()


def _keys(private: bytes) -> SealingKeys:
    from central.instance import keys

    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return SealingKeys(1, public, bytes.fromhex(keys().recovery_public()))


def _person(wanted: Deposit) -> bytes:
    person = {"name": wanted.name, "id_number": wanted.id_number}
    return PersonalPart(
        depositor=Depositor.model_validate(person),
        applicant=Applicant.model_validate({"for_whom": "me", **person}),
        collectors=(Collector.model_validate(person),),
        phone=wanted.phone,
        answers=wanted.answers,
    ).to_bytes()


def _manifest(kiosk: Kiosk, wanted: Deposit, dossier_id: str, parts: tuple[Part, ...]) -> Manifest:
    code = DepositCode(kiosk.number, date(2026, 11, 20), next(_numbers))
    return Manifest.model_validate(
        {
            "dossier_id": dossier_id,
            "deposit_code": str(code),
            "kiosk": kiosk.kiosk_id,
            "unit": kiosk.unit,
            "procedure": wanted.procedure,
            "rule_version": wanted.rule_version,
            "deposited_at": wanted.at.isoformat(timespec="seconds"),
            "clock": wanted.clock,
            "proof": wanted.proof,
            "parts": parts,
            "not_held": wanted.not_held,
            "originals": tuple(Original(component=c, count=n) for c, n in wanted.originals.items()),
            "compartment": wanted.compartment if wanted.originals else None,
        }
    )
