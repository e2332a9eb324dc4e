"""What can interrupt a journey, named once; `attend.py` turns each into the page that ends the visit."""

from __future__ import annotations

from typing import Literal

Why = Literal["finished", "idle", "not-me", "unconfirmed"]


class GoBack(Exception):  # noqa: N818 - a turn of the journey, not an error
    """The person touched "back"."""


class ChangeAnswer(Exception):  # noqa: N818 - a turn of the journey, not an error
    """The person wants to change one answer from the review."""

    def __init__(self, *names: str) -> None:
        """The recorded answers' names: what is changed, and what hangs on it."""
        super().__init__(*names)
        self.names = names


class VisitOver(Exception):  # noqa: N818 - a turn of the journey, not an error
    """The visit ends by the person's wish, or because nobody is there any more."""

    def __init__(self, why: Why) -> None:
        """`why` chooses the ending's words."""
        super().__init__(why)
        self.why = why


class EngineRefusedError(Exception):
    """The engine did not do what was asked; `error_id` is of the error catalogue."""

    def __init__(self, error_id: str, wait_s: int = 0, tries_left: int | None = None) -> None:
        """`wait_s` where waiting helps."""
        super().__init__(error_id)
        self.error_id = error_id
        self.wait_s = wait_s
        self.tries_left = tries_left


class DeviceFailedError(Exception):
    """A device of the session's own (card reader, camera) did not do its work."""

    def __init__(self, error_id: str) -> None:
        """`error_id` is of the error catalogue."""
        super().__init__(error_id)
        self.error_id = error_id


class EngineLostError(Exception):
    """The engine's process is gone, or answered out of order."""


class ScreenLostError(Exception):
    """The screen's process is gone."""
