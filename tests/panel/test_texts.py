"""The panel offers exactly what the simulators can do, and says it in both languages."""

from dataclasses import fields

import pytest

from kiosk.devices.simulators import document_camera, locker_board, ticket_printer
from kiosk.devices.simulators.cards.people import PEOPLE
from kiosk.devices.simulators.cards.smartcard_os import Faults
from kiosk.devices.simulators.cards.staff_ca import ROLES
from kiosk.devices.simulators.panel import choices
from kiosk.devices.simulators.panel.words import LANGUAGES, texts
from kiosk.devices.simulators.papers.forms import PAPERS
from kiosk.devices.simulators.papers.photograph import DEFECTS
from kiosk.devices.simulators.papers.scene import Scene


@pytest.mark.parametrize("section", sorted(texts()))
def test_every_text_is_there_in_both_languages(section: str) -> None:
    for key, words in texts()[section].items():
        assert set(words) == set(LANGUAGES), key
        assert all(words.values()), key


@pytest.mark.parametrize(
    ("section", "known"),
    [
        ("locker-faults", locker_board.BOARD_FAULTS),
        ("door-faults", locker_board.DOOR_FAULTS),
        ("printer-faults", ticket_printer.FAULTS),
        ("camera-faults", document_camera.FAULTS),
        ("card-faults", choices.CARD_FAULTS),
        ("papers", PAPERS),
        ("defects", DEFECTS),
    ],
)
def test_the_names_are_the_simulators_own(section: str, known: object) -> None:
    assert sorted(choices.names(section)) == sorted(known)  # type: ignore[call-overload]


def test_a_card_s_fault_is_made_and_ended_by_words_the_card_knows() -> None:
    known = {field.name for field in fields(Faults)}
    for start, end in choices.CARD_FAULTS.values():
        assert set(start) == set(end) <= known
        assert Faults(**end) == Faults()  # type: ignore[arg-type]
        assert Faults(**start) != Faults()  # type: ignore[arg-type]


def test_every_role_has_a_name() -> None:
    assert set(ROLES) <= set(texts()["card"])


@pytest.mark.parametrize("number", [holder.number for holder in PEOPLE])
def test_a_form_is_filled_in_by_the_person_of_the_card(number: str) -> None:
    scene = Scene.from_json({"paper": "declaration", "person": choices.writer_of(number)})
    assert scene.person is not None
    assert scene.person.number == number


def test_every_door_has_its_own_place() -> None:
    cells: set[tuple[int, int]] = set()
    for place in choices.places():
        row, rows, column = (int(str(place[name])) for name in ("row", "rows", "column"))
        own = {(each, column) for each in range(row, row + rows)}
        assert not own & cells
        cells |= own
    assert len(choices.places()) == 24
