"""The engine's own devices, as the machine's settings say and the running config changes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.config.model import Devices, SerialSettings
from kiosk.devices.contract import Status
from kiosk.devices.locker.bus import LockerBus
from kiosk.devices.locker.doors import DoorSeen
from kiosk.devices.profiles import LockerProfile, PrinterProfile, load_profile
from kiosk.devices.ticket_printer.printer import TicketPrinter
from kiosk.settings import SerialDevice, Settings

StatusChanged = Callable[[str, Status], None]
Seen = Callable[[int, DoorSeen], None]


class EngineDevices:
    """Lock board and ticket printer; a device is opened anew only when its own settings change."""

    def __init__(self, settings: Settings, profiles: Path, changed: StatusChanged, seen: Seen) -> None:
        """Make both as the machine's settings say; nothing is opened before `start`."""
        self._settings, self._profiles = settings, profiles
        self._changed, self._seen = changed, seen
        self._started = False
        self._config = Devices()
        self.bus = self._make_bus()
        self.printer = self._make_printer()

    def start(self) -> None:
        """Open both."""
        self._started = True
        self.bus.start()
        self.printer.start()

    def close(self) -> None:
        """Release both."""
        self.bus.close()
        self.printer.close()

    def both(self) -> tuple[LockerBus, TicketPrinter]:
        """The devices as they are now."""
        return self.bus, self.printer

    def reopen(self, config: Devices) -> tuple[LockerBus, TicketPrinter]:
        """Both devices under this config."""
        before, self._config = self._config, config
        if before.locker != config.locker:
            self.bus.close()
            self.bus = self._make_bus()
            if self._started:
                self.bus.start()
        if before.ticket_printer != config.ticket_printer:
            self.printer.close()
            self.printer = self._make_printer()
            if self._started:
                self.printer.start()
        return self.both()

    def _make_bus(self) -> LockerBus:
        name, port = _chosen(self._settings.locker, self._config.locker)
        profile = load_profile(self._profiles / f"{name}.toml")
        if not isinstance(profile, LockerProfile):
            raise TypeError("settings name a profile of another kind")
        return LockerBus("locker", profile, port, self._changed, self._seen)

    def _make_printer(self) -> TicketPrinter:
        name, port = _chosen(self._settings.ticket_printer, self._config.ticket_printer)
        profile = load_profile(self._profiles / f"{name}.toml")
        if not isinstance(profile, PrinterProfile):
            raise TypeError("settings name a profile of another kind")
        return TicketPrinter("printer", profile, port, self._changed)


def _chosen(installed: SerialDevice, config: SerialSettings) -> tuple[str, str]:
    """Profile and port: the config's where it names them."""
    return config.profile or installed.profile, config.port or installed.port
