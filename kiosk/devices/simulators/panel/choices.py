"""What can be laid, put or go wrong: invented people's cards, papers, things, faults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from kiosk.devices.simulators.cards.people import PEOPLE
from kiosk.devices.simulators.cards.people import Person as CardHolder
from kiosk.devices.simulators.cards.staff_ca import ROLES
from kiosk.devices.simulators.panel.words import texts
from kiosk.devices.simulators.papers.people import Person as Writer
from kiosk.devices.simulators.workspace import compartments

# these two need more than a touch: the text of a code, the picture of a slip
_NOT_ALONE = ("card-code", "slip")
# each fault of a card as the words of `smartcard_os.Faults`, and those that end it
CARD_FAULTS: dict[str, tuple[dict[str, float], dict[str, float]]] = {
    "pulled": ({"pull_at": 4}, {"pull_at": 0}),
    "refused": ({"refuse_at": 2}, {"refuse_at": 0}),
    "slow": ({"delay_s": 1.5}, {"delay_s": 0.0}),
    "short": ({"short_read": 16}, {"short_read": 0}),
    "hangs": ({"hang_at": 3}, {"hang_at": 0}),
}


def people() -> list[dict[str, str]]:
    """Citizens whose cards can be laid: number, name, year of birth."""
    return [
        {"number": holder.number, "name": holder.name, "year": str(holder.birth.year)} for holder in PEOPLE
    ]


def staff(folder: Path) -> list[dict[str, str]]:
    """Staff cards below `folder`, one folder for each role: role, person, pin."""
    return [_staff_card(role, folder / role) for role in ROLES if (folder / role / "card.json").exists()]


def _staff_card(role: str, folder: Path) -> dict[str, str]:
    names = x509.load_der_x509_certificate((folder / "cert.der").read_bytes()).subject
    (person,) = names.get_attributes_for_oid(NameOID.COMMON_NAME)
    pin = json.loads((folder / "card.json").read_text())["pin"]
    return {"role": role, "person": str(person.value), "pin": str(pin)}


def papers() -> list[str]:
    """Papers that can be laid by a touch."""
    return [name for name in texts()["papers"] if name not in _NOT_ALONE]


def places() -> list[dict[str, object]]:
    """Where each door is: number, column, row, rows, counted from 1 at the top left."""
    return [{name: place[name] for name in ("number", "column", "row", "rows")} for place in compartments()]


def writer_of(number: str) -> dict[str, str]:
    """The person of this card as one who fills in forms, in the words of a scene."""
    place = next((place for place, holder in enumerate(PEOPLE) if holder.number == number), 0)
    holder: CardHolder = PEOPLE[place]
    written = Writer(
        name=holder.name,
        number=holder.number,
        birth=f"{holder.birth:%d/%m/%Y}",
        sex=holder.sex,
        address=", ".join(holder.residence.split(", ")[:2]),
        phone=f"0900 000 {17 + 7 * place:03d}",
    )
    return dict(vars(written))


def names(section: str) -> list[str]:
    """The keys of one section of the texts, in their order."""
    return list(texts()[section])


def fault_names() -> dict[str, Any]:
    """Device -> its faults."""
    return {device: names(f"{device}-faults") for device in ("locker", "door", "printer", "camera", "card")}
