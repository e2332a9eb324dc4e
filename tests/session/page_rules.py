"""What every page is held to that any test meets: short enough, no bare code, a way on, back and out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiosk.dossier.text import Text
from kiosk.messages.pages import Ending, Page
from kiosk.messages.screen import Frame
from kiosk.texts import phrases
from tests.session.word_count import texts_in, too_wordy

_ERROR_ID = re.compile(r"\b[A-Z]{3}-\d{3}\b")
# nothing has begun yet, everything is over and the page's own button ends it, or a paper with a person's name
# comes out, which lasts seconds and must not be left for the next
_NOTHING_TO_FINISH_ON = frozenset({"home", "out-of-service", "ending", "farewell"})
_NOTHING_TO_FINISH = (
    "home.card-laid", "slip.done", "slip.collection", "take-ticket.printing", "take-ticket.done",
    "take-ticket.write-down", "my-dossier.slip", "my-dossier.slip-done",
)  # fmt: skip
# from staging on, and in an officer's round, what was done stays done
_NO_WAY_BACK_ON = frozenset({"open-door", "working", "show-code", "take-slip", "round", "read-sheets"})
_NO_WAY_BACK = ("round.type-code", "collect.code", "collect.what-waits")


def faults(page: Page, frame: Frame) -> Iterator[str]:
    """What is wrong with a page and the frame around it."""
    if wordy := too_wordy(page):
        yield wordy
    if not frame.night:
        yield from _codes(page)
        yield from _ways_out(page, frame)
    if not (frame.bare or frame.help):
        yield f"{page.title.vi}: nobody can be called"


def _codes(page: Page) -> Iterator[str]:
    for text in texts_in({name: getattr(page, name) for name in type(page).model_fields}):
        if _ERROR_ID.search(text.vi + text.en):
            yield f"{page.title.vi}: an error's id instead of words: {text.vi}"
    if isinstance(page, Ending) and page.staff_code and not page.lines:
        yield f"{page.title.vi}: a code alone"


def _ways_out(page: Page, frame: Frame) -> Iterator[str]:
    to_finish = page.kind not in _NOTHING_TO_FINISH_ON and not _called(page.title, _NOTHING_TO_FINISH)
    if to_finish and not frame.finish:
        yield f"{page.kind} {page.title.vi}: no way out"
    way_back = to_finish and page.kind not in _NO_WAY_BACK_ON and not _called(page.title, _NO_WAY_BACK)
    if way_back and not frame.back:
        yield f"{page.kind} {page.title.vi}: no way back"


def _called(title: Text, names: tuple[str, ...]) -> bool:
    """Whether a title is one of these phrases, whatever is filled into it."""
    forms = ("(?s:.+)".join(map(re.escape, re.split(r"{\w+}", phrases()[name].vi))) for name in names)
    return any(re.fullmatch(form, title.vi) for form in forms)
