"""The real engine's core behind a socket, on a thread of its own."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any, TypeVar

from kiosk.config.model import Idle
from kiosk.messages.engine import ENGINE
from kiosk.messages.hello import Hello, Welcome
from kiosk.messages.seat import CompartmentPlace, DeviceReport, SeatConfig, SeatGiven
from kiosk.messages.wire import Channel, Frame, Message
from tests.engine.cabinet import SALT, Cabinet
from tests.engine.plan import KIOSK, UNIT
from tests.session.screen_person import PATIENCE

T = TypeVar("T")


class EngineHost:
    """The engine's core on its own thread, behind a socket, as the engine's process serves it."""

    def __init__(self, folder: Path) -> None:
        """Start on what lies in `folder`."""
        self._mailbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self.channel: Channel | None = None
        self.requests: list[Message] = []
        self.heard: Callable[[Message, bytes, Message], None] = lambda request, raw, answer: None
        self._refuse: dict[type[Message], Message] = {}
        self.link_up = True
        self.hours = (time(0), time(0))
        self.media = ""
        self.out_of_service: str | None = None
        self.at_terminal = False
        self.deposit_codes: list[str] = []
        self.result_codes: list[str] = []
        self._thread = threading.Thread(target=self._run, args=(folder,), daemon=True)
        self._ready = threading.Event()
        self._thread.start()
        self._ready.wait(10)

    def do(self, act: Callable[[Cabinet], T]) -> T:
        """Run something on the engine's thread and return what it returns."""
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()

        def run() -> None:
            try:
                done.put((True, act(self.cabinet)))
            except BaseException as error:  # noqa: BLE001 - handed to the test
                done.put((False, error))
            self._flush()

        self._mailbox.put(run)
        good, value = done.get(timeout=PATIENCE)
        if not good:
            raise value
        return value  # type: ignore[no-any-return]

    def serve(self, sock: socket.socket, idle: Idle) -> socket.socket:
        """Serve a session on `sock`; returns the screen's end of its socket to the screen."""
        if self.channel is not None:
            self.channel.close()
        ours, theirs = socket.socketpair()
        channel = Channel(sock, ENGINE)
        self.channel = channel
        threading.Thread(target=self._receive, args=(channel, ours, idle), daemon=True).start()
        return theirs

    def refuse(self, request: type[Message], answer: Message) -> None:
        """Answer this request so once, without asking the engine."""
        self._refuse[request] = answer

    def tell(self, event: Message) -> None:
        """An event of the cabinet's own devices."""
        self.do(lambda cabinet: cabinet.told.append(event))

    def die(self) -> None:
        """The engine's process dies."""
        assert self.channel is not None
        self.channel.close()

    def leave_seat(self) -> None:
        """The session's process is gone."""
        self.do(lambda cabinet: cabinet.engine.seat_left())

    def events(self) -> list[str]:
        """Names of the journal's events."""
        return self.do(lambda cabinet: cabinet.names())

    def stop(self) -> None:
        """End the thread."""
        self.do(lambda cabinet: cabinet.journal.close())
        self._mailbox.put(None)
        self._thread.join(5)

    def _run(self, folder: Path) -> None:
        self.cabinet = Cabinet(folder)
        self.cabinet.see_all()
        self._ready.set()
        while (call := self._mailbox.get()) is not None:
            call()

    def _receive(self, channel: Channel, screen: socket.socket, idle: Idle) -> None:
        try:
            while (frame := channel.receive()) is not None:
                self._mailbox.put(lambda frame=frame: self._handle(channel, screen, idle, frame))  # type: ignore[misc]
        except OSError:
            pass

    def _handle(self, channel: Channel, screen: socket.socket, idle: Idle, frame: Frame) -> None:
        message = frame.message
        if isinstance(message, Hello):
            channel.send(Welcome())
            self.cabinet.engine.seat_taken()
            channel.send_with(self._given(idle), screen.fileno())
            screen.close()
            return
        self.requests.append(message)
        answer = self._refuse.pop(type(message), None)
        if answer is None:
            answer = self.cabinet.engine.handle(message, frame.raw, frame.descriptor)
        frame.close()
        self.heard(message, frame.raw, answer)
        self.cabinet.settle()
        self._flush()
        try:
            channel.send(answer)
        except OSError:
            return

    def _flush(self) -> None:
        self.cabinet.settle()
        told, self.cabinet.told[:] = list(self.cabinet.told), []
        for event in told:
            try:
                if self.channel is not None:
                    self.channel.send(event)
            except OSError:
                return

    def _given(self, idle: Idle) -> SeatGiven:
        sealing = self.cabinet.sealing
        config = SeatConfig(
            kiosk=KIOSK,
            kiosk_number=1,
            unit=UNIT,
            hotline="028 3999 9999",
            fleet_salt=SALT.hex(),
            key_epoch=1,
            central_key=sealing.central.hex(),
            recovery_key=sealing.recovery.hex(),
            procedures=sorted({procedure.code for procedure in self.cabinet.catalogue.procedures}),
            opens=self.hours[0],
            closes=self.hours[1],
            compartments=[
                CompartmentPlace(number=p.number, size=p.size, column=p.column, row=p.row, rows=p.rows)
                for p in self.cabinet.plan.compartments
            ],
            idle_warning_s=idle.warning_s,
            idle_reading_s=idle.reading_s,
            idle_countdown_s=idle.countdown_s,
            camera_url="",
            pcsc_socket="",
            citizen_reader="",
            media=self.media,
            clock_synced=True,
        )
        reports = [DeviceReport(device=name, state="online") for name in ("locker", "printer")]
        return SeatGiven(
            config=config,
            devices=reports,
            link_up=self.link_up,
            unfinished=self.cabinet.engine.unfinished(),
            out_of_service=self.out_of_service,
            at_terminal=self.at_terminal,
            resting=self.cabinet.engine.resting(),
        )
