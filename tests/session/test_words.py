"""What the pages say: short, in both languages, no id without words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kiosk.session
from kiosk.dossier.text import Text
from kiosk.errors import catalogue
from kiosk.messages.pages import Explain, Page, Pick, Review, TakeSlip
from kiosk.texts import phrases
from tests.session.doings import closes_and_says, comes_to_open_door
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
AREAS = (
    *OURS,
    "identify",
    "look-up",
    "notice",
    "round",
    "scan",
    "slip",
    "staff",
    "take-ticket",
    "unfinished",
)


def running_words(page: Page) -> int:
    """Words of our own running text, without what the catalogue says and without labels and buttons."""
    texts: list[Text] = [text for text in (page.title, page.lead, page.error) if text is not None]
    texts += list(getattr(page, "lines", []))
    own = set(phrases().values())
    if isinstance(page, Explain):
        texts += [line.text for section in page.sections for line in section.lines if line.text in own]
        texts += [section.heading for section in page.sections if section.heading is not None]
    for name in ("what", "where"):
        if isinstance(getattr(page, name, None), Text):
            texts.append(getattr(page, name))
    return sum(len(text.vi.split()) for text in texts)


def test_no_page_of_a_deposit_has_more_than_forty_words_and_the_notice_sixty(kiosk: World) -> None:
    closes_and_says(kiosk, comes_to_open_door(kiosk), "placed")
    kiosk.person.sees(TakeSlip, like=lambda page: not page.printing)
    assert len(kiosk.person.passed) >= 15
    for page in kiosk.person.passed:
        limit = 60 if page.title == phrases()["notice.title"] else 40
        assert running_words(page) <= limit, page


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
