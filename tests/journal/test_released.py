"""Every event that was ever released stays readable, whatever this build has learned since."""

import json

import pytest

from kiosk.engine.state import State
from kiosk.journal.chain import StoredRow
from kiosk.journal.events import write_body
from kiosk.journal.facts import CATALOGUE
from tests.journal.corpus import lines

BODIES = {json.loads(line)["name"]: line for line in lines()}


@pytest.mark.parametrize("name", BODIES)
def test_a_released_event_is_read_and_written_back_byte_for_byte(name: str) -> None:
    row = StoredRow(seq=1, body=BODIES[name], hash=b"")
    assert write_body(CATALOGUE.read(row)) == BODIES[name]


def test_every_event_of_the_catalogue_stands_in_the_corpus() -> None:
    assert set(CATALOGUE.models) <= set(BODIES)


@pytest.mark.parametrize("name", [name for name in BODIES if name.startswith("deposit.staged/")])
def test_a_deposit_staged_by_any_build_is_known_to_this_one(name: str) -> None:
    state = State()
    state.apply(CATALOGUE.read(StoredRow(seq=1, body=BODIES[name], hash=b"")))
    [(dossier_id, deposit)] = state.deposits.items()
    assert (deposit.step, deposit.compartment, deposit.manifest) == ("staged", 7, "x7")
    assert state.compartment(7).holds == dossier_id
