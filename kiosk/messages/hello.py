"""The first message of every process that connects to the engine."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.messages.wire import Message, Vocabulary

Role = Literal["session", "screen", "sync", "terminal"]


class Hello(Message):
    """Who connects; a process of another build is turned away and started again by its supervisor."""

    kind: ClassVar[str] = "hello"
    role: Role
    build: str


class Welcome(Message):
    """The engine takes the process in."""

    kind: ClassVar[str] = "welcome"


class TurnedAway(Message):
    """The engine does not take the process in, with an error id of the catalogue."""

    kind: ClassVar[str] = "turned-away"
    error_id: str


class Seated(Message):
    """Engine to screen: the descriptor beside this message is the socket to the screen's session."""

    kind: ClassVar[str] = "seated"
    with_descriptor: ClassVar[bool] = True


SCREEN_HELLO = Vocabulary(Hello, Welcome, TurnedAway, Seated)
