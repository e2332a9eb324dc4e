"""Finding a procedure by what citizens type."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.data import data_folder
from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.procedure import Procedure
from kiosk.dossier.search import folded, search
from kiosk.dossier.text import Text

ALL = Catalogue.load(data_folder("catalogue")).in_force(date(2026, 6, 15))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("khai sinh", "1.001193"),
        ("khai sính", "1.001193"),
        ("KHAI SINH", "1.001193"),
        ("dang ky ket hon", "1.000894"),
        ("đăng ký kết hôn", "1.000894"),
        ("doc than", "1.004873"),
        ("tinh trang hon nhan", "1.004873"),
        ("khai tử", "1.000656"),
        ("sao y", "2.000815"),
        ("cong chung", "2.000815"),
        ("tam tru", "1.004194"),
        ("ct01", "1.004194"),
        ("mo quan", "1.001612"),
        ("ho kinh d", "1.001612"),
        ("trich luc", "2.000635"),
        ("chu ky", "2.000884"),
        ("so goc", "2.000908"),
        ("1.004873", "1.004873"),
        ("004873", "1.004873"),
        ("birth reg", "1.001193"),
        ("marital", "1.004873"),
    ],
)
def test_what_citizens_type_finds_the_procedure_first(query: str, first: str) -> None:
    assert search(ALL, query)[0].code == first


@pytest.mark.parametrize("query", ["", "   ", "!?", "hộ chiếu", "xyz"])
def test_what_is_not_there_finds_nothing(query: str) -> None:
    assert search(ALL, query) == ()


def test_every_procedure_is_found_by_its_own_name_first() -> None:
    for procedure in ALL:
        assert search(ALL, procedure.name.vi)[0] is procedure
        assert search(ALL, folded(procedure.name.vi))[0] is procedure


def made(code: str, name: str, plain: str = "x", keyword: str = "x") -> Procedure:
    """A procedure that differs from a real one only in what the search reads."""
    words = {"name": Text(vi=name, en="x"), "plain": Text(vi=plain, en="x"), "keywords": (keyword,)}
    return ALL[0].model_copy(update={"code": code, **words})


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("hộ", made("9.000002", "hộ tịch"), made("9.000001", "hồ sơ, hổ, họ")),
        ("nha tro", made("9.000002", "nhà trọ"), made("9.000001", "trọ, xa nhà")),
        ("khai", made("9.000002", "khai"), made("9.000001", "khaibao")),
        ("khai", made("9.000002", "khai"), made("9.000001", "y", keyword="khai")),
        ("khai", made("9.000002", "y", keyword="khai"), made("9.000001", "y", plain="khai")),
        ("9.000002", made("9.000002", "y"), made("9.000001", "9 000002")),
    ],
    ids=[
        "accents as typed",
        "words together",
        "whole word",
        "name over keyword",
        "keyword over line",
        "code",
    ],
)
def test_of_two_that_match_the_better_comes_first(query: str, better: Procedure, worse: Procedure) -> None:
    assert search([worse, better], query) == (better, worse)


def test_equals_come_in_the_order_of_their_codes() -> None:
    first, second = made("9.000001", "khai"), made("9.000002", "khai")
    assert search([second, first], "khai") == (first, second)


def test_one_word_that_is_nowhere_excludes_a_procedure() -> None:
    assert search([made("9.000001", "khai sinh")], "khai sinh xyz") == ()


def test_folding_drops_accents_and_the_stroke_of_d() -> None:
    assert folded("  Đăng ký TẠM-TRÚ! ") == "dang ky tam tru"


@given(st.sampled_from(ALL), st.integers(2, 40))
def test_typing_on_never_loses_the_procedure_one_types(procedure: Procedure, length: int) -> None:
    typed = procedure.name.vi[:length]
    assert procedure in search(ALL, typed)


@given(st.text(max_size=40))
def test_no_text_makes_the_search_fail(query: str) -> None:
    assert len(search(ALL, query)) <= len(ALL)
