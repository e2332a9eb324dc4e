"""Who may take which part at the engine's socket."""

from __future__ import annotations

import os
import pwd
from types import SimpleNamespace

import pytest

from kiosk.engine.hub import VOCABULARIES, may_speak_as
from kiosk.messages.hello import Role

NAMES = {
    90001: "kiosk-session",
    90002: "kiosk-screen",
    90003: "kiosk-sync",
    90004: "nobody",
    90005: "kiosk-terminal",
    90006: "root",
}


def named(uid: int) -> SimpleNamespace:
    return SimpleNamespace(pw_name=NAMES[uid])


@pytest.mark.parametrize("role", VOCABULARIES)
def test_only_the_user_of_a_process_may_take_its_part(role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pwd, "getpwuid", named)
    assert [NAMES[uid] for uid in NAMES if may_speak_as(role, uid)] == [f"kiosk-{role}"]
    assert not may_speak_as(role, 99999)


@pytest.mark.parametrize("role", VOCABULARIES)
def test_in_development_everybody_is_the_engines_user(role: Role) -> None:
    assert may_speak_as(role, os.geteuid())
