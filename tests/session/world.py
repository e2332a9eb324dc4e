"""A session in its own thread between the real engine's core and a person at the screen."""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
from collections.abc import Callable
from typing import Any

from kiosk.config.model import Idle
from kiosk.devices.contract import DeviceState, Status
from kiosk.messages.engine import ENGINE
from kiosk.messages.seat import SeatConfig
from kiosk.messages.wire import Channel
from kiosk.session.failures import EngineLostError
from kiosk.session.ports import Look, Person
from kiosk.session.process import Session
from tests.engine.cabinet import Cabinet
from tests.engine.doubles import StaffCard
from tests.session.clock import LeapingLoop
from tests.session.device_doubles import CameraDouble, CardsDouble, DevicesDouble
from tests.session.engine_host import EngineHost
from tests.session.screen_person import PATIENCE, PersonAtScreen

SECOND = 0.02
PHONE = "0912345678"
CITIZEN = Person(name="Trần Thị Mơ", id_number="099301000017", residence="Số 9, đường Thử Nghiệm")
NEIGHBOUR = Person(name="Lê Văn Sen", id_number="099201000025")


def soon(seconds: int) -> Idle:
    """People are thought to be away after some seconds: sooner than any config may say."""
    return Idle.model_construct(warning_s=seconds, reading_s=seconds, countdown_s=20)


NEVER = soon(3000)


class World:
    """One kiosk with a session in the seat."""

    def __init__(
        self,
        engine: EngineHost,
        *,
        idle: Idle = NEVER,
        second: float = SECOND,
        screen: Callable[[socket.socket], Any] = PersonAtScreen,
        opens: bool = True,
    ) -> None:
        """Start the session and sit it down; `opens`: it is expected to open its devices."""
        self.engine = engine
        self._second = second
        ours, theirs = socket.socketpair()
        self.person: PersonAtScreen = screen(engine.serve(theirs, idle))
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

    def glances(self) -> None:
        """A clear paper lies there for whoever looks now, or for nobody."""
        look = Look(b"live", None, ready=True, steady=True)
        self._on_loop(lambda: self.camera.on_look and self.camera.on_look(look))

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

    def leaps(self, seconds: float) -> None:
        """So many of the session's seconds are over at once."""
        self._on_loop(lambda: self._loop.leap(seconds * self._second))

    def rests(self) -> None:
        """Whatever is due is done: a timer that fires wakes a task that wakes another."""
        for _ in range(20):
            self._on_loop(lambda: None)

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
            catalogue = self.engine.cabinet.catalogue
            await Session(self._channel, "test", self._open, catalogue, self._second).run()

        self._loop = LeapingLoop()
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(run())
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


__all__ = ["CITIZEN", "NEIGHBOUR", "PHONE", "EngineHost", "World"]
