"""The handover list comes to the machine by hand: sheets in any order, a stick, and every wrong list."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiosk.devices.contract import DeviceState
from kiosk.dossier.claims import Claim
from kiosk.dossier.code_series import SeriesPart, split
from kiosk.messages.officer_pages import ReadSheets, Round
from kiosk.session.situation import CAMERA
from tests.engine.cabinet import Cabinet
from tests.engine.test_spool import signed
from tests.session.test_officer_round import has_button, logs_in, notes
from tests.session.world import EngineHost, World


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> list[Claim]:
    """Released at central, which this kiosk cannot reach."""
    other = Cabinet(tmp_path_factory.mktemp("other"))
    return [other.offer() for _ in range(9)]


@pytest.fixture
def kiosk(engine: EngineHost, seat: Callable[..., World], tmp_path: Path) -> World:
    """A kiosk without network, with a place for a stick."""
    engine.link_up = False
    engine.media = str(tmp_path / "usb")
    (tmp_path / "usb" / "STICK").mkdir(parents=True)
    world: World = seat()
    return world


def the_list(world: World, claims: list[Claim], **changed: Any) -> bytes:
    return world.engine.do(lambda cabinet: signed(cabinet, claims, **changed))


def comes_to_the_sheets(kiosk: World) -> ReadSheets:
    logs_in(kiosk)
    kiosk.person.sees(Round, like=has_button("take-list"))
    kiosk.person.touches("take-list")
    return kiosk.person.sees(ReadSheets)


def sees_refusal(kiosk: World, words: str) -> None:
    kiosk.person.sees(ReadSheets, like=lambda page: page.error is not None and words in page.error.vi)


def progress(read: int, total: int) -> Callable[[ReadSheets], bool]:
    return lambda page: (len(page.read), page.total) == (read, total)


def test_sheets_are_read_in_any_order_and_repeated_without_harm(kiosk: World, claims: list[Claim]) -> None:
    assert progress(0, 0)(comes_to_the_sheets(kiosk))
    parts = split(the_list(kiosk, claims))
    count = len(parts)
    assert count >= 3
    random.Random(3).shuffle(parts)
    for number, part in enumerate(parts[:-1], start=1):
        kiosk.shows_code(part.payload())
        page = kiosk.person.sees(ReadSheets, like=progress(number, count))
        assert page.read == sorted(each.number for each in parts[:number])
        kiosk.shows_code(parts[0].payload())
    assert "claim.offered/1" not in kiosk.engine.events()
    kiosk.shows_code(parts[-1].payload())
    round_page = kiosk.person.sees(Round, like=notes("9 việc mới"))
    assert round_page.tallies[1].total == 9
    assert kiosk.engine.events().count("claim.offered/1") == 9


def test_the_number_on_the_page_is_the_number_on_the_sheets(kiosk: World, claims: list[Claim]) -> None:
    comes_to_the_sheets(kiosk)
    part = split(the_list(kiosk, claims))[1]
    kiosk.shows_code(part.payload())
    page = kiosk.person.sees(ReadSheets, like=lambda page: page.sheet is not None)
    assert f"{part.series[:4]}-{part.series[4:]}" in str(page.sheet)


def test_sheets_of_two_lists_are_kept_apart(kiosk: World, claims: list[Claim]) -> None:
    comes_to_the_sheets(kiosk)
    older = split(the_list(kiosk, claims[:8], made_at="2026-11-20T13:00:00+00:00"))
    newer = split(the_list(kiosk, claims))
    kiosk.shows_code(newer[0].payload())
    kiosk.person.sees(ReadSheets, like=progress(1, len(newer)))
    kiosk.shows_code(older[0].payload())
    sees_refusal(kiosk, "danh sách khác")
    for part in newer[1:]:
        kiosk.shows_code(part.payload())
    kiosk.person.sees(Round, like=notes("9 việc mới"))


def test_another_code_under_the_camera_is_said_to_be_none_of_a_list(kiosk: World) -> None:
    comes_to_the_sheets(kiosk)
    kiosk.shows_code("H29.251-261121-0001")
    sees_refusal(kiosk, "không thuộc danh sách")


REFUSED = {
    "forged": ({"signature": "00" * 64}, "không do trung tâm ký"),
    "another kiosk's": ({"kiosk": "K0002"}, "của máy khác"),
    "expired": ({"not_after": "2026-11-20T14:30:00+00:00"}, "đã cũ"),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_wrong_list_on_paper_is_refused_in_words(kiosk: World, claims: list[Claim], wrong: str) -> None:
    changed, words = REFUSED[wrong]
    comes_to_the_sheets(kiosk)
    for part in split(the_list(kiosk, claims, **changed)):
        kiosk.shows_code(part.payload())
    sees_refusal(kiosk, words)
    assert "handover-list.refused/1" in kiosk.engine.events()
    assert "claim.offered/1" not in kiosk.engine.events()


def test_sheets_that_do_not_fit_together_are_refused_and_can_be_read_anew(
    kiosk: World, claims: list[Claim]
) -> None:
    comes_to_the_sheets(kiosk)
    parts = split(the_list(kiosk, claims))
    changed = SeriesPart(parts[0].series, 1, parts[0].count, b"\x00" + parts[0].data[1:])
    for part in [changed, *parts[1:]]:
        kiosk.shows_code(part.payload())
    sees_refusal(kiosk, "bị hỏng")
    for part in parts:
        kiosk.shows_code(part.payload())
    kiosk.person.sees(Round, like=notes("9 việc mới"))


def test_a_list_laid_twice_is_said_to_be_known(kiosk: World, claims: list[Claim]) -> None:
    comes_to_the_sheets(kiosk)
    parts = split(the_list(kiosk, claims))
    for part in parts:
        kiosk.shows_code(part.payload())
    kiosk.person.sees(Round, like=notes("9 việc mới"))
    kiosk.person.touches("take-list")
    kiosk.person.sees(ReadSheets)
    for part in parts:
        kiosk.shows_code(part.payload())
    sees_refusal(kiosk, "đã nhận danh sách này rồi")
    kiosk.person.touches("cancel")
    kiosk.person.sees(Round, like=has_button("load"))


def test_a_list_on_a_stick_is_taken_with_one_touch(kiosk: World, claims: list[Claim], tmp_path: Path) -> None:
    (tmp_path / "usb" / "STICK" / "handover-K0001-2026-11-20.json").write_bytes(the_list(kiosk, claims))
    comes_to_the_sheets(kiosk)
    kiosk.person.touches("from-stick")
    page = kiosk.person.sees(Round, like=notes("9 việc mới"))
    assert page.tallies[1].total == 9


def test_a_stick_without_a_list_is_said_to_have_none(kiosk: World) -> None:
    comes_to_the_sheets(kiosk)
    kiosk.person.touches("from-stick")
    sees_refusal(kiosk, "Không thấy danh sách trên USB")
    assert "handover-list.refused/1" not in kiosk.engine.events()


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_wrong_list_on_a_stick_is_refused_in_words(
    kiosk: World, claims: list[Claim], wrong: str, tmp_path: Path
) -> None:
    changed, words = REFUSED[wrong]
    (tmp_path / "usb" / "STICK" / "handover-1.json").write_bytes(the_list(kiosk, claims, **changed))
    comes_to_the_sheets(kiosk)
    kiosk.person.touches("from-stick")
    sees_refusal(kiosk, words)
    assert "claim.offered/1" not in kiosk.engine.events()


def test_without_a_camera_only_the_stick_is_offered(
    kiosk: World, claims: list[Claim], tmp_path: Path
) -> None:
    (tmp_path / "usb" / "handover-1.json").write_bytes(the_list(kiosk, claims))
    kiosk.breaks(CAMERA, DeviceState.NO_DEVICE)
    page = comes_to_the_sheets(kiosk)
    assert "Máy chụp chưa dùng được" in str(page.lead)
    kiosk.person.touches("from-stick")
    kiosk.person.sees(Round, like=notes("9 việc mới"))


def test_without_a_place_for_a_stick_none_is_offered(engine: EngineHost, seat: Callable[..., World]) -> None:
    engine.link_up = False
    page = comes_to_the_sheets(seat())
    assert [button.name for button in page.buttons] == ["cancel"]


def test_with_the_network_up_no_list_is_asked_for(engine: EngineHost, seat: Callable[..., World]) -> None:
    kiosk = seat()
    logs_in(kiosk)
    assert not has_button("take-list")(kiosk.person.sees(Round))
