"""What is read of a USB stick, and what is left alone."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from pathlib import Path

import pytest

from kiosk.dossier.code_series import LARGEST
from kiosk.session import stick
from kiosk.session.stick import lists_on


def a_list(kiosk: str = "K0001", made: str = "2026-11-20T14:00:00+00:00") -> bytes:
    body = json.dumps({"kind": "handover.list", "kiosk": kiosk, "made_at": made})
    return json.dumps({"body": body, "signature": "00"}).encode()


def found(media: Path, within: float = 5.0) -> list[bytes]:
    return asyncio.run(lists_on(media, "K0001", within))


def test_this_kiosks_lists_are_tried_first_and_the_newest_of_them_before_the_others(tmp_path: Path) -> None:
    (tmp_path / "STICK").mkdir()
    older, newer = a_list(), a_list(made="2026-11-21T08:00:00+00:00")
    (tmp_path / "STICK" / "handover-a.json").write_bytes(older)
    (tmp_path / "STICK" / "handover-b.json").write_bytes(a_list("K0002"))
    (tmp_path / "handover-c.json").write_bytes(newer)
    assert found(tmp_path) == [newer, older]


def test_of_another_kiosks_lists_one_is_tried_so_that_it_can_be_said(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"handover-{name}.json").write_bytes(a_list("K0002"))
    assert found(tmp_path) == [a_list("K0002")]


@pytest.mark.parametrize("content", [b"\xff\xd8 a picture", b"[" * 100_000, b'{"body": 3}', b"null"])
def test_a_damaged_file_is_tried_so_that_it_can_be_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "handover-a.json").write_bytes(content)
    assert found(tmp_path) == [content]


def test_links_pipes_folders_and_films_are_left_alone(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_bytes(a_list())
    media = tmp_path / "usb"
    media.mkdir()
    (media / "handover-link.json").symlink_to(secret)
    os.mkfifo(media / "handover-pipe.json")
    (media / "handover-folder.json").mkdir()
    with (media / "handover-film.json").open("wb") as film:
        film.truncate(LARGEST + 1)
    (media / "notes.json").write_bytes(a_list())
    assert found(media) == []


def test_no_stick_is_no_list(tmp_path: Path) -> None:
    assert found(tmp_path / "nothing-mounted") == []


def test_a_stick_that_does_not_answer_holds_nobody_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    monkeypatch.setattr(stick, "_documents", lambda media: [a_list()] if answers.wait(30) else [])
    assert found(tmp_path, within=0.05) == []
    answers.set()
