"""What chance decides in a demo: who comes, in which language, with which papers; the same for one seed."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from kiosk.devices.simulators.cards import people as card_people
from kiosk.devices.simulators.cards import spec
from kiosk.devices.simulators.papers.people import Person, invent
from kiosk.devices.simulators.papers.scene import Scene
from kiosk.dossier.text import Text

Language = Literal["vi", "en"]
PROCEDURE, FIELD = "1.004873", "G15-TP07"
SMALL_DOORS = range(13, 25)
# the config closes those before the one that is drawn
USABLE_DOORS = SMALL_DOORS[1:]
FORM, OLD_PAPER = "KQ003448", "KQ003453"
# what the tile for queue numbers may be called instead, and the fields that a visitor may come for
TICKET_TILES = (
    Text(vi="Lấy số vào quầy", en="Number for a counter"),
    Text(vi="Xếp hàng chờ gọi", en="Wait to be called"),
    Text(vi="Lấy số thứ tự", en="Queue number"),
)
TICKET_FIELDS = ("G15-TP07", "G15-TP03", "G01-CA05", "LOC-HKD")


@dataclass(frozen=True)
class Draw:
    """The person of this demo."""

    seed: int
    language: Language
    person: Person
    former: Literal["never", "married"]
    papers: dict[str, Scene]
    compartment: int
    ticket_tile: Text
    ticket_field: str
    has_priority: bool

    @property
    def answers(self) -> dict[str, str]:
        """The person's case."""
        return {"for_whom": "me", "reissue": "yes", "past": self.former}

    @property
    def closed(self) -> range:
        """The compartments that the config closes."""
        return range(SMALL_DOORS[0], self.compartment)

    @property
    def card(self) -> spec.CardSpec:
        """The person's chip card."""
        return _card(self.person)

    def scene(self, component: str) -> dict[str, Any]:
        """A paper as the cabinet's control socket takes it."""
        scene = self.papers[component]
        return {"paper": scene.paper, "seed": scene.seed, "person": asdict(self.person)}


def draw(seed: int) -> Draw:
    """Draw it all."""
    chance = random.Random(f"demo {seed}")  # noqa: S311 - an invented person needs no secret
    person = invent(chance.randrange(1_000_000))
    return Draw(
        seed=seed,
        language=chance.choice(("vi", "en")),
        person=person,
        former=chance.choice(("never", "married")),
        papers={
            FORM: Scene(paper="declaration", seed=chance.randrange(1, 10_000), person=person),
            OLD_PAPER: Scene(paper="confirmation", seed=chance.randrange(1, 10_000), person=person),
        },
        compartment=chance.choice(USABLE_DOORS),
        ticket_tile=chance.choice(TICKET_TILES),
        ticket_field=chance.choice(TICKET_FIELDS),
        has_priority=chance.choice((True, False)),
    )


def somebody_else(drawn: Draw) -> spec.CardSpec:
    """The card of a person who has nothing to do with it."""
    return _card(invent(drawn.seed + 7_000_000))


def staff_card(world: Path, role: Literal["officer", "technician"]) -> spec.CardSpec:
    """The card of an officer or a technician."""
    return spec.staff(world / "staff" / role)


def _card(person: Person) -> spec.CardSpec:
    birth = datetime.strptime(person.birth, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    return spec.citizen(
        card_people.Person(
            number=person.number,
            name=person.name,
            birth=birth,
            sex=person.sex,
            residence=person.address,
            hometown="Xã Thử Nghiệm",
            issued=date(2024, 3, 1),
            expires=date(2049, 3, 1),
            father="Nguyễn Văn Bách",
            mother="Trần Thị Cúc",
        )
    )
