"""The session's process: it waits for the seat, serves one person, and ends; its memory ends with it."""

from __future__ import annotations

import asyncio
import ctypes
import resource
import socket
import time
from contextlib import suppress
from pathlib import Path

import structlog

from kiosk import texts
from kiosk.data import data_folder
from kiosk.devices.contract import Status
from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.text import Text
from kiosk.messages.engine import ENGINE
from kiosk.messages.hello import Hello, Welcome
from kiosk.messages.pages import OutOfService
from kiosk.messages.screen import SCREEN
from kiosk.messages.seat import CallHelp, DeviceChanged, DeviceReport, Done, SeatGiven
from kiosk.messages.wire import Channel, Message
from kiosk.service import Service, beat_with_loop
from kiosk.session import quiet
from kiosk.session.conversation import Conversation
from kiosk.session.devices import CabinetDevices, OpenDevices
from kiosk.session.engine_link import EngineLink
from kiosk.session.failures import EngineLostError, EngineRefusedError, ScreenLostError
from kiosk.session.journeys.home import serve_seat
from kiosk.session.screen_link import ScreenLink
from kiosk.session.seat import Seat
from kiosk.session.situation import READER, Situation
from kiosk.session.wording import fault
from kiosk.settings import Settings
from kiosk.texts import phrase

log = structlog.get_logger()
_PR_SET_DUMPABLE = 4
_ENGINE_AGAIN = 0.2
TECHNICIAN_AT_WORK = "DIA-013"


class Session:
    """One session, from its greeting to its end."""

    def __init__(
        self, channel: Channel, build: str, open_devices: OpenDevices, catalogue: Catalogue,
        second: float = 1.0,
    ) -> None:  # fmt: skip
        """`second` is how long a second lasts for whoever waits."""
        self._build = build
        self._open_devices = open_devices
        self._catalogue = catalogue
        self._second = second
        self._loop = asyncio.get_running_loop()
        self._engine = EngineLink(channel, self._event, self._engine_lost)
        self._seated: asyncio.Future[tuple[SeatGiven, int]] = self._loop.create_future()
        self._situation: Situation | None = None
        self._talk: Conversation | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Wait for the seat, serve, end. No device is opened before the seat is given."""
        self._engine.start()
        await self._engine.request(Hello(role="session", build=self._build), Welcome)
        given, descriptor = await self._seated
        screen = self._take_screen(given, descriptor)
        try:
            if given.at_terminal:
                await self._only_say(fault(given.out_of_service or TECHNICIAN_AT_WORK))
            else:
                await self._serve(given)
        except (EngineLostError, ScreenLostError) as lost:
            log.warning("session.ends", why=type(lost).__name__)
        finally:
            screen.close()
            self._engine.close()

    async def _serve(self, given: SeatGiven) -> None:
        assert self._situation is not None
        assert self._talk is not None
        devices = self._open_devices(given.config, self._status)
        try:
            await serve_seat(
                Seat(
                    engine=self._engine,
                    situation=self._situation,
                    talk=self._talk,
                    cards=devices.cards,
                    camera=devices.camera,
                    catalogue=self._catalogue,
                )
            )
            await self._engine.request(devices.used(), Done)
        finally:
            devices.close()

    def _take_screen(self, given: SeatGiven, descriptor: int) -> ScreenLink:
        texts.replace(given.config.texts)
        self._situation = Situation(given)
        channel = Channel(socket.socket(fileno=descriptor), SCREEN)
        screen = ScreenLink(channel, self._said, self._screen_lost)
        self._talk = Conversation(screen, self._situation, self._call_help, self._second)
        screen.start()
        return screen

    async def _only_say(self, reason: Text) -> None:
        """A terminal has seat and devices: say so until the seat is wanted back."""
        assert self._talk is not None
        assert self._situation is not None
        hotline = self._situation.config.hotline
        self._talk.show(OutOfService(title=phrase("home.serviced"), reason=reason, hotline=hotline))
        while not self._situation.seat_wanted:
            await self._talk.touch()
        self._talk.close()

    # --- what arrives ----------------------------------------------------------------------------------

    def _event(self, event: Message, descriptor: int | None) -> None:
        if isinstance(event, SeatGiven):
            if descriptor is None or self._seated.done():
                self._engine.close()
            else:
                self._seated.set_result((event, descriptor))
        elif self._situation is not None and self._talk is not None:
            self._situation.take(event)
            self._talk.stir()

    def _said(self, message: Message) -> None:
        if self._talk is not None:
            self._talk.take(message)

    def _screen_lost(self) -> None:
        if self._talk is not None:
            self._talk.lose()

    def _engine_lost(self) -> None:
        if not self._seated.done():
            self._seated.set_exception(EngineLostError())
        if self._talk is not None:
            self._talk.lose_engine()

    # --- the session's own devices ---------------------------------------------------------------------

    def _status(self, name: str, status: Status) -> None:
        """Called on a device's thread."""
        report = DeviceReport.of(name, status)
        with suppress(RuntimeError):  # the session has ended
            self._loop.call_soon_threadsafe(self._report, report)

    def _report(self, report: DeviceReport) -> None:
        if self._situation is None or self._talk is None:
            return
        news = self._situation.report(report)
        if report.device == READER:
            self._talk.alive()
        self._talk.stir()
        if news:
            self._later(DeviceChanged(report=report))

    def _later(self, message: Message) -> None:
        """Tell the engine something whose answer nobody waits for."""

        async def tell() -> None:
            with suppress(EngineLostError, EngineRefusedError):
                await self._engine.request(message, Done)

        task = self._loop.create_task(tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _call_help(self, step: str) -> None:
        self._later(CallHelp(step=step))


def protect_memory() -> None:
    """No core dump, and no other process of the same user may read this one's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_DUMPABLE)")


def _engine_found(path: Path, service: Service) -> socket.socket:
    """The line to the engine, as soon as it listens."""
    while True:
        service.beat()
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            sock.close()
            time.sleep(_ENGINE_AGAIN)
        else:
            return sock


def main(settings: Settings) -> int:
    """Connect to the engine, serve one person, end; the exit code. The supervisor starts the next one."""
    protect_memory()
    quiet.silence_traces()
    catalogue = Catalogue.load(data_folder("catalogue"))
    service = Service()
    service.ready()
    sock = _engine_found(settings.paths.engine_socket, service)

    async def run() -> None:
        quiet.silence_loop(asyncio.get_running_loop())
        beating = asyncio.create_task(beat_with_loop(service))
        try:
            await Session(Channel(sock, ENGINE), settings.build, CabinetDevices, catalogue).run()
        finally:
            beating.cancel()

    try:
        asyncio.run(run())
    except EngineLostError:
        log.warning("session.ends", why="EngineLostError")
    except Exception as error:  # noqa: BLE001 - its message may quote what a person typed
        quiet.tell(error)
        return 1
    return 0
