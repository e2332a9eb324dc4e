"""The engine's process: opens journal, vault and devices, and serves until it is told to stop.

It always starts. With a journal that cannot be trusted, or after crashes in a row, it serves
`out_of_service`, doors shut.
"""

from __future__ import annotations

import faulthandler
import signal
import time

import structlog

from kiosk.config.cabinet import CabinetPlan
from kiosk.config.enrolment import EngineIdentity, load_engine
from kiosk.config.model import Config
from kiosk.config.tpm import Tpm
from kiosk.config.trust import ConfigTrust
from kiosk.data import data_folder
from kiosk.devices.contract import Status
from kiosk.devices.locker.doors import DoorSeen
from kiosk.devices.profiles import DocumentCameraProfile, load_all, load_profile
from kiosk.dossier.catalogue import Catalogue
from kiosk.engine.crashes import CrashCount
from kiosk.engine.devices import EngineDevices
from kiosk.engine.engine import Engine
from kiosk.engine.hub import Hub, Peer
from kiosk.engine.keys import engine_keys, signing_key
from kiosk.engine.lives import Lives, Post
from kiosk.engine.ports import ConfigSource, Core, Facts, RefusalError
from kiosk.engine.seating import Seating
from kiosk.engine.state import State
from kiosk.journal.clock import SystemClock
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.store import Journal
from kiosk.messages import outbox, seat
from kiosk.messages.wire import Frame, Message
from kiosk.service import Service
from kiosk.settings import Settings
from kiosk.vault.store import BlobStore

# A sync process that was killed is back within seconds; only a longer absence is an outage for the citizen.
SYNC_WITHIN_S = 15.0
# a bus that misses its own time by more than this hangs in the driver or the kernel
BUS_STUCK_S = 10.0

log = structlog.get_logger()


class EngineProcess:
    """One run of the engine."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened before `run`."""
        self._settings = settings
        self._identity: EngineIdentity = load_engine(settings.paths.identity / "engine")
        self._installed = Config.from_bytes((settings.paths.state / "config.json").read_bytes())
        self._cabinet = CabinetPlan.from_file(settings.paths.state / "cabinet.json")
        self._hub = Hub(settings.paths.engine_socket, settings.build)
        self._seating = Seating(self._seat_begins, self._seat_left)
        self._service = Service()
        self._crashes = CrashCount(settings.paths.run / "crashes")
        self._sync: Peer | None = None
        self._core: Core | None = None
        self._lives = Lives(self._open_journal, self._begin, self._begin_anew, self._hub.post)
        self._sync_due = time.monotonic() + SYNC_WITHIN_S
        self._poked = (0, "")
        profiles = data_folder("firmware_profiles")
        self._profiles = {name: profile.kind for name, profile in load_all(profiles).items()}
        self._devices = EngineDevices(settings, profiles, self._device, self._sensed)
        self._camera_scale = camera_scale(settings)

    def run(self) -> None:
        """Serve until SIGTERM."""
        signal.signal(signal.SIGTERM, lambda *_: self._hub.post(self._hub.stop))
        signal.signal(signal.SIGINT, lambda *_: self._hub.post(self._hub.stop))
        if self._service.present:
            # elsewhere tests and developers kill as they like
            self._crashes.begin()
        if hold := self._crashes.hold_s():
            self._lives.hold("ENG-021", hold)
        self._lives.look()
        self._devices.start()
        self._hub.on_joined = self._joined
        self._hub.on_gone = self._gone
        self._hub.on_frame = self._frame
        self._service.ready()
        self._hub.run(self._tick)
        self._devices.close()
        self._lives.stop()
        self._crashes.end()

    def _open_journal(self) -> Journal[State]:
        file, signer = self._settings.paths.state / "journal.db", signing_key(self._identity)
        return Journal(file, CATALOGUE, SystemClock(), signer, State.from_bytes)

    def _begin(self, journal: Journal[State], post: Post) -> Engine:
        self._core = self._make_core(journal, post)
        engine = Engine(self._core, Catalogue.load(data_folder("catalogue")))
        for channel, seen in self._devices.bus.doors().items():
            engine.sensed(channel, seen)
        return engine

    def _make_core(self, journal: Journal[State], post: Post) -> Core:
        identity = self._identity
        facts = Facts(
            kiosk=identity.kiosk_id,
            number=identity.number,
            unit=identity.unit,
            hotline=identity.hotline,
            build=self._settings.build,
        )
        address = self._settings.tpm.address
        keys = engine_keys(identity, Tpm(address) if address else None)
        if keys.k_claim_guard == "file":
            log.warning("engine.no-tpm", meaning="a copied disk and a list of ID numbers can match claims")
        return Core(
            journal=journal,
            vault=self._vault(),
            clock=SystemClock(),
            spool=self._settings.paths.spool,
            source=self._source(),
            keys=keys,
            facts=facts,
            tell=self._seating.tell,
            post=post,
            to_sync=self._to_sync,
        )

    def _vault(self) -> BlobStore:
        paths = self._settings.paths
        return BlobStore(paths.state / "vault", BlobStore(paths.mirror) if paths.mirror else None)

    def _source(self) -> ConfigSource:
        folder, identity = self._settings.paths.state / "config", self._identity
        return ConfigSource(
            trust=ConfigTrust(folder / "trust", identity.config_root, identity.kiosk_id),
            documents=BlobStore(folder / "documents"),
            installed=self._installed,
            cabinet=self._cabinet,
            profiles=self._profiles,
            reopen=self._devices.reopen,
        )

    # the mailbox's calls

    def _begin_anew(self) -> None:
        """What was told or asked in another state is void: session and sync come again."""
        for peer in (self._seating.session, self._sync):
            if peer is not None:
                peer.channel.close()

    def _sensed(self, channel: int, seen: DoorSeen) -> None:
        self._hub.post(lambda: self._lives.act(lambda engine: engine.sensed(channel, seen)))

    def _device(self, name: str, status: Status) -> None:
        self._hub.post(lambda: self._lives.act(lambda engine: engine.device_changed(name, status)))

    def _joined(self, peer: Peer) -> None:
        if peer.role == "sync":
            self._sync = peer
        else:
            self._seating.joined(peer)

    def _gone(self, peer: Peer) -> None:
        if peer is self._sync:
            self._sync = None
            self._sync_due = time.monotonic() + SYNC_WITHIN_S
        else:
            self._seating.gone(peer)

    def _frame(self, peer: Peer, frame: Frame) -> None:
        if peer is self._sync:
            self._serve_sync(peer, frame)
        elif peer is self._seating.session:
            self._lives.act(
                lambda engine: peer.send(engine.handle(frame.message, frame.raw, frame.descriptor))
            )
        self._poke()

    def _serve_sync(self, peer: Peer, frame: Frame) -> None:
        def serve(engine: Engine) -> None:
            try:
                match frame.message:
                    case outbox.ReadBlob():
                        peer.send(*engine.outbox.read_blob(frame.message))
                        return
                    case outbox.ReadCheckpoint():
                        peer.send(*engine.outbox.read_checkpoint(frame.message))
                        return
                was_up = engine.outbox.link_up
                peer.send(engine.outbox.handle(frame.message, frame.raw))
                if engine.outbox.link_up != was_up:
                    self._seating.tell(seat.LinkState(up=engine.outbox.link_up))
            except RefusalError as refusal:
                peer.send(outbox.Refused(error_id=refusal.error_id))

        self._lives.act(serve)

    def _link(self, *, up: bool) -> None:
        engine = self._lives.engine
        if engine is None or engine.outbox.link_up == up:
            return
        engine.outbox.link_up = up
        self._seating.tell(seat.LinkState(up=up))

    def _to_sync(self, message: Message, raw: bytes) -> bool:
        if self._sync is None:
            return False
        self._sync.send(message, raw)
        return True

    def _poke(self) -> None:
        engine = self._lives.engine
        if self._sync is None or engine is None:
            return
        if (told := (self._lives.seq, engine.outbox.news())) != self._poked:
            self._poked = told
            self._sync.send(outbox.Poke())

    def _tick(self) -> None:
        if self._sync is None and time.monotonic() > self._sync_due:
            self._link(up=False)
        self._lives.look()
        self._lives.act(lambda engine: engine.tick())
        self._poke()
        self._prove_progress()

    def _prove_progress(self) -> None:
        """The mailbox has turned; the watchdog is fed when the bus has too."""
        if self._devices.bus.late_s() < BUS_STUCK_S:
            self._service.beat()
            self._crashes.look()

    # the seat

    def _seat_begins(self) -> seat.SeatGiven:
        self._lives.act(Engine.seat_taken)
        engine = self._lives.engine
        return seat.SeatGiven(
            config=self._seat_config(),
            devices=self._reports(),
            # out of service, nobody may read beneath it that dossiers can be handed in all the same
            link_up=engine is None or engine.outbox.link_up,
            unfinished=engine.unfinished() if engine is not None else [],
            out_of_service=self._lives.out_of_service,
            resting=engine.resting() if engine is not None else [],
        )

    def _seat_left(self) -> None:
        self._lives.act(lambda engine: engine.seat_left())

    def _reports(self) -> list[seat.DeviceReport]:
        return [seat.DeviceReport.of(device.name, device.status()) for device in self._devices.both()]

    def _seat_config(self) -> seat.SeatConfig:
        identity, settings = self._identity, self._settings
        config = self._core.config if self._core is not None else self._installed
        plan = self._cabinet.used_as(config.compartments)
        return seat.SeatConfig(
            kiosk=identity.kiosk_id,
            kiosk_number=identity.number,
            unit=identity.unit,
            hotline=identity.hotline,
            fleet_salt=identity.fleet_salt,
            key_epoch=identity.key_epoch,
            central_key=identity.central_key,
            recovery_key=identity.recovery_key,
            procedures=list(config.procedures),
            opens=config.opening_hours.opens,
            closes=config.opening_hours.closes,
            office_hours=config.office_hours,
            compartments=[
                seat.CompartmentPlace(**place.model_dump(include=set(seat.CompartmentPlace.model_fields)))
                for place in plan.compartments
            ],
            idle_warning_s=config.idle.warning_s,
            idle_countdown_s=config.idle.countdown_s,
            camera_url=settings.camera.url,
            camera_pixels_per_mm=self._camera_scale,
            media=str(settings.paths.media or ""),
            pcsc_socket=settings.card_reader.pcsc_socket,
            citizen_reader=settings.card_reader.reader,
            clock_synced=SystemClock().synced(),
            languages=list(config.languages),
            texts=config.texts,
        )


def camera_scale(settings: Settings) -> float | None:
    """Pixels per millimetre at the tray: as measured at this cabinet, else as the model's stand has it."""
    profile = load_profile(data_folder("firmware_profiles") / f"{settings.camera.profile}.toml")
    if not isinstance(profile, DocumentCameraProfile):
        raise TypeError("settings name a profile of another kind")
    return settings.camera.pixels_per_mm or profile.tray.pixels_per_mm


def main(settings: Settings) -> None:
    """Run the engine."""
    # the watchdog ends a process that hangs by SIGABRT: say where it hung
    faulthandler.enable()
    settings.paths.run.mkdir(mode=0o750, parents=True, exist_ok=True)
    EngineProcess(settings).run()
