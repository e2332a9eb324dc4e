"""What the pages say: short, in both languages, no id without words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kiosk.session
from kiosk.dossier.text import Text
from kiosk.errors import catalogue
from kiosk.messages.pages import Ending, Explain, OpenDoor, Page, Pick, Review, ScanPage, TakeSlip
from kiosk.messages.screen import Frame
from kiosk.session.wording import fault, mishap
from kiosk.texts import phrase, phrases
from tests.session.doings import closes_and_says, comes_to_open_door
from tests.session.page_rules import faults
from tests.session.word_count import MOST_OF_THE_NOTICE, running_words, too_wordy
from tests.session.world import World

OURS = (
    "around",
    "ask-help",
    "buttons",
    "choose",
    "collect",
    "contact",
    "deposit",
    "doors",
    "ending",
    "farewell",
    "home",
)
LONG = sorted(phrases(), key=lambda name: -len(phrases()[name].vi))[:5]
AREAS = (
    *OURS,
    "identify",
    "kept",
    "look-up",
    "notice",
    "round",
    "scan",
    "slip",
    "staff",
    "take-ticket",
    "unfinished",
)


def test_the_count_finds_a_page_with_one_sentence_too_many() -> None:
    lines = [phrases()["unfinished.title"]] * 2 + [phrases()[name] for name in LONG]
    page = Ending(title=phrases()["notice.title"], look="good", lines=lines)
    assert running_words(page, "vi") > MOST_OF_THE_NOTICE
    assert "words in vi" in too_wordy(page)
    short = page.model_copy(update={"lines": lines[:1]})
    assert too_wordy(short) == ""


def test_the_count_finds_a_page_that_an_error_makes_too_long() -> None:
    door = OpenDoor(
        title=phrase("doors.stuck", number=1),
        lead=phrase("doors.did-not-open"),
        bays=[],
        compartment=1,
        where=phrase("doors.where", row=1, column=1),
        door="stuck",
    )
    assert too_wordy(door) == ""
    longest = max(catalogue(), key=lambda error_id: len(mishap(error_id).vi))
    assert "words in vi" in too_wordy(door.model_copy(update={"error": fault(longest)}))


def ended(*lines: str) -> Ending:
    """An ending with these lines, for a fault that has a code."""
    said = [Text(vi=line, en=line) for line in lines]
    return Ending(title=phrases()["ending.failed.title"], look="sorry", lines=said, staff_code="LCK-012")


AROUND = Frame(number=1, back=True, finish=True)
SCAN = ScanPage(title=phrases()["scan.title"], component=phrases()["slip.deposit"], page_number=1)


def test_what_every_page_is_held_to_lets_good_pages_pass() -> None:
    assert [*faults(ended("Ngăn tủ kẹt. Xin đến quầy."), AROUND), *faults(SCAN, AROUND)] == []


@pytest.mark.parametrize(
    ("page", "frame", "finds"),
    [
        (ended("Lỗi LCK-012"), AROUND, "an error's id"),
        (ended(), AROUND, "a code alone"),
        (SCAN, AROUND.model_copy(update={"finish": False}), "no way out"),
        (SCAN, AROUND.model_copy(update={"back": False}), "no way back"),
        (SCAN, AROUND.model_copy(update={"help": False}), "nobody can be called"),
    ],
)
def test_a_page_with_a_bare_code_or_without_a_way_out_is_found(page: Page, frame: Frame, finds: str) -> None:
    assert any(finds in fault for fault in faults(page, frame))


def test_a_whole_deposit_passes_fifteen_pages_and_none_is_too_long(kiosk: World) -> None:
    closes_and_says(kiosk, comes_to_open_door(kiosk), "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    assert len(kiosk.person.passed) >= 15
    assert kiosk.person.wrong == []


def test_a_title_has_at_most_twelve_words_and_a_question_at_most_six_choices(kiosk: World) -> None:
    closes_and_says(kiosk, comes_to_open_door(kiosk), "placed")
    for page in kiosk.person.passed:
        assert len(page.title.vi.split()) <= 12, page.title
        if isinstance(page, Pick):
            assert len(page.options) <= 6


def test_every_line_of_the_checklist_has_a_plain_line_under_it(kiosk: World) -> None:
    closes_and_says(kiosk, comes_to_open_door(kiosk), "placed")
    checklist = next(page for page in kiosk.person.passed if page.title == phrases()["deposit.checklist"])
    assert isinstance(checklist, Explain)
    for section in checklist.sections[:2]:
        assert all(line.plain is not None for line in section.lines)


def test_no_page_shows_the_whole_number_but_of_the_phone(kiosk: World) -> None:
    closes_and_says(kiosk, comes_to_open_door(kiosk), "placed")
    for page in kiosk.person.passed:
        assert "099301000017" not in page.model_dump_json()
        if not isinstance(page, Review):
            assert "0912345678" not in page.model_dump_json()


@pytest.mark.parametrize("area", AREAS)
def test_every_phrase_is_calm_in_both_languages(area: str) -> None:
    words = {name: text for name, text in phrases().items() if name.startswith(f"{area}.")}
    assert words
    for name, text in words.items():
        assert set(re.findall(r"{(\w+)}", text.vi)) == set(re.findall(r"{(\w+)}", text.en)), name
        assert "!" not in text.vi + text.en, name


def test_every_phrase_named_in_the_session_exists() -> None:
    known = set(phrases())
    folder = Path(kiosk.session.__file__).parent
    for path in folder.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        named = re.findall(r'phrase\(\s*"([^"]+)"', source)
        named += [f"buttons.{name}" for name in re.findall(r'\b(?:on_)?button\(\s*"([^"]+)"', source)]
        named += re.findall(r'section\(\s*"([^"]+)"', source)
        for ending in re.findall(r'show_ending\(\s*[\w.]+,\s*"([^"]+)"', source):
            named += [f"{ending}.title", f"{ending}.kept"]
        assert set(named) <= known, (path.name, set(named) - known)


def test_every_error_the_session_names_is_in_the_catalogue() -> None:
    folder = Path(kiosk.session.__file__).parent
    for path in folder.rglob("*.py"):
        for error_id in re.findall(r'"([A-Z]{3}-\d{3})"', path.read_text(encoding="utf-8")):
            assert error_id in catalogue(), (path.name, error_id)
