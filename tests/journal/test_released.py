"""Every event that was ever released stays readable, whatever this build has learned since."""

import json

import pytest

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
