"""A document on several QR codes: whole in any order, and never whole when it is not."""

from __future__ import annotations

import random
import zlib

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from kiosk.dossier import code_series
from kiosk.dossier.code_series import PART_BYTES, Pile, SeriesPart, split, spoken_series
from kiosk.dossier.codes import CodeError

# 13 parts: random bytes cannot be packed
DOCUMENT = random.Random(7).randbytes(5_000)


def pile_of(parts: list[SeriesPart]) -> Pile:
    pile = Pile(parts[0])
    for part in parts[1:]:
        pile.add(part)
    return pile


@given(st.binary(max_size=4_000), st.randoms(use_true_random=False))
def test_any_document_comes_back_from_its_codes_in_any_order(document: bytes, order: random.Random) -> None:
    read = [SeriesPart.parse(part.payload()) for part in split(document)]
    # some are laid twice
    read += order.choices(read, k=3)
    order.shuffle(read)
    assert pile_of(read).document() == document


def test_progress_counts_each_part_once() -> None:
    parts = split(DOCUMENT)
    assert len(parts) == -(-len(zlib.compress(DOCUMENT, 9)) // PART_BYTES)
    pile = pile_of([parts[4], parts[1], parts[4]])
    assert pile.read == [2, 5]
    assert pile.count == len(parts)
    assert not pile.whole


def test_every_code_fits_a_qr_code_of_81_modules() -> None:
    for part in split(DOCUMENT):
        modules, _ = segno.make_qr(part.payload(), error="m", boost_error=False).symbol_size(border=0)
        assert modules <= 81


def test_a_document_with_a_part_missing_is_not_whole() -> None:
    pile = pile_of(split(DOCUMENT)[:-1])
    assert not pile.whole
    with pytest.raises(CodeError):
        pile.document()


def test_a_part_of_another_document_is_not_mixed_in() -> None:
    pile = pile_of(split(DOCUMENT)[:1])
    with pytest.raises(CodeError, match="another series"):
        pile.add(split(DOCUMENT + b"!")[1])
    assert pile.read == [1]


def test_a_part_that_was_changed_makes_no_document() -> None:
    parts = split(DOCUMENT)
    changed = SeriesPart(parts[3].series, 4, parts[3].count, parts[3].data[:-1] + b"\x00")
    pile = pile_of([*parts[:3], changed, *parts[4:]])
    assert pile.whole
    with pytest.raises(CodeError, match="do not make"):
        pile.document()


def made_by_hand(packed: bytes) -> Pile:
    """A series whose number fits what it carries, whatever that is."""
    series = code_series._series_of(packed)
    return Pile(SeriesPart(series, 1, 1, packed))


def test_a_small_code_that_unpacks_to_gigabytes_is_refused() -> None:
    packer = zlib.compressobj(9)
    zeros = b"\x00" * (1 << 20)
    packed = b"".join(packer.compress(zeros) for _ in range(5)) + packer.flush()
    with pytest.raises(CodeError, match="do not make"):
        made_by_hand(packed).document()


@pytest.mark.parametrize("packed", [b"not packed", zlib.compress(b"x")[:-1], zlib.compress(b"x") + b"more"])
def test_what_is_not_packed_as_it_should_be_is_refused(packed: bytes) -> None:
    with pytest.raises(CodeError, match="do not make"):
        made_by_hand(packed).document()


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "DSK1:deposit:N-0001-261121-0001-10:AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "DSL1:ABCDEFGH:0/3:AAAA",
        "DSL1:ABCDEFGH:4/3:AAAA",
        "DSL1:ABCDEFGH:1/201:AAAA",
        "DSL1:ABCDEFGH:01/3:AAAA",
        "DSL1:ABCDEFG1:1/3:AAAA",
        "DSL1:ABCDEFGH:1/3:",
        "DSL1:ABCDEFGH:1/3:AAA",
        "DSL1:ABCDEFGH:1/3:AB",
        "DSL1:ABCDEFGH:1/3:AAAA\n",
        "dsl1:abcdefgh:1/3:aaaa",
    ],
)
def test_anything_else_is_no_code_of_a_series(payload: str) -> None:
    with pytest.raises(CodeError):
        SeriesPart.parse(payload)


@given(st.text(max_size=60))
def test_reading_never_fails_otherwise(payload: str) -> None:
    try:
        part = SeriesPart.parse(payload)
    except CodeError:
        return
    assert part.payload() == payload


def test_a_document_that_nobody_could_lay_is_refused() -> None:
    with pytest.raises(CodeError, match="too long"):
        split(random.Random(1).randbytes(200 * PART_BYTES + 1))


def test_the_series_is_read_aloud_in_two_groups() -> None:
    assert spoken_series("ABCDEFGH") == "ABCD-EFGH"
    assert {part.series for part in split(DOCUMENT)} != {part.series for part in split(DOCUMENT + b"!")}
