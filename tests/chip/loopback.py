"""A virtual card without a reader between, and mutated bytes for fuzzing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st

from kiosk.chip.apdu import Transmit
from kiosk.chip.errors import CardError
from kiosk.devices.simulators.cards.citizen_card import CitizenCard
from kiosk.devices.simulators.cards.people import Person
from kiosk.devices.simulators.cards.smartcard_os import Faults, FaultyCard, VirtualCard

T = TypeVar("T")


def result_or_error_id(call: Callable[[], T]) -> T | str:
    """What `call` returns, or the id of the CardError it raised; any other exception fails the test."""
    try:
        return call()
    except CardError as error:
        return error.error_id


def transmit_to(card: VirtualCard, faults: Faults | None = None) -> Transmit:
    """Speak to `card` directly."""
    lying = FaultyCard(card, faults or Faults())

    def transmit(command: bytes) -> tuple[bytes, int]:
        answer = lying.answer(command)
        return answer[:-2], int.from_bytes(answer[-2:], "big")

    return transmit


def citizen(person: Person, files: dict[int, bytes] | None = None, **faults: int) -> Transmit:
    """Speak to a citizen's card."""
    return transmit_to(CitizenCard(person, files), Faults(**faults))


def mutated(*seeds: bytes) -> st.SearchStrategy[bytes]:
    """Valid input with some bytes overwritten, cut out, doubled or cut off."""
    edit = st.tuples(st.sampled_from(("set", "cut", "double", "end")), st.floats(0, 1), st.integers(0, 255))
    return st.builds(_edit, st.sampled_from(seeds), st.lists(edit, min_size=1, max_size=5))


def _edit(seed: bytes, edits: list[tuple[str, float, int]]) -> bytes:
    data = bytearray(seed)
    for kind, where, value in edits:
        at = int(where * len(data))
        if kind == "set" and at < len(data):
            data[at] = value
        elif kind == "cut":
            del data[at : at + value % 8]
        elif kind == "double":
            data[at:at] = data[at : at + value % 8]
        elif kind == "end" and value < 64:
            del data[at:]
    return bytes(data)
