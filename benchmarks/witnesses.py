"""Programs that stand beside the kiosk and know nothing of it, each a process of the same priority.

- `sleeper`: sleeps over and over, and notes how late it woke: what the machine itself does to everybody.
- `plain X Y WIDTH HEIGHT`: an X client that paints a touch and answers a window manager's ping, both at once:
  the floor of both measures.
- `pinger WIDTH HEIGHT WINDOW`: asks the kiosk's window and the plain one whether they are alive, as a window
  manager finds windows that hang (_NET_WM_PING, Extended Window Manager Hints). The question takes the way of
  a touch and is answered on the thread that draws.

Each runs until its standard input ends, then writes one line of JSON.
"""

from __future__ import annotations

import contextlib
import json
import select
import subprocess
import sys
import time
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.error import BadDrawable, BadWindow
from Xlib.protocol import event as protocol

PERIOD_S = 0.005
_PAPER, _INK = 0xFFFFFF, 0x202020


class Witness:
    """One of these programs, seen from the benchmark."""

    def __init__(self, display: str, *words: object) -> None:
        """Start it; it works as soon as it has said its first line."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.witnesses", display, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self.said: Any = json.loads(self._process.stdout.readline())

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def tells(self) -> Any:
        """End it; what it noted."""
        told, _ = self._process.communicate(timeout=30)
        return json.loads(told)


def _say(what: object) -> None:
    print(json.dumps(what), flush=True)


def _called(seconds: float, *readable: Display) -> bool:
    """Wait; whether the benchmark wants an end."""
    return sys.stdin in select.select([sys.stdin, *readable], [], [], seconds)[0]


def sleeper() -> None:
    """Notes [when it woke, seconds late], monotonic clock."""
    woken: list[tuple[float, float]] = []
    _say("asleep")
    began = time.monotonic()
    while not _called(PERIOD_S):
        now = time.monotonic()
        woken.append((now, now - began - PERIOD_S))
        began = time.monotonic()
    _say(woken)


class Plain:
    """The plain client."""

    def __init__(self, display: Display, x: int, y: int, width: int, height: int) -> None:
        """Put its window on the glass."""
        self._display = display
        screen = display.screen()
        self._root = screen.root
        self._size = (width, height)
        self.window = self._root.create_window(
            x, y, width, height, 0, screen.root_depth, background_pixel=_PAPER, override_redirect=True,
            event_mask=X.ButtonPressMask | X.ButtonReleaseMask,
        )  # fmt: skip
        self._pen = self.window.create_gc(foreground=_INK)
        self.window.map()
        display.sync()

    def serve(self) -> None:
        """Until the benchmark wants an end."""
        _say(self.window.id)
        while not _called(1.0, self._display):
            while self._display.pending_events():
                self._take(self._display.next_event())
        _say("ended")

    def _take(self, event: Any) -> None:
        if event.type == X.ButtonPress:
            self.window.fill_rectangle(self._pen, 0, 0, *self._size)
        elif event.type == X.ButtonRelease:
            self.window.clear_area(0, 0, *self._size)
        elif event.type == X.ClientMessage:
            kind, data = event.data
            answer = protocol.ClientMessage(
                window=self._root, client_type=event.client_type, data=(kind, data)
            )
            self._root.send_event(answer, event_mask=X.SubstructureRedirectMask)
        self._display.flush()


class Pinger:
    """Asks both windows in step, whether or not the last question was answered."""

    def __init__(self, display: Display, panel: tuple[int, int], plain: int) -> None:
        """`panel` is the size of the kiosk's window, `plain` the id of the plain one."""
        self._display, self._panel = display, panel
        self._root = display.screen().root
        self._plain = display.create_resource_object("window", plain)
        self._protocols = display.intern_atom("WM_PROTOCOLS")
        self._ping = display.intern_atom("_NET_WM_PING")
        self._asked: dict[int, tuple[bool, float]] = {}
        self._number = 0
        self.kiosk: list[tuple[float, float]] = []
        self.plain: list[tuple[float, float]] = []
        # a window may go between being found and being asked
        display.set_error_handler(lambda *_: None)
        # Qt answers only whoever may redirect windows: this is the window manager for as long as it runs
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask | X.SubstructureRedirectMask)
        self._window = self._seen()

    def serve(self) -> None:
        """Notes [when it asked, seconds until the answer] of both until the benchmark wants an end."""
        _say("pinging")
        due = time.monotonic()
        while not _called(max(0.0, due - time.monotonic()), self._display):
            self._hear()
            if (now := time.monotonic()) >= due:
                due = max(due + PERIOD_S, now)
                self._ask(self._window, plain=False)
                self._ask(self._plain, plain=True)
                self._display.flush()
        ended = time.monotonic()
        # what is still unanswered took at least as long as this
        for plain, at in self._asked.values():
            (self.plain if plain else self.kiosk).append((at, ended - at))
        _say({"kiosk": self.kiosk, "plain": self.plain})

    def _ask(self, window: Any, *, plain: bool) -> None:
        if window is None:
            return
        self._number += 1
        self._asked[self._number] = (plain, time.monotonic())
        data = (32, [self._ping, self._number, window.id, 0, 0])
        question = protocol.ClientMessage(window=window, client_type=self._protocols, data=data)
        window.send_event(question, event_mask=0)

    def _hear(self) -> None:
        at = time.monotonic()
        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == X.ClientMessage and event.client_type == self._protocols:
                if (asked := self._asked.pop(event.data[1][1], None)) is not None:
                    (self.plain if asked[0] else self.kiosk).append((asked[1], at - asked[1]))
            elif event.type == X.MapRequest:
                event.window.map()
            elif event.type == X.ConfigureRequest:
                event.window.configure(x=event.x, y=event.y, width=event.width, height=event.height)
            elif event.type in (X.MapNotify, X.UnmapNotify, X.DestroyNotify):
                # a window that went owes no answer
                self._asked = {number: asked for number, asked in self._asked.items() if asked[0]}
                self._window = self._seen()

    def _seen(self) -> Any:
        for window in self._root.query_tree().children:
            # it may have gone meanwhile
            with contextlib.suppress(BadWindow, BadDrawable):
                place = window.get_geometry()
                shows = window.get_attributes().map_state == X.IsViewable
                if shows and (place.width, place.height) == self._panel:
                    return window
        return None


def main() -> None:
    """Be the witness that the command line names."""
    name, kind, *words = sys.argv[1:]
    if kind == "sleeper":
        sleeper()
    elif kind == "plain":
        Plain(Display(name), *map(int, words)).serve()
    else:
        width, height, plain = map(int, words)
        Pinger(Display(name), (width, height), plain).serve()


if __name__ == "__main__":
    main()
