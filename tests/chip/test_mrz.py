"""The machine readable zone of a TD1 card."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.chip import mrz
from kiosk.chip.errors import CardError
from kiosk.devices.simulators.cards import encoding
from kiosk.devices.simulators.cards.people import PEOPLE
from tests.chip.loopback import mutated, result_or_error_id

# the specimen of ICAO Doc 9303-5, appendix A
SPECIMEN = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
VIETNAM = "IDVNM0990123459001099012345<<0\n9902152F3902150VNM<<<<<<<<<<<8\nNGUYEN<<THI<MAI<ANH<<<<<<<<<<<"


def test_the_published_specimen_is_read() -> None:
    zone = mrz.parse_td1(SPECIMEN)
    assert (zone.document_number, zone.birth, zone.expiry, zone.sex) == ("D23145890", "740812", "120415", "F")
    assert (zone.document_code, zone.issuer, zone.nationality) == ("I", "UTO", "UTO")
    assert (zone.surname, zone.given_names, zone.personal_number) == ("ERIKSSON", "ANNA MARIA", None)


def test_a_vietnamese_zone_tells_all_twelve_digits() -> None:
    zone = mrz.parse_td1(VIETNAM)
    assert zone.personal_number == "001099012345"
    assert zone.document_number == zone.personal_number[3:]
    assert zone.name == "NGUYEN THI MAI ANH"


@pytest.mark.parametrize("place", [5, 14, 15, 30, 36, 38, 44, 59])
def test_one_wrong_digit_in_a_checked_part_is_found(place: int) -> None:
    zone = VIETNAM.replace("\n", "")
    other = str((int(zone[place]) + 1) % 10) if zone[place].isdigit() else "7"
    with pytest.raises(CardError, match="check digit"):
        mrz.parse_td1(zone[:place] + other + zone[place + 1 :])


@pytest.mark.parametrize(
    "optional", ["001099012345<<1", "<<<<<<<<<<<<<<0", "A01099012345<<" + mrz.check_digit("A01099012345")]
)
def test_an_optional_part_without_a_proven_number_tells_none(optional: str) -> None:
    # the digit over the twelve is Vietnam's own; the whole digit covers this part too
    zone = VIETNAM.replace("\n", "")
    changed = zone[:15] + optional + zone[30:]
    whole = changed[5:30] + changed[30:37] + changed[38:45] + changed[48:59]
    changed = changed[:59] + mrz.check_digit(whole) + changed[60:]
    assert mrz.parse_td1(changed).personal_number is None


@pytest.mark.parametrize("text", ["", VIETNAM[:-1], VIETNAM.lower(), VIETNAM.replace("NGUYEN", "NGUYỄN")])
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(CardError):
        mrz.parse_td1(text)


@given(mutated(*(encoding.dg1(person) for person in PEOPLE)))
@settings(max_examples=400, deadline=None)
def test_a_mutated_file_is_read_or_named(content: bytes) -> None:
    zone = result_or_error_id(lambda: mrz.parse_dg1(content))
    if isinstance(zone, str):
        assert zone == "CRD-006"
        return
    assert mrz.check_digit(zone.birth).isdigit()
    assert len(zone.optional) == 15


@given(st.text("0123456789<", min_size=6, max_size=6), st.sampled_from((1900, 2000)))
def test_a_date_is_a_date_or_unknown(yymmdd: str, century: int) -> None:
    found = mrz.full_date(yymmdd, century)
    assert found is None or f"{found:%y%m%d}" == yymmdd
