"""The sync process: connects to the engine, runs its lanes, and begins anew when the engine went away."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import structlog

from kiosk.config.enrolment import SyncIdentity, load_sync
from kiosk.messages import outbox
from kiosk.messages.hello import Hello, TurnedAway, Welcome
from kiosk.messages.wire import Channel, Message, Vocabulary, WireError
from kiosk.service import Service
from kiosk.sync.downlink import ConfigDownlink, Downlink
from kiosk.sync.engine_link import EngineGoneError, EngineLink, EngineRefusedError
from kiosk.sync.lanes import Lane, LinkWatch, Pace
from kiosk.sync.live import LIMITS, LiveLane
from kiosk.sync.transport import Central
from kiosk.sync.uplink import DossierUplink, EventUplink

_RECONNECT_S = 0.5
# a lane that misses its own time by more than this hangs
_LANE_STUCK_S = 10.0
_log = structlog.get_logger()

_OUTBOX = [
    model
    for model in vars(outbox).values()
    if isinstance(model, type) and issubclass(model, Message) and hasattr(model, "kind")
]
VOCABULARY = Vocabulary(Hello, Welcome, TurnedAway, *_OUTBOX)


class TurnedAwayByEngineError(Exception):
    """The engine is of another build; the supervisor starts this process anew (SYN-007)."""

    error_id = "SYN-007"


def run(engine_socket: Path, identity: Path, build: str, pace: Pace | None = None) -> None:
    """Serve until killed. `identity` is the folder `identity/sync`. Raises `TurnedAwayByEngineError`."""
    me, service = load_sync(identity), Service()
    service.ready()
    while True:
        service.beat()
        channel = _connected(engine_socket)
        if channel is not None and _welcomed(channel, build):
            serve(channel, me, pace or Pace(), service)
        time.sleep(_RECONNECT_S)


def serve(channel: Channel, identity: SyncIdentity, pace: Pace, service: Service) -> None:
    """Run the lanes over a connection to the engine until that ends; `service` hears that all move."""
    engine = EngineLink(channel)
    events = EventUplink(engine, Central(identity), identity.checkpoint_public_key, pace.heartbeat)
    dossiers = DossierUplink(engine, Central(identity))
    downlink = Downlink(engine, Central(identity))
    configs = ConfigDownlink(engine, Central(identity))
    lanes = [
        Lane("events", events.work, min(pace.look, pace.heartbeat), pace),
        Lane("dossiers", dossiers.work, pace.look, pace),
        Lane("directives", downlink.work, pace.poll, pace),
        Lane("config", configs.work, pace.poll, pace),
    ]
    live = LiveLane(engine, Central(identity, LIMITS))
    for lane in lanes[:2]:
        engine.when_poked(lane.poke)
    engine.when_enquired(live.take)
    link = LinkWatch(lambda up: _report(engine, up))
    engine.start()
    running: list[Lane | LiveLane] = [*lanes, live]
    threads = [threading.Thread(target=lane.run, args=(link,), daemon=True) for lane in running]
    for thread in threads:
        thread.start()
    while not engine.gone.wait(service.pause):
        if all(lane.late_s() < _LANE_STUCK_S for lane in running):
            service.beat()
    for each in running:
        each.stop()
    for thread in threads:
        thread.join()
    engine.close()


def _report(engine: EngineLink, up: bool) -> None:
    _log.info("sync.link", up=up)
    try:
        engine.ask(outbox.LinkChanged(up=up), outbox.Done)
    except (EngineGoneError, EngineRefusedError):
        _log.info("sync.link-unreported")


def _connected(path: Path) -> Channel | None:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(str(path))
    except OSError:
        sock.close()
        return None
    return Channel(sock, VOCABULARY)


def _welcomed(channel: Channel, build: str) -> bool:
    try:
        channel.send(Hello(role="sync", build=build))
        frame = channel.receive()
    except (OSError, WireError):
        frame = None
    if frame is not None and isinstance(frame.message, Welcome):
        return True
    channel.close()
    if frame is not None and isinstance(frame.message, TurnedAway):
        raise TurnedAwayByEngineError(frame.message.error_id)
    return False
