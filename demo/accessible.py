"""What a screen reader finds on the display: for each line on stdin one JSON line on stdout.

Runs under the system's own Python, which has the bindings of D-Bus; it imports nothing of this project.
Speaks AT-SPI (interfaces `org.a11y.atspi.*`) without a cache, so that a process that was replaced leaves
nothing behind.

A line is {"nodes": [{"role", "name", "about", "x", "y", "w", "h", "enabled"}, …]} of what is showing, extents
(of buttons and headings) in pixels of the display.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from gi.repository import Gio, GLib

# what has nothing inside; each question costs the screen time, so only what is needed is asked
BUTTONS = frozenset({"push button", "button", "toggle button", "check box", "radio button"})
TEXTS = frozenset({"label", "heading", "static", "text", "paragraph", "alert", "notification", "graphic"})
ROOT = "/org/a11y/atspi/accessible/root"
_A = "org.a11y.atspi."
# bits of AT-SPI's state set
_ENABLED, _SHOWING = 8, 25
_ON_DISPLAY = 0
_PATIENCE_MS = 1500
_DEEPEST = 40


class AccessibleTree:
    """The accessibility bus of this session."""

    def __init__(self) -> None:
        """Ask the session bus where the accessibility bus is, and connect."""
        session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        answer = session.call_sync(
            *("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None),
            *(Gio.DBusCallFlags.NONE, 10_000, None),
        )
        flags = Gio.DBusConnectionFlags
        self._bus = Gio.DBusConnection.new_for_address_sync(
            answer.unpack()[0], flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None
        )

    def nodes(self) -> list[dict[str, Any]]:
        """Everything that is showing now."""
        found: list[dict[str, Any]] = []
        for owner, path in self._children(_A + "Registry", ROOT):
            self._application(owner, path, found)
        return found

    def _application(self, owner: str, path: str, found: list[dict[str, Any]]) -> None:
        try:
            windows = self._children(owner, path)
        except GLib.Error:
            return  # it has just ended
        for window in windows:
            try:
                self._look(*window, found, _DEEPEST)
            except GLib.Error:
                continue

    def _look(self, owner: str, path: str, found: list[dict[str, Any]], depth: int) -> None:
        low, high = self._call(owner, path, "Accessible", "GetState")[0]
        states = low | high << 32
        if depth == 0 or not states >> _SHOWING & 1:
            return
        role = self._call(owner, path, "Accessible", "GetRoleName")[0]
        is_button = role in BUTTONS
        x, y, width, height = self._extents(owner, path) if is_button or role == "heading" else (0, 0, 0, 0)
        found.append(
            {
                "role": role,
                "name": self._read(owner, path, "Name"),
                "about": self._read(owner, path, "Description") if is_button else "",
                "enabled": bool(states >> _ENABLED & 1),
                "x": x,
                "y": y,
                "w": width,
                "h": height,
            }
        )
        if not is_button and role not in TEXTS:
            for child in self._children(owner, path):
                self._look(*child, found, depth - 1)

    def _extents(self, owner: str, path: str) -> tuple[int, int, int, int]:
        wanted = GLib.Variant("(u)", (_ON_DISPLAY,))
        extents: tuple[int, int, int, int] = self._call(owner, path, "Component", "GetExtents", wanted)[0]
        return extents

    def _read(self, owner: str, path: str, name: str) -> str:
        wanted = GLib.Variant("(ss)", (_A + "Accessible", name))
        text: str = self._call(owner, path, None, "Get", wanted)[0]
        return text

    def _children(self, owner: str, path: str) -> list[tuple[str, str]]:
        children: list[tuple[str, str]] = self._call(owner, path, "Accessible", "GetChildren")[0]
        return children

    def _call(self, owner: str, path: str, interface: str | None, method: str, words: Any = None) -> Any:
        full = _A + interface if interface else "org.freedesktop.DBus.Properties"
        answer = self._bus.call_sync(
            owner, path, full, method, words, None, Gio.DBusCallFlags.NONE, _PATIENCE_MS, None
        )
        return answer.unpack()


def main() -> None:
    """Answer until stdin ends."""
    tree = AccessibleTree()
    for _ in sys.stdin:
        try:
            answer: dict[str, Any] = {"nodes": tree.nodes()}
        except GLib.Error as error:
            answer = {"nodes": [], "error": error.message}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
