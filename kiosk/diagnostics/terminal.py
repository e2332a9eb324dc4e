"""`kiosk diagnose`: a technician's visit from a terminal, with the tests and the grant of one at the glass.

The engine gives the seat, makes the nonce, checks the card and keeps the results; here are the card reader,
the camera, and a person at a keyboard. Whatever ends this process ends the visit, at the engine.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from kiosk import texts
from kiosk.devices.contract import DeviceState, Status
from kiosk.diagnostics.account import Account
from kiosk.diagnostics.keyboard import Keyboard, KeyboardGoneError, NoKeyboardError
from kiosk.diagnostics.terminal_tests import Front, TerminalTests, Trial
from kiosk.diagnostics.visit import Visit
from kiosk.dossier.text import Language, Text
from kiosk.errors import error
from kiosk.messages import technician as said
from kiosk.messages.engine import TERMINAL
from kiosk.messages.hello import Hello, Welcome
from kiosk.messages.seat import DeviceChanged, DeviceReport, Done
from kiosk.messages.staff import Granted
from kiosk.messages.wire import Channel, Message
from kiosk.session import quiet
from kiosk.session.devices import CabinetDevices
from kiosk.session.engine_link import EngineLink
from kiosk.session.failures import DeviceFailedError, EngineLostError, EngineRefusedError
from kiosk.session.process import protect_memory
from kiosk.session.seat import now_in_vietnam
from kiosk.session.staff_login import BLOCKED, LIFTED, prove
from kiosk.settings import Settings
from kiosk.texts import phrase

NO_ENGINE, INTERRUPTED, ENGINE_CHANGED = "DIA-015", "DIA-017", "DIA-019"
NO_CARD, NO_TECHNICIAN = "CRD-002", "DIA-014"
_SEATED_WITHIN = 30.0
_LIFTED_WITHIN = 15.0
_LOGINS = 6


@dataclass(frozen=True)
class Places:
    """Where this cabinet's reader and camera are."""

    camera_url: str
    pcsc_socket: str
    citizen_reader: str
    camera_pixels_per_mm: float | None = None


@dataclass(frozen=True)
class Wish:
    """Which tests, at which reader (a pattern of its name; empty: as the settings say), how patiently."""

    trials: list[Trial]
    reader: str
    wait_s: float
    language: Language


class NotRunError(Exception):
    """The visit cannot be made, or not to its end."""

    def __init__(self, error_id: str) -> None:
        """`error_id` is of the error catalogue."""
        super().__init__(error_id)
        self.error_id = error_id


class Terminal:
    """One visit, from the seat to the verdict."""

    def __init__(self, channel: Channel, build: str, places: Places, keyboard: Keyboard, wish: Wish) -> None:
        """Nothing is asked before `run`."""
        self._build = build
        self._places = places
        self._keyboard = keyboard
        self._wish = wish
        self._loop = asyncio.get_running_loop()
        self._stirred = asyncio.Event()
        self._engine = EngineLink(channel, self._event, self._lost)
        self._seated: said.TerminalSeated | None = None
        self._refused: str | None = None
        self._ended: dict[str, said.TestResult] = {}
        self._devices: CabinetDevices | None = None
        self._told: set[asyncio.Task[None]] = set()
        self._work: asyncio.Task[Any] | None = None
        self.account = Account(began=now_in_vietnam())

    async def run(self) -> Account:
        """Make the visit; the account says how far it came."""
        self._work = asyncio.current_task()
        try:
            await self._visit()
        except (NotRunError, KeyboardGoneError, EngineRefusedError, DeviceFailedError) as stopped:
            self.account.error_id = stopped.error_id
        except (EngineLostError, asyncio.CancelledError):
            lost = self._refused or (ENGINE_CHANGED if self._seated else NO_ENGINE)
            self.account.error_id = lost if self._engine.lost else INTERRUPTED
        finally:
            self.account.ended = now_in_vietnam()
            for task in self._told:
                task.cancel()
            self._engine.close()
            if self._devices is not None:
                self._devices.close()
        return self.account

    async def _visit(self) -> None:
        await self._take_seat()
        self._devices = CabinetDevices(self._places, self._status)
        granted = await self._log_in(self._devices)
        visit = Visit(self._engine, granted.grant, self._ended, self._until)
        await visit.begin()
        self.account.technician, self.account.machine = granted.person, visit.machine
        if visit.machine.out_of_service is not None:
            self._say(phrase("technician.unjournalled"))
        front = Front(self._keyboard, self._wish.language, self._devices.cards, self._devices.camera)
        tests = TerminalTests(visit, front, self.account.tried)
        for trial in self._wish.trials:
            await tests.run(trial)
        await visit.run_own_tests()
        await visit.refresh()
        self.account.machine = visit.machine
        self.account.verdict = await visit.end()
        await self._engine.request(self._devices.used(), Done)
        await self._until_lifted(self._devices)

    async def _take_seat(self) -> None:
        self._engine.start()
        await self._engine.request(Hello(role="terminal", build=self._build), Welcome)
        await self._until(lambda: self._seated is not None, _SEATED_WITHIN)
        if self._seated is None:
            raise NotRunError(NO_ENGINE)
        texts.replace(self._seated.texts)
        self.account.kiosk, self.account.build = self._seated.kiosk, self._seated.build
        self._say(phrase("terminal.begun", kiosk=self._seated.kiosk, build=self._seated.build))

    async def _log_in(self, devices: CabinetDevices) -> Granted:
        """Ask for card and PIN until the card signs."""
        cards = devices.cards
        for _ in range(_LOGINS):
            if not cards.present():
                self._say(phrase("staff.lay-card"))
            if not await self._until(cards.present, self._wish.wait_s):
                raise NotRunError(NO_CARD)
            try:
                pin = await self._pin(await cards.tries_left())
                granted = await prove(self._engine, partial(cards.sign, pin))
            except DeviceFailedError as failed:
                if failed.error_id not in LIFTED:
                    raise
                self._say(error(failed.error_id).technician)
                await self._until(lambda: not cards.present(), _LIFTED_WITHIN)
                continue
            if isinstance(granted, Granted):
                if granted.role != "technician":
                    raise NotRunError(NO_TECHNICIAN)
                return granted
            if granted == 0:
                raise NotRunError(BLOCKED)
            self._say(phrase("staff.pin-wrong"))
        raise NotRunError(NO_CARD)

    async def _pin(self, left: int | None) -> str:
        if left == 0:
            raise NotRunError(BLOCKED)
        if left is not None:
            self._say(phrase("staff.tries-left", left=left))
        asked = self._keyboard.ask_secret(f"{phrase('staff.pin').of(self._wish.language)}:")
        try:
            return await asyncio.wait_for(asked, self._wish.wait_s)
        except TimeoutError:
            raise NotRunError(INTERRUPTED) from None

    async def _until_lifted(self, devices: CabinetDevices) -> None:
        """A card that stays would be greeted at the glass."""
        if devices.cards.present():
            self._say(phrase("terminal.lift-card"))
            await self._until(lambda: not devices.cards.present(), _LIFTED_WITHIN)

    async def _until(self, come: Callable[[], bool], seconds: float) -> bool:
        """Wait for something to come about; False when it did not. Raises `EngineLostError`."""
        until = self._loop.time() + seconds
        while not come():
            if self._engine.lost:
                raise EngineLostError
            left = until - self._loop.time()
            if left <= 0:
                return False
            self._stirred.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), left)
        return True

    def _say(self, words: Text) -> None:
        self._keyboard.say(words.of(self._wish.language))

    # what arrives

    def _lost(self) -> None:
        """The engine is gone: whatever is waited for, a line at the keyboard too, will not be."""
        self._stirred.set()
        if self._work is not None:
            self._work.cancel()

    def _event(self, event: Message, descriptor: int | None) -> None:
        match event:
            case said.TerminalSeated():
                self._seated = event
            case said.TerminalRefused():
                self._refused = event.error_id
            case said.TestEnded():
                self._ended[event.run] = event.result
        self._stirred.set()

    def _status(self, name: str, status: Status) -> None:
        """Called on a device's thread."""
        report = DeviceReport.of(name, status)
        with suppress(RuntimeError):  # the visit is over
            self._loop.call_soon_threadsafe(self._report, report)

    def _report(self, report: DeviceReport) -> None:
        self._stirred.set()
        only_released = report.state == DeviceState.OFFLINE and report.error_id is None
        if only_released or self.account.ended is not None:
            return

        async def tell() -> None:
            with suppress(EngineLostError, EngineRefusedError):
                await self._engine.request(DeviceChanged(report=report), Done)

        task = self._loop.create_task(tell())
        self._told.add(task)
        task.add_done_callback(self._told.discard)


async def visit(settings: Settings, wish: Wish) -> Account:
    """Make one visit to the engine of these settings."""
    quiet.silence_loop(asyncio.get_running_loop())
    account = Account(began=now_in_vietnam())
    places = Places(
        camera_url=settings.camera.url,
        pcsc_socket=settings.card_reader.pcsc_socket,
        citizen_reader=wish.reader or settings.card_reader.reader,
    )
    sock = socket.socket(socket.AF_UNIX)
    try:
        keyboard = Keyboard()
        sock.connect(str(settings.paths.engine_socket))
    except NoKeyboardError as none:
        account.error_id = none.error_id
    except OSError:
        account.error_id = NO_ENGINE
    if account.error_id is not None:
        sock.close()
        return account
    with keyboard:
        terminal = Terminal(Channel(sock, TERMINAL), settings.build, places, keyboard, wish)
        work = asyncio.create_task(terminal.run())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, work.cancel)
        return await work


def main(settings: Settings, wish: Wish) -> Account:
    """Run the visit of `visit`."""
    protect_memory()
    quiet.silence_traces()
    # a stopped terminal would hold the machine; Ctrl-C ends the visit well
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    return asyncio.run(visit(settings, wish))
