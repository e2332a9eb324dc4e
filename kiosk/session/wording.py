"""How pages are worded from the phrases, and errors from the error catalogue."""

from __future__ import annotations

from typing import Literal

from kiosk.dossier.codes import DepositCode
from kiosk.dossier.text import Text
from kiosk.errors import error
from kiosk.messages.pages import Bay, Button, Line, Section, Size
from kiosk.messages.seat import CompartmentPlace
from kiosk.texts import phrase

Look = Literal["primary", "plain", "quiet", "danger"]


def button(name: str, look: Look = "plain", *, enabled: bool = True) -> Button:
    """A button of the bottom bar; its label is the phrase `buttons.<name>`."""
    return Button(name=name, label=phrase(f"buttons.{name}"), look=look, enabled=enabled)


def on_button(name: str) -> Button:
    """The button that leads on."""
    return button(name, "primary")


def as_is(words: str) -> Text:
    """A name, a number or a code: the same in every language."""
    return Text(vi=words, en=words)


def spoken(deposit_code: str) -> str:
    """A deposit code in groups of four, to be read aloud and written down."""
    return DepositCode.parse(deposit_code).spoken


def fault(error_id: str) -> Text:
    """What the citizen reads of an error: what happened, what to do, what was kept."""
    said, kept = mishap(error_id), phrase(f"kept.{error(error_id).kept}")
    return Text(vi=f"{said.vi} {kept.vi}", en=f"{said.en} {kept.en}")


def mishap(error_id: str) -> Text:
    """The same where the page itself says what was kept."""
    return error(error_id).citizen


def staff_fault(error_id: str) -> Text:
    """What an officer reads of an error."""
    return error(error_id).officer


def section(heading: str, lines: list[Line]) -> list[Section]:
    """A headed section, or none when there is nothing to list."""
    return [Section(heading=phrase(heading), lines=lines)] if lines else []


def where(places: list[CompartmentPlace], number: int) -> Text:
    """Where a compartment is, in words."""
    place = next(place for place in places if place.number == number)
    return phrase("doors.where", row=place.row, column=place.column)


def larger_exists(places: list[CompartmentPlace], number: int) -> bool:
    """Whether the cabinet has a compartment larger than this one."""
    order: list[Size] = ["small", "medium", "large"]
    size = next(place.size for place in places if place.number == number)
    return any(order.index(place.size) > order.index(size) for place in places)


def cabinet(
    places: list[CompartmentPlace], looks: dict[int, Literal["plain", "lit", "open", "done", "frozen"]]
) -> list[Bay]:
    """The cabinet as drawn; compartments without a look of their own are plain."""
    return [
        Bay(
            number=place.number,
            size=place.size,
            column=place.column,
            row=place.row,
            rows=place.rows,
            look=looks.get(place.number, "plain"),
        )
        for place in places
    ]
