"""A session in its own thread, the real engine's core in another, a person at the screen, and doubles of the
two devices that a session holds (their drivers have tests of their own on real wires)."""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from kiosk.devices.contract import DeviceState, Status
from kiosk.messages.engine import ENGINE
from kiosk.messages.hello import Hello, Welcome
from kiosk.messages.seat import CompartmentPlace, DeviceChanged, DeviceReport, SeatConfig, SeatGiven
from kiosk.messages.wire import Channel, Frame, Message
from kiosk.session.failures import DeviceFailedError, EngineLostError
from kiosk.session.ports import Camera, CardKind, Cards, Look, Person, StaffSignature, TakenPage
from kiosk.session.process import Session
from tests.engine.cabinet import SALT, Cabinet
from tests.engine.doubles import StaffCard
from tests.engine.plan import KIOSK, UNIT
from tests.session.screen_person import PATIENCE, PersonAtScreen

T = TypeVar("T")
SECOND = 0.02
PHONE = "0912345678"
CITIZEN = Person(name="Trần Thị Mơ", id_number="099301000017")
NEIGHBOUR = Person(name="Lê Văn Sen", id_number="099201000025")


class EngineHost:
    """The engine's core on its own thread, behind a socket, as the engine's process serves it."""

    def __init__(self, folder: Path) -> None:
        """Start on what lies in `folder`."""
        self._mailbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self.channel: Channel | None = None
        self.unfinished_told: list[Any] = []
        self.requests: list[Message] = []
        self._refuse: dict[type[Message], Message] = {}
        self.link_up = True
        self.out_of_service: str | None = None
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

    def serve(self, sock: socket.socket, idle_s: int) -> socket.socket:
        """Serve a session on `sock`; returns the screen's end of its socket to the screen."""
        if self.channel is not None:
            self.channel.close()
        ours, theirs = socket.socketpair()
        channel = Channel(sock, ENGINE)
        self.channel = channel
        threading.Thread(target=self._receive, args=(channel, ours, idle_s), daemon=True).start()
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

    def _receive(self, channel: Channel, screen: socket.socket, idle_s: int) -> None:
        try:
            while (frame := channel.receive()) is not None:
                self._mailbox.put(lambda frame=frame: self._handle(channel, screen, idle_s, frame))  # type: ignore[misc]
        except OSError:
            pass

    def _handle(self, channel: Channel, screen: socket.socket, idle_s: int, frame: Frame) -> None:
        message = frame.message
        if isinstance(message, Hello):
            channel.send(Welcome())
            self.cabinet.engine.seat_taken()
            channel.send_with(self._given(idle_s), screen.fileno())
            screen.close()
            return
        self.requests.append(message)
        answer = self._refuse.pop(type(message), None)
        if answer is None:
            answer = self.cabinet.engine.handle(message, frame.raw)
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

    def _given(self, idle_s: int) -> SeatGiven:
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
            compartments=[
                CompartmentPlace(number=p.number, size=p.size, column=p.column, row=p.row, rows=p.rows)
                for p in self.cabinet.plan.compartments
            ],
            idle_warning_s=idle_s,
            idle_countdown_s=20,
            camera_url="",
            pcsc_socket="",
            citizen_reader="",
            clock_synced=True,
        )
        reports = [DeviceReport(device=name, state="online") for name in ("locker", "printer")]
        return SeatGiven(
            config=config,
            devices=reports,
            link_up=self.link_up,
            unfinished=self.cabinet.engine.unfinished(),
            out_of_service=self.out_of_service,
        )


class CardsDouble:
    """A reader on which the test lays cards."""

    def __init__(self) -> None:
        """Nothing lies there."""
        self.card: Person | StaffCard | None = None
        self.failures: list[str] = []
        self.pin = "123456"
        self.tries = 3
        self.read_calls = 0

    def present(self) -> bool:
        return self.card is not None

    async def recognise(self) -> CardKind:
        return "staff" if isinstance(self.card, StaffCard) else "citizen"

    async def read(self, progress: Callable[[float], None]) -> Person:
        self.read_calls += 1
        progress(0.5)
        await asyncio.sleep(0)
        if self.failures:
            raise DeviceFailedError(self.failures.pop(0))
        if not isinstance(self.card, Person):
            raise DeviceFailedError("CRD-001")
        progress(1.0)
        return self.card

    async def tries_left(self) -> int | None:
        return self.tries

    async def sign(self, pin: str, nonce: bytes) -> StaffSignature:
        if not isinstance(self.card, StaffCard):
            raise DeviceFailedError("CRD-001")
        if pin != self.pin:
            self.tries -= 1
            return StaffSignature(tries_left=self.tries)
        proof = self.card.answer(nonce.hex())
        return StaffSignature(bytes.fromhex(proof.certificate), bytes.fromhex(proof.signature))


class CameraDouble:
    """A camera under which the test lays papers and codes."""

    def __init__(self) -> None:
        """Nothing lies there."""
        self.on_look: Callable[[Look], None] | None = None
        self.on_code: Callable[[str], None] | None = None
        self.paper_there = False
        self.failures: list[str] = []
        self.taken = 0

    def watch(self, on_look: Callable[[Look], None], on_code: Callable[[str], None] | None = None) -> None:
        self.on_look, self.on_code = on_look, on_code

    def rest(self) -> None:
        self.on_look = self.on_code = None

    async def take(self) -> TakenPage:
        if self.failures:
            raise DeviceFailedError(self.failures.pop(0))
        self.taken += 1
        return TakenPage(b"page %d" % self.taken, "image/jpeg", b"small %d" % self.taken)

    def tray_empty(self) -> bool:
        return not self.paper_there


class DevicesDouble:
    """Both, and the way to tell the session of a change."""

    def __init__(self, publish: Callable[[str, Status], None]) -> None:
        """`publish` is the session's."""
        self.publish = publish
        self.cards: Cards = CardsDouble()
        self.camera: Camera = CameraDouble()
        self.closed = False

    def close(self) -> None:
        self.closed = True


class World:
    """One kiosk with a session in the seat."""

    def __init__(self, engine: EngineHost, *, idle_s: int = 3000, opens: bool = True) -> None:
        """Start the session and sit it down; `opens`: it is expected to open its devices."""
        self.engine = engine
        ours, theirs = socket.socketpair()
        self.person = PersonAtScreen(engine.serve(theirs, idle_s))
        self.devices: DevicesDouble | None = None
        self.error: BaseException | None = None
        self._opened = threading.Event()
        self._channel = Channel(ours, ENGINE)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert not opens or self._opened.wait(PATIENCE)

    @property
    def cards(self) -> CardsDouble:
        assert self.devices is not None
        assert isinstance(self.devices.cards, CardsDouble)
        return self.devices.cards

    @property
    def camera(self) -> CameraDouble:
        assert self.devices is not None
        assert isinstance(self.devices.camera, CameraDouble)
        return self.devices.camera

    def lays(self, card: Person | StaffCard) -> None:
        """Lay a card on the reader."""
        self._on_loop(lambda: setattr(self.cards, "card", card))
        self._publish("present")

    def lifts(self) -> None:
        """Take the card away."""
        self._on_loop(lambda: setattr(self.cards, "card", None))
        self._publish("notPresent")

    def lays_paper(self) -> None:
        """A clear paper lies still under the camera."""
        self._look(Look(b"live", None, ready=True, steady=True))

    def shows_code(self, code: str) -> None:
        """A code under the camera."""
        self._when_watching(lambda: self.camera.on_code and self.camera.on_code(code))

    def breaks(self, device: str, state: DeviceState, **facts: str) -> None:
        """One of the session's own devices changes its state."""
        assert self.devices is not None
        self.devices.publish(device, Status(state, facts))

    def closes_door(self, number: int) -> None:
        """The person closes a door."""
        self.engine.do(lambda cabinet: cabinet.bus.close_door(number))

    def time_passes(self, seconds: float) -> None:
        """The engine's clock moves on."""

        def act(cabinet: Cabinet) -> None:
            cabinet.clock.pass_time(seconds)
            cabinet.engine.tick()

        self.engine.do(act)

    def ends(self) -> None:
        """Wait for the session's own end."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the session does not end"
        assert self.error is None, self.error
        self.engine.leave_seat()

    def stop(self) -> None:
        """Whatever is still there goes."""
        self.person.vanishes()
        self._thread.join(0.5)
        self._channel.close()
        self._thread.join(PATIENCE)
        self.engine.die()

    def _run(self) -> None:
        async def run() -> None:
            self._loop = asyncio.get_running_loop()
            catalogue = self.engine.cabinet.catalogue
            await Session(self._channel, "test", self._open, catalogue, SECOND).run()

        try:
            asyncio.run(run())
        except EngineLostError:
            pass
        except BaseException as error:  # noqa: BLE001 - shown by `ends`
            self.error = error

    def _open(self, config: SeatConfig, publish: Callable[[str, Status], None]) -> DevicesDouble:
        self.devices = DevicesDouble(publish)
        self._opened.set()
        return self.devices

    def _on_loop(self, act: Callable[[], Any]) -> Any:
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._loop.call_soon_threadsafe(lambda: done.put(act()))
        return done.get(timeout=PATIENCE)

    def _publish(self, media: str) -> None:
        assert self.devices is not None
        self.devices.publish("card_reader", Status(DeviceState.ONLINE, {"media": media}))

    def _look(self, look: Look) -> None:
        self._when_watching(lambda: self.camera.on_look and self.camera.on_look(look))

    def _when_watching(self, act: Callable[[], Any]) -> None:
        waiting = threading.Event()
        for _ in range(int(PATIENCE / 0.01)):
            if self._on_loop(lambda: self.camera.on_look is not None):
                self._on_loop(act)
                return
            waiting.wait(0.01)
        raise AssertionError("nobody looks through the camera")


__all__ = ["CITIZEN", "NEIGHBOUR", "PHONE", "DeviceChanged", "EngineHost", "World"]
