"""Every page shows the focus and leaves nothing behind; the next person begins as the first one did."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from kiosk.messages.screen import Close
from tests.ui.audit_fingers import kind_and_look, one_of_each_kind, touchable
from tests.ui.audit_frame import kept_settings, left_behind
from tests.ui.audit_pixels import focus_shown
from tests.ui.audit_views import PANELS
from tests.ui.gallery import sample, show_met
from tests.ui.limits import MODES
from tests.ui.samples import SAMPLES
from tests.ui.stage import Stage, box


def unseen_focus(stage: Stage) -> Iterator[str]:
    """Each kind of target on every page, with the focus on it."""
    known: set[str] = set()
    for name in SAMPLES:
        show_met(stage, sample(name))
        before = stage.picture()
        for thing in one_of_each_kind(touchable(stage)):
            kind = kind_and_look(thing)
            if kind in known:
                continue
            known.add(kind)
            thing.item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
            stage.settle()
            yield from (f"{name}: {fault}" for fault in focus_shown(before, stage.picture(), box(thing.item)))
            thing.item.setFocus(False)
    assert len(known) > 10


@pytest.mark.parametrize("panel_name", PANELS)
@pytest.mark.parametrize("mode", MODES)
def test_the_focus_is_seen_on_every_kind_of_target(
    set_stage: Callable[..., Stage], panel_name: str, mode: str
) -> None:
    stage = set_stage(panel_name)
    stage.theme(mode)
    assert list(unseen_focus(stage)) == []


def test_after_a_session_nothing_of_any_page_is_left_on_the_screens_side(stage: Stage) -> None:
    found = []
    for name in SAMPLES:
        show_met(stage, sample(name))
        stage.window.forget()
        found += [(name, str(fault)) for fault in left_behind(stage, SAMPLES[name][0])]
    assert found == []


def is_finished(stage: Stage) -> None:
    stage.send(Close())


def loses_its_session(stage: Stage) -> None:
    stage.here.shutdown(socket.SHUT_RDWR)


def hears_what_nobody_understands(stage: Stage) -> None:
    stage.send_bytes(b"\x00\x00\x00\x09\x00\x00\x00\x01{")


@pytest.mark.parametrize("ends", [is_finished, loses_its_session, hears_what_nobody_understands])
def test_however_a_session_ends_nothing_typed_or_shown_outlives_it(
    stage: Stage, ends: Callable[[Stage], None]
) -> None:
    show_met(stage, sample("confirm-identity"))
    assert "NGUYỄN THỊ HỒNG NHUNG" in stage.every_text()
    stage.show(SAMPLES["enter-text"][0].model_copy(update={"value": ""}))
    for key in "Quynhhoa":
        stage.touch(key)
    assert "Quynhhoa" in stage.every_text()
    ends(stage)
    stage.settle(0.05)
    assert stage.ended
    left = stage.every_text() + QGuiApplication.clipboard().text()
    assert "uynhhoa" not in left
    assert "NHUNG" not in left
    assert list(left_behind(stage, SAMPLES["confirm-identity"][0])) == []


@pytest.mark.parametrize("panel_name", PANELS)
def test_the_next_person_sees_exactly_what_the_first_one_saw(
    set_stage: Callable[..., Stage], panel_name: str
) -> None:
    stage = set_stage(panel_name)
    show_met(stage, sample("home"))
    first = stage.picture()
    stage.touch("English")
    for button in ("Large text", "High contrast"):
        stage.touch(button)
    assert list(kept_settings(stage))
    assert stage.picture() != first
    stage.window.forget()
    assert list(kept_settings(stage)) == []
    show_met(stage, sample("home"))
    assert stage.picture() == first
