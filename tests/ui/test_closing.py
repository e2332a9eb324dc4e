"""A screen that is told to close shows nothing more and keeps nothing of the person."""

from __future__ import annotations

from kiosk.messages.screen import SCREEN, Close, Picture
from tests.ui.gallery import show
from tests.ui.samples import SAMPLES
from tests.ui.stage import Stage


def test_what_comes_with_or_after_close_is_not_shown(stage: Stage) -> None:
    show(stage, "home")
    together = [Picture(slot="live"), Close(), SAMPLES["confirm-identity"][0]]
    stage.send_bytes(b"".join(SCREEN.encode(message) for message in together))
    assert stage.ended
    assert "NGUYỄN" not in stage.every_text()


def test_an_unreadable_message_ends_the_screen(stage: Stage) -> None:
    show(stage, "home")
    stage.send_bytes(b"\x00\x00\x00\x09\x00\x00\x00\x01{")
    assert stage.ended


def test_after_close_nothing_of_the_person_is_left_in_the_scene(stage: Stage) -> None:
    show(stage, "confirm-identity")
    canary = "NGUYỄN THỊ HỒNG NHUNG"
    assert canary in stage.every_text()
    stage.touch("English")
    stage.touch("Large text")
    stage.send(Close())
    assert canary not in stage.every_text()
    assert stage.ended
    assert stage.screen.shown_language == "vi"
