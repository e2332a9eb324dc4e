"""What enrolment and settings made of this machine, and its devices: there before any journal is opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from kiosk.config.cabinet import CabinetPlan
from kiosk.config.enrolment import EngineIdentity, load_engine
from kiosk.config.model import Config, ConfigError
from kiosk.config.tpm import Tpm
from kiosk.config.trust import ConfigTrust
from kiosk.data import data_folder
from kiosk.devices.contract import DeviceState
from kiosk.devices.profiles import DocumentCameraProfile, load_all, load_profile
from kiosk.engine.bench import Bench, Instruments, Printed
from kiosk.engine.devices import EngineDevices, Seen, StatusChanged
from kiosk.engine.keys import engine_keys, signing_key, staff_authority
from kiosk.engine.out_of_service import OutOfService
from kiosk.engine.ports import ConfigSource, Core, Facts
from kiosk.engine.staff import StaffCards
from kiosk.engine.state import State
from kiosk.engine.technician_slips import trial_slip
from kiosk.journal.clock import SystemClock
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.store import Journal
from kiosk.messages.seat import CompartmentPlace, DeviceReport, SeatConfig
from kiosk.messages.wire import Message
from kiosk.settings import Settings
from kiosk.vault.store import BlobStore

log = structlog.get_logger()


class Installation:
    """This machine."""

    def __init__(self, settings: Settings, changed: StatusChanged, seen: Seen) -> None:
        """Read what was installed; devices are opened by `devices.start`."""
        self.settings = settings
        self.identity: EngineIdentity = load_engine(settings.paths.identity / "engine")
        self.config = Config.from_bytes((settings.paths.state / "config.json").read_bytes())
        self.clock = SystemClock()
        self._cabinet = CabinetPlan.from_file(settings.paths.state / "cabinet.json")
        profiles = data_folder("firmware_profiles")
        self._profiles = {name: profile.kind for name, profile in load_all(profiles).items()}
        self._camera_scale = camera_scale(settings)
        self.devices = EngineDevices(settings, profiles, changed, seen)

    @property
    def database(self) -> Path:
        """Where the journal lies."""
        return self.settings.paths.state / "journal.db"

    def open_journal(self) -> Journal[State]:
        """The journal as it lies there; raises what `Lives` knows as reasons."""
        return Journal(self.database, CATALOGUE, self.clock, signing_key(self.identity), State.from_bytes)

    def core(
        self,
        journal: Journal[State],
        tell: Callable[[Message], None],
        post: Callable[[Callable[[], None]], None],
        to_sync: Callable[[Message, bytes], bool],
    ) -> Core:
        """What an engine on this journal is made of. Raises `TpmError` and `DiskError`."""
        address, paths = self.settings.tpm.address, self.settings.paths
        keys = engine_keys(self.identity, Tpm(address) if address else None)
        if keys.k_claim_guard == "file":
            log.warning("engine.no-tpm", meaning="a copied disk and a list of ID numbers can match claims")
        return Core(
            journal=journal,
            vault=self._vault(),
            clock=self.clock,
            spool=paths.spool,
            source=ConfigSource(
                trust=ConfigTrust(
                    paths.state / "config" / "trust", self.identity.config_root, self.identity.kiosk_id
                ),
                documents=BlobStore(paths.state / "config" / "documents"),
                installed=self.config,
                cabinet=self._cabinet,
                profiles=self._profiles,
                reopen=self.devices.reopen,
            ),
            keys=keys,
            facts=Facts(
                kiosk=self.identity.kiosk_id,
                number=self.identity.number,
                unit=self.identity.unit,
                hotline=self.identity.hotline,
                build=self.settings.build,
            ),
            tell=tell,
            post=post,
            to_sync=to_sync,
        )

    def _vault(self) -> BlobStore:
        paths = self.settings.paths
        return BlobStore(paths.state / "vault", BlobStore(paths.mirror) if paths.mirror else None)

    def reports(self) -> list[DeviceReport]:
        """The engine's own devices as they are now."""
        return [DeviceReport.of(device.name, device.status()) for device in self.devices.both()]

    def revoked_cards(self) -> dict[str, datetime]:
        """What any config that was believed here revokes: only the journal knows which one runs."""
        latest: dict[str, datetime] = {}
        for config in (self.config, *self._believed()):
            for person, since in config.revoked_cards.items():
                latest[person] = max(since, latest.get(person, since))
        return latest

    def _believed(self) -> list[Config]:
        found = []
        for document in (self.settings.paths.state / "config" / "documents").glob("*"):
            try:
                found.append(Config.from_bytes(document.read_bytes()))
            except (OSError, ConfigError) as error:
                log.error("engine.config-unreadable", error=type(error).__name__)
        return found

    def out_of_service(
        self,
        why: Callable[[], str | None],
        tell: Callable[[Message], None],
        post: Callable[[Callable[[], None]], None],
        sync: Callable[[], bool],
    ) -> OutOfService:
        """What serves without a journal; `why` as an error id, `sync` whether the sync process is there."""

        def print_ticket(run: str, done: Printed) -> None:
            command = self.devices.printer.print(trial_slip(self.identity.kiosk_id, run).to_bytes())
            command.on_done(lambda completion: post(lambda: done(completion)))

        def reports() -> list[DeviceReport]:
            state = DeviceState.ONLINE if sync() else DeviceState.NO_DEVICE
            return [*self.reports(), DeviceReport(device="sync", state=state)]

        instruments = Instruments(
            clock=self.clock,
            database=self.database,
            read_board=lambda: self.devices.bus.read(),
            print_ticket=print_ticket,
            post=post,
        )
        cards = StaffCards(self.clock, staff_authority(self.identity), self.revoked_cards)
        return OutOfService(why, self.settings.build, self.clock, cards, Bench(instruments), reports, tell)

    def seat_config(self, running: Config | None) -> SeatConfig:
        """What a session needs to know under the config that runs, or the one installed."""
        identity, settings, config = self.identity, self.settings, running or self.config
        plan = self._cabinet.used_as(config.compartments)
        return SeatConfig(
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
                CompartmentPlace(**place.model_dump(include=set(CompartmentPlace.model_fields)))
                for place in plan.compartments
            ],
            idle_warning_s=config.idle.warning_s,
            idle_reading_s=config.idle.reading_s,
            idle_countdown_s=config.idle.countdown_s,
            camera_url=settings.camera.url,
            camera_pixels_per_mm=self._camera_scale,
            media=str(settings.paths.media or ""),
            pcsc_socket=settings.card_reader.pcsc_socket,
            citizen_reader=settings.card_reader.reader,
            clock_synced=self.clock.synced(),
            languages=list(config.languages),
            texts=config.texts,
        )


def camera_scale(settings: Settings) -> float | None:
    """Pixels per millimetre at the tray: as measured at this cabinet, else as the model's stand has it."""
    profile = load_profile(data_folder("firmware_profiles") / f"{settings.camera.profile}.toml")
    if not isinstance(profile, DocumentCameraProfile):
        raise TypeError("settings name a profile of another kind")
    return settings.camera.pixels_per_mm or profile.tray.pixels_per_mm
