"""A person at the glass: sees what a screen reader finds, touches its middle, keeps a picture of each page.

Touches are XTEST's (the X server's own test events), so the screen cannot tell them from a hand. A target
is found by role and accessible name; nothing of the product is asked or told.
"""

from __future__ import annotations

import json
import select
import subprocess
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

PATIENCE = 30.0
# nobody touches twice within a third of a second on purpose, and the screen counts on that
_BETWEEN_TOUCHES = 0.36
# a full number shows for a moment before it goes by itself, which is the last answer then
_NUMBER_SHOWS = 0.4
_WIPES_EVERY = 0.06
_LOOK_EVERY = 0.05
_SETTLES_WITHIN = 3.0
_ANSWERS_WITHIN = 20.0
_BUTTONS = frozenset({"push button", "button", "toggle button", "check box", "radio button"})
_WRITTEN = frozenset({"label", "heading", "static", "text", "paragraph", "alert", "notification"})


class StrayError(Exception):
    """The screen does not show what should come next; the message says what it shows."""


@dataclass(frozen=True)
class Node:
    """One thing that can be seen; extents in pixels of the display."""

    role: str
    name: str
    about: str
    enabled: bool
    x: int
    y: int
    w: int
    h: int

    @property
    def middle(self) -> tuple[int, int]:
        """Where a finger goes."""
        return self.x + self.w // 2, self.y + self.h // 2

    @property
    def is_button(self) -> bool:
        """Whether it can be touched."""
        return self.role in _BUTTONS


class View:
    """The screen at one moment."""

    def __init__(self, nodes: list[Node]) -> None:
        """`nodes` from top to bottom of the tree."""
        self.nodes = nodes

    def button(self, name: str) -> Node | None:
        """The lowest button of this name that may be touched: a page's own ones stand under its text."""
        found = [node for node in self.nodes if node.is_button and node.enabled and node.name == name]
        return max(found, key=lambda node: node.y) if found else None

    def says(self, words: str) -> bool:
        """Whether something that shows has exactly this name."""
        return any(node.name == words for node in self.nodes)

    def tells(self, words: str) -> bool:
        """Whether something that shows is explained by exactly these words."""
        return any(node.about == words for node in self.nodes)

    @property
    def headings(self) -> list[str]:
        """What the page is headed with."""
        return [node.name for node in self.nodes if node.role == "heading"]

    @property
    def running_words(self) -> int:
        """Words of text, without buttons."""
        return sum(len(node.name.split()) for node in self.nodes if node.role in _WRITTEN)

    @property
    def all_words(self) -> int:
        """Words of text, buttons and their notes."""
        return sum(
            len(f"{node.name} {node.about if node.is_button else ''}".split())
            for node in self.nodes
            if node.role in _WRITTEN or node.is_button
        )

    def summary(self) -> str:
        """What a bystander would read aloud, in short."""
        texts = [node.name for node in self.nodes if node.role in _WRITTEN and node.name]
        return " · ".join(texts[:9]) or "nothing at all"


@dataclass(frozen=True)
class PagePassed:
    """One page that was seen."""

    journey: str
    name: str
    words: int
    running_words: int
    screenshot: str
    at: float


class Glass:
    """The display, and the finger in front of it."""

    def __init__(self, environment: Mapping[str, str], shots: Path) -> None:
        """Connect to the display and the accessibility bus that `environment` names."""
        self._shots = shots
        shots.mkdir(parents=True, exist_ok=True)
        self._display = Display(environment["DISPLAY"])
        self._root = self._display.screen().root
        self._reader = subprocess.Popen(  # noqa: S603 - our own program
            ["/usr/bin/python3", str(Path(__file__).with_name("accessible.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(environment),
        )
        # looking takes a moment, writing a picture much longer
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._last_touch = 0.0
        self._still: View | None = None
        self.journey = ""
        self.pages: list[PagePassed] = []
        self.touches: dict[str, int] = {}
        self.digits: dict[str, int] = {}

    def close(self) -> None:
        """End the reader and let go of the display."""
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.close()
        self._reader.wait(timeout=5)
        self._reader.stdout.close()
        self._display.close()
        self._writer.shutdown()

    def await_pictures(self) -> None:
        """Wait until every picture that was kept is written."""
        self._writer.submit(lambda: None).result()

    # --- seeing ----------------------------------------------------------------------------------------

    def view(self) -> View:
        """What shows now."""
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(b"look\n")
        self._reader.stdin.flush()
        if not select.select([self._reader.stdout], [], [], _ANSWERS_WITHIN)[0]:
            raise StrayError("The screen does not answer assistive technology any more.")
        answer: dict[str, Any] = json.loads(self._reader.stdout.readline())
        wanted = Node.__dataclass_fields__
        return View([Node(**{key: node[key] for key in wanted}) for node in answer["nodes"]])

    def until(self, what: str, told: Callable[[View], bool], patience: float = PATIENCE) -> View:
        """Look until `told`; raises `StrayError`, which says what was awaited and what shows instead."""
        deadline = time.monotonic() + patience
        passed: list[str] = []
        while not told(view := self.view()):
            passed += [heading for heading in view.headings if heading not in passed]
            if time.monotonic() > deadline:
                headed = ", then ".join(f"“{heading}”" for heading in passed) or "no page"
                raise self.stray(
                    f"{what} did not come within {patience:.0f} s; meanwhile there was {headed}."
                )
            time.sleep(_LOOK_EVERY)
        return view

    def stray(self, what: str) -> StrayError:
        """What went wrong, with what the screen shows instead; a picture of it is kept."""
        return StrayError(f"{what} The screen shows: {self.view().summary()} (see {self._keep('stray')}).")

    def at(self, name: str, heading: str, patience: float = PATIENCE) -> View:
        """Wait for the page with this heading to stand still, and keep its picture under `name`."""
        seen = self.until(f"The page “{heading}”", lambda view: heading in view.headings, patience)
        return self._kept_still(name, seen)

    def picture(self, name: str) -> View:
        """Keep a picture of what shows, when nothing moves any more, and count its words."""
        return self._kept_still(name, self.view())

    def _kept_still(self, name: str, seen: View) -> View:
        view = self._still = self._settled(seen)
        self._pass(name, view)
        return view

    def glimpse(self, name: str, heading: str, next_heading: str) -> None:
        """Keep a picture of a page that goes by itself, unless the next one has come already."""
        came = self.until(f"“{heading}”", lambda view: bool({heading, next_heading} & set(view.headings)))
        if heading in came.headings:
            self._pass(name, came)

    def _pass(self, name: str, view: View) -> None:
        file = self._keep(name)
        self.pages.append(
            PagePassed(self.journey, name, view.all_words, view.running_words, file, time.monotonic())
        )

    def _settled(self, before: View) -> View:
        """The page at rest; `before` is how it was seen first."""
        deadline = time.monotonic() + _SETTLES_WITHIN
        while time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY)
            now = self.view()
            if now.nodes == before.nodes:
                return now
            before = now
        return before

    def _keep(self, name: str) -> str:
        geometry = self._root.get_geometry()
        width, height = geometry.width, geometry.height
        raw = self._root.get_image(0, 0, width, height, X.ZPixmap, 0xFFFFFFFF)
        file = f"{len(self.pages) + 1:02}-{name}.png"
        self._writer.submit(_write, raw.data, (width, height), self._shots / file)
        return file

    # --- touching --------------------------------------------------------------------------------------

    def touch(self, name: str, patience: float = PATIENCE) -> None:
        """Touch the button of this name when it is there."""
        view = self._still_with(f"The button “{name}”", [name], patience)
        button = view.button(name)
        assert button is not None
        self._rest()
        self._press(*button.middle)
        self.touches[self.journey] = self.touches.get(self.journey, 0) + 1

    def touch_all(self, names: list[str]) -> None:
        """Touch many places of a page that stands still, as fast as a finger wipes over them."""
        view = self._still_with("The places to touch", names, PATIENCE)
        self._rest()
        for name in names:
            place = view.button(name)
            assert place is not None
            self._press(*place.middle)
            time.sleep(_WIPES_EVERY)
        self.touches[self.journey] = self.touches.get(self.journey, 0) + len(names)

    def type_digits(self, digits: str) -> None:
        """Touch the keys of the number pad, one after another."""
        view = self._still_with("The number pad", list(digits), PATIENCE)
        before = digits[:1]
        for key in digits:
            if key == before:
                self._rest()
            before = key
            button = view.button(key)
            assert button is not None
            self._press(*button.middle)
        self._last_touch += _NUMBER_SHOWS
        self.digits[self.journey] = self.digits.get(self.journey, 0) + len(digits)

    def _still_with(self, what: str, names: list[str], patience: float) -> View:
        """The page at rest with these buttons: while a page slides in, it takes no touch."""
        if self._still is not None and all(self._still.button(name) for name in names):
            return self._still
        view = self._settled(
            self.until(what, lambda seen: all(seen.button(name) for name in names), patience)
        )
        if not all(view.button(name) for name in names):
            raise self.stray(f"{what} went away before it could be touched.")
        return view

    def _rest(self) -> None:
        time.sleep(max(0.0, self._last_touch + _BETWEEN_TOUCHES - time.monotonic()))

    def _press(self, x: int, y: int) -> None:
        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        xtest.fake_input(self._display, X.ButtonPress, 1)
        self._display.sync()
        xtest.fake_input(self._display, X.ButtonRelease, 1)
        self._display.sync()
        self._last_touch = time.monotonic()
        self._still = None


def _write(pixels: bytes, size: tuple[int, int], file: Path) -> None:
    Image.frombytes("RGB", size, pixels, "raw", "BGRX").save(file, compress_level=1)
