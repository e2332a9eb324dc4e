"""What a kiosk last said of itself, as the fleet's pages show it; misshapen is shown as unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from central.fleet.configs import newest
from central.fleet.models import Kiosk

SILENT_AFTER = timedelta(minutes=5)
UNSENT_LONG = timedelta(hours=4)
WORKING = {"online", "deviceBusy", "starting"}
ORDER = ("deposit", "collect", "my-dossier", "ticket", "look-up", "call-help")


@dataclass(frozen=True)
class Device:
    """One device: its state in XFS4IoT's words, its last fault."""

    name: str
    state: str
    error_id: str

    @property
    def works(self) -> bool:
        """Whether it can be counted on; what is only released, without a fault, can."""
        return self.state in WORKING or (self.state == "offline" and not self.error_id)


@dataclass(frozen=True)
class ConfigReport:
    """Wanted and running version, and the last thing that the kiosk said of a config."""

    wanted: int
    running: int
    state: str
    error_id: str
    detail: str

    @property
    def settled(self) -> bool:
        """Whether it runs what is wanted, for good."""
        return self.wanted == self.running and self.state in {"confirmed", "installed"}


@dataclass(frozen=True)
class Report:
    """A kiosk, as far as central knows."""

    kiosk: Kiosk
    journeys: list[tuple[str, bool]]
    devices: list[Device]
    paper: str
    oldest_unsent: datetime | None
    config: ConfigReport

    @property
    def silent(self) -> bool:
        """Whether nothing was heard for too long; then everything else is old."""
        return self.kiosk.seen_at is None or now() - self.kiosk.seen_at > SILENT_AFTER

    @property
    def unsent_long(self) -> bool:
        """Whether something waits to be sent for hours."""
        return self.oldest_unsent is not None and now() - self.oldest_unsent > UNSENT_LONG

    @property
    def broken(self) -> list[Device]:
        """Devices that cannot be counted on."""
        return [device for device in self.devices if not device.works]

    @property
    def well(self) -> bool:
        """Whether nobody needs to look."""
        calm = not self.silent and not self.unsent_long and self.config.settled
        return calm and not self.broken and all(works for _, works in self.journeys)


def report(kiosk: Kiosk) -> Report:
    """Read a kiosk's last heartbeat; what is missing or misshapen is shown as unknown."""
    facts = kiosk.heartbeat
    journeys = _table(facts.get("journeys"))
    ordered = sorted(journeys, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    return Report(
        kiosk=kiosk,
        journeys=[(name, journeys[name] is True) for name in ordered],
        devices=_devices(facts.get("devices")),
        paper=str(facts.get("paper", "unknown")),
        oldest_unsent=_moment(facts.get("oldest_unsent")),
        config=_config(kiosk, _table(facts.get("config"))),
    )


def _devices(told: object) -> list[Device]:
    rows = [_table(row) for row in told] if isinstance(told, list) else []
    made = [Device(_word(row, "device"), _word(row, "state"), _word(row, "error_id")) for row in rows]
    return sorted(made, key=lambda device: (device.works, device.name))


def _config(kiosk: Kiosk, told: dict[str, Any]) -> ConfigReport:
    wanted, running = newest(kiosk), told.get("version")
    return ConfigReport(
        wanted=0 if wanted is None else wanted.version,
        running=running if isinstance(running, int) else 0,
        state=_word(told, "state") or "unknown",
        error_id=_word(told, "error_id"),
        detail=_word(told, "detail"),
    )


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
