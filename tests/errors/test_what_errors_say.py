"""Every error tells what happened, what to do and what was kept, without blame, code, path or trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import ValidationError

from kiosk.dossier.text import Text
from kiosk.errors import ErrorEntry, Kept, catalogue
from kiosk.texts import phrase, phrases

MOST_WORDS = 40
_SENTENCE = re.compile(r"[^.?]+[.?]")
_MACHINE = re.compile(r"[A-Z]{3}-\d{3}|/\w+/|0x[0-9a-f]|\b\w+Error\b|Traceback|exception", re.IGNORECASE)
_BLAME = re.compile(
    r"lỗi của (?:quý vị|bạn)|(?:quý vị|bạn) (?:đã )?(?:làm|nhập|đặt) sai|your fault|you (?:failed|did wrong)",
    re.I,
)
_TO_DO = re.compile(
    r"\b(?:xin|hãy|có thể|không cần làm|please|you (?:may|can|need)|can be|take the)\b",
    re.IGNORECASE,
)
_NOTHING = {"Không cần làm gì.", "Nothing to do."}


def faults(error_id: str, entry: ErrorEntry) -> Iterator[str]:
    """What is wrong with an entry's texts."""
    kept = phrase(f"kept.{entry.kept}")
    for reader in ("citizen", "officer", "technician"):
        text: Text = getattr(entry, reader)
        for words in (text.vi.strip(), text.en.strip()):
            if words in {"", *_NOTHING}:
                yield f"{error_id} {reader}: does not say what happened: {words}"
    for words, safe in ((entry.citizen.vi, kept.vi), (entry.citizen.en, kept.en)):
        to_do = [bool(_TO_DO.search(sentence)) for sentence in _SENTENCE.findall(words)]
        if not any(to_do) or all(to_do):
            yield f"{error_id}: does not say both what happened and what to do: {words}"
        if _MACHINE.search(words):
            yield f"{error_id}: a machine's word: {words}"
        if _BLAME.search(words):
            yield f"{error_id}: blames: {words}"
        if len(f"{words} {safe}".split()) > MOST_WORDS:
            yield f"{error_id}: {len(words.split())} words: {words}"


def test_what_was_kept_is_worded_for_every_kind_of_it() -> None:
    assert {name.removeprefix("kept.") for name in phrases() if name.startswith("kept.")} == set(
        get_args(Kept)
    )


def test_every_error_says_what_happened_and_what_to_do_without_blame_or_code() -> None:
    assert [fault for error_id, entry in catalogue().items() for fault in faults(error_id, entry)] == []


@pytest.mark.parametrize(
    ("vi", "finds"),
    [
        ("Xin lấy giấy ra. Xin chờ.", "both what happened"),
        ("Máy in hết giấy. Hồ sơ còn đây.", "both what happened"),
        ("Lỗi PRN-001. Xin chờ.", "machine's word"),
        ("Không mở được /var/lib/kiosk. Xin chờ.", "machine's word"),
        ("Quý vị đã nhập sai. Xin thử lại.", "blames"),
        ("Xin chờ. " * 21, "words"),
        ("", "does not say what happened"),
        ("Không cần làm gì.", "does not say what happened"),
    ],
)
def test_an_entry_that_says_less_or_more_is_found(vi: str, finds: str) -> None:
    good = next(iter(catalogue().values()))
    bad = good.model_copy(update={"citizen": Text.model_construct(vi=vi, en="It stopped. Please wait.")})
    assert any(finds in fault for fault in faults("AAA-001", bad))


def test_an_entry_that_does_not_say_what_was_kept_does_not_load() -> None:
    entry = next(iter(catalogue().values())).model_dump(exclude={"kept"})
    with pytest.raises(ValidationError, match="kept"):
        ErrorEntry.model_validate(entry)
