"""The terminal's keyboard and its own lines, `/dev/tty`, wherever standard input and output may lead.

The kernel edits the lines (canonical mode, `termios(3)`); a secret is read with its echo switched off.
"""

from __future__ import annotations

import asyncio
import os
import termios
from contextlib import suppress
from types import TracebackType

_PIECE = 4096
_LOCAL_MODES = 3


class NoKeyboardError(Exception):
    """The process has no terminal (DIA-016)."""

    error_id = "DIA-016"


class KeyboardGoneError(Exception):
    """The terminal hung up, or its person ended the input (DIA-017)."""

    error_id = "DIA-017"


class Keyboard:
    """Asks and says; use it from the event loop's thread, as a context."""

    def __init__(self) -> None:
        """Raises `NoKeyboardError` where nobody can type."""
        try:
            self._terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
            self._as_found = termios.tcgetattr(self._terminal)
        except (OSError, termios.error) as error:
            raise NoKeyboardError from error
        self._loop = asyncio.get_running_loop()
        self._lines: asyncio.Queue[bytes] = asyncio.Queue()

    def __enter__(self) -> Keyboard:
        """Begin to listen. What is typed while nothing is asked does not appear: it may be the PIN."""
        self._loop.add_reader(self._terminal, self._read)
        self._echo(on=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was found."""
        self._loop.remove_reader(self._terminal)
        with suppress(termios.error):
            termios.tcsetattr(self._terminal, termios.TCSAFLUSH, self._as_found)
        os.close(self._terminal)

    def say(self, words: str, end: str = "\n") -> None:
        """A line to the person; a terminal that is gone hears nothing."""
        try:
            os.write(self._terminal, f"{words}{end}".encode())
        except OSError:
            self._lines.put_nowait(b"")

    async def ask(self, question: str) -> str:
        """What is typed in answer, without its line end; what was typed before does not count."""
        self._echo(on=True)
        try:
            return await self._answer(question)
        finally:
            self._echo(on=False)

    async def ask_secret(self, question: str) -> str:
        """The same, and nothing of it appears."""
        try:
            return await self._answer(question)
        finally:
            self.say("")

    async def _answer(self, question: str) -> str:
        self._forget_typed()
        self.say(question, " ")
        return await self.line()

    async def line(self) -> str:
        """The next line; raises `KeyboardGoneError` when there will be none."""
        line = await self._lines.get()
        if not line.endswith(b"\n"):
            raise KeyboardGoneError
        return line.decode(errors="replace").strip()

    def _read(self) -> None:
        try:
            line = os.read(self._terminal, _PIECE)
        except OSError:
            line = b""
        self._lines.put_nowait(line)
        if not line:
            self._loop.remove_reader(self._terminal)

    def _forget_typed(self) -> None:
        with suppress(termios.error):
            termios.tcflush(self._terminal, termios.TCIFLUSH)
        while not self._lines.empty():
            if not self._lines.get_nowait():
                self._lines.put_nowait(b"")
                return

    def _echo(self, *, on: bool) -> None:
        wanted = list(self._as_found)
        if not on:
            wanted[_LOCAL_MODES] &= ~termios.ECHO
        try:
            termios.tcsetattr(self._terminal, termios.TCSAFLUSH, wanted)
        except termios.error:
            self._lines.put_nowait(b"")
