"""Every error tells a citizen what to do or what was kept, without blame, code, path or trace."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kiosk.dossier.text import Text
from kiosk.errors import ErrorEntry, catalogue

MOST_WORDS = 40
_SENTENCE = re.compile(r"[.?](?:\s|$)")
_MACHINE = re.compile(r"[A-Z]{3}-\d{3}|/\w+/|0x[0-9a-f]|\b\w+Error\b|Traceback|exception", re.IGNORECASE)
_BLAME = re.compile(
    r"lỗi của (?:quý vị|bạn)|(?:quý vị|bạn) (?:đã )?(?:làm|nhập|đặt) sai|your fault|you (?:failed|did wrong)",
    re.I,
)
_TO_DO = re.compile(
    r"\b(?:xin|hãy|có thể|nhận tại|không cần|please|may|you can|you need|can be|at the counter)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"giữ|không bị ảnh hưởng|an toàn|tự gửi|sẽ liên hệ|đang được|tự khắc phục|"
    r"kept|keeps|safe|taken in|sent later|taken in|sent later|not affected|will call|is being|left as it is",
    re.IGNORECASE,
)


def faults(error_id: str, entry: ErrorEntry) -> Iterator[str]:
    """What is wrong with an entry's texts."""
    for reader in ("citizen", "officer", "technician"):
        text: Text = getattr(entry, reader)
        if not text.vi.strip() or not text.en.strip():
            yield f"{error_id} {reader}: a language is missing"
    for words in (entry.citizen.vi, entry.citizen.en):
        if entry.cured_by == "citizen" and not (_TO_DO.search(words) and len(_SENTENCE.findall(words)) > 1):
            yield f"{error_id}: does not say both what happened and what to do: {words}"
        if not _TO_DO.search(words) and not _KEPT.search(words):
            yield f"{error_id}: neither what to do nor what was kept: {words}"
        if _MACHINE.search(words):
            yield f"{error_id}: a machine's word: {words}"
        if _BLAME.search(words):
            yield f"{error_id}: blames: {words}"
        if len(words.split()) > MOST_WORDS:
            yield f"{error_id}: {len(words.split())} words: {words}"


def test_every_error_says_what_happened_and_what_to_do_without_blame_or_code() -> None:
    assert [fault for error_id, entry in catalogue().items() for fault in faults(error_id, entry)] == []


@pytest.mark.parametrize(
    ("vi", "finds"),
    [
        ("Xin lấy giấy ra.", "both what happened"),
        ("Máy in hết giấy. Hồ sơ còn đây.", "neither what to do"),
        ("Lỗi PRN-001. Xin chờ.", "machine's word"),
        ("Không mở được /var/lib/kiosk. Xin chờ.", "machine's word"),
        ("Quý vị đã nhập sai. Xin thử lại.", "blames"),
        ("Xin chờ. " * 21, "words"),
        ("", "missing"),
    ],
)
def test_an_entry_that_says_less_or_more_is_found(vi: str, finds: str) -> None:
    good = next(iter(catalogue().values()))
    bad = good.model_copy(
        update={"cured_by": "citizen", "citizen": Text.model_construct(vi=vi, en="It stopped. Please wait.")}
    )
    assert any(finds in fault for fault in faults("AAA-001", bad))
