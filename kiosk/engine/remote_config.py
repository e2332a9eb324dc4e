"""The remote config here: believed, judged, applied when nobody is served, watched, kept or gone back from.

What runs follows from the journal alone. A document is durable before the event that names it, so a death at
any moment leaves a config that is whole and known.
"""

from __future__ import annotations

import hashlib
import json

import structlog

from kiosk.config.fit import Machine, MisfitError, check
from kiosk.config.model import Config, ConfigError
from kiosk.config.package import LARGEST
from kiosk.config.trust import UntrustedError
from kiosk.devices.contract import DeviceState
from kiosk.dossier.catalogue import Catalogue
from kiosk.engine.bucket import Bucket
from kiosk.engine.ports import Core
from kiosk.engine.spool import laid
from kiosk.engine.state import ConfigState
from kiosk.journal.facts.config import (
    ConfigApplied,
    ConfigConfirmed,
    ConfigOffered,
    ConfigRefused,
    ConfigReverted,
)
from kiosk.messages.seat import RenewSeat
from kiosk.texts import phrases
from kiosk.vault.store import UnreadableError, VaultError

# A config under which the engine itself does not stay alive is gone back from at this start.
MOST_STARTS = 3
ASK_AGAIN_S = 2.0
DETAIL = 200
# Whoever can write to the line could fill the journal with what is not believed.
REFUSALS, ANOTHER_S = 20, 600.0
# A device that waits for a person (paper, cover) answers; its settings are right.
ANSWERS = {DeviceState.ONLINE, DeviceState.DEVICE_BUSY, DeviceState.USER_ERROR}

log = structlog.get_logger()


class RemoteConfig:
    """One config runs; at most one waits."""

    def __init__(self, core: Core, catalogue: Catalogue) -> None:
        """Run what the journal names, or the last good one when that cannot be read."""
        self._core = core
        self._catalogue = catalogue
        self.seen = ""
        self._seated_with: str | None = None
        self._glass = True
        self._home_shown = False
        self._began = core.clock.monotonic()
        self._next_asking = 0.0
        self._refusals = Bucket(core.clock, REFUSALS, ANOTHER_S)
        self._resume()

    @property
    def _now(self) -> ConfigState:
        return self._core.state.config

    # what arrives

    def arrived(self, package: bytes) -> None:
        """Look at a package; the journal says what came of it, once."""
        self.seen = hashlib.sha256(package).hexdigest()
        try:
            document = self._core.source.trust.verify(package, self._core.clock.wall())
        except UntrustedError as error:
            self._refuse(self.seen, 0, error.error_id, str(error))
            return
        self._judge(document)

    def _take_in(self) -> None:
        """Look at the packages that were laid into the spool by hand; each is taken away."""
        for package in laid(self._core.spool, "config-*.json", LARGEST):
            self.arrived(package)

    def _judge(self, document: bytes) -> None:
        digest = hashlib.sha256(document).hexdigest()
        if digest in {self._now.running, self._now.offered, self._now.refused}:
            return
        try:
            config = Config.from_bytes(document)
            check(config, self._machine())
        except (ConfigError, MisfitError) as error:
            self._refuse(digest, _version(document), error.error_id, str(error))
            return
        if config.version <= self._now.judged:
            self._refuse(digest, config.version, "CFG-005", f"version {self._now.judged} was here before")
            return
        self._core.source.documents.put(document)
        self._core.journal.append(ConfigOffered(version=config.version, digest=digest))
        self._drop_documents()

    def _refuse(self, digest: str, version: int, error_id: str, detail: str) -> None:
        if digest in {self._now.refused, self._now.unbelieved} or self._refusals.take():
            return
        self._core.journal.append(
            ConfigRefused(version=version, digest=digest, error_id=error_id, detail=detail[:DETAIL])
        )

    def _machine(self) -> Machine:
        source, today = self._core.source, self._core.clock.wall().date()
        return Machine(
            kiosk=self._core.facts.kiosk,
            compartments=source.cabinet.numbers(),
            procedures=[procedure.code for procedure in self._catalogue.in_force(today)],
            profiles=source.profiles,
            phrases=phrases(),
        )

    # the seat and time

    def seat_taken(self, *, glass: bool) -> None:
        """A session takes the running config with its seat; no home page can come from a terminal."""
        self._seated_with, self._glass = self._now.running, glass

    def seat_left(self) -> None:
        """Nobody is served: the moment for what waits."""
        self._seated_with, self._glass = None, True
        self._apply_when_idle()

    def home_shown(self) -> None:
        """The seated session shows its home page."""
        if self._seated_with == self._now.running:
            self._home_shown = True

    def tick(self) -> None:
        """Look into the spool, apply what waits, ask an outdated session for its seat, watch a probation."""
        self._take_in()
        if self._now.probation and self._glass:
            self._watch()
        elif self._now.probation:
            self._began = self._core.clock.monotonic()
        if self._seated_with is None:
            self._apply_when_idle()
        elif self._waits() or self._seated_with != self._now.running:
            self._ask_for_seat()

    def _waits(self) -> bool:
        return bool(self._now.offered) and not self._now.probation

    def _ask_for_seat(self) -> None:
        moment = self._core.clock.monotonic()
        if moment >= self._next_asking:
            self._next_asking = moment + ASK_AGAIN_S
            self._core.tell(RenewSeat())

    def report(self) -> dict[str, object]:
        """What runs, and the last thing that was said of a config, for the heartbeat."""
        now = self._now
        return {
            "version": now.version,
            "digest": now.running,
            "offered": now.offered_version,
            "judged": now.judged,
            "state": now.last,
            "error_id": now.error_id,
            "detail": now.detail,
            "since": now.since.isoformat() if now.since else None,
        }

    # apply, watch, keep or go back

    def _apply_when_idle(self) -> None:
        if not self._waits() or self._core.state.orders or self._core.state.open_doors():
            return
        digest, version = self._now.offered, self._now.offered_version
        config = self._stored(digest)
        if config is None:
            self._refuse(digest, version, "CFG-009", "the stored document is damaged")
            return
        applied = ConfigApplied(version=version, digest=digest, devices=self._answering())
        self._core.journal.append(applied)
        self._home_shown, self._began = False, self._core.clock.monotonic()
        self._core.run(config)

    def _watch(self) -> None:
        passed = self._core.clock.monotonic() - self._began
        silent = sorted(set(self._now.must_answer) - set(self._answering()))
        rules = self._core.config.probation
        if passed >= rules.at_least_s and self._home_shown and not silent:
            self._core.journal.append(ConfigConfirmed(version=self._now.version, digest=self._now.running))
            self._drop_documents()
        elif passed >= max(rules.within_s, rules.at_least_s):
            error_id = "CFG-007" if silent else "CFG-008"
            self._revert(error_id, ", ".join(silent))

    def _revert(self, error_id: str, detail: str) -> None:
        """Go back to the last good config; when even that cannot be read, to the one installed."""
        digest, version = self._now.good, self._now.good_version
        config = self._stored(digest)
        if config is None or digest == self._now.running:
            digest, version, config = "", 0, self._core.source.installed
        self._core.journal.append(
            ConfigReverted(
                version=self._now.version,
                digest=self._now.running,
                to_version=version,
                to_digest=digest,
                error_id=error_id,
                detail=detail[:DETAIL],
            )
        )
        self._core.run(config)
        self._drop_documents()

    def _resume(self) -> None:
        config = self._stored(self._now.running)
        if config is None:
            self._revert("CFG-009", "the stored document is damaged")
        elif self._now.probation and self._now.starts >= MOST_STARTS:
            self._revert("CFG-008", f"the engine started {self._now.starts} times")
        else:
            self._core.run(config)
            self._drop_documents()

    # documents and devices

    def _stored(self, digest: str) -> Config | None:
        """The config of a digest; None when its document is missing or damaged.

        Raises `UnreadableError`: a disk that does not give it back now may do so the next time.
        """
        if not digest:
            return self._core.source.installed
        try:
            return Config.from_bytes(self._core.source.documents.get(digest))
        except UnreadableError:
            raise
        except (VaultError, ConfigError):
            log.error("config.unreadable", digest=digest)
            return None

    def _drop_documents(self) -> None:
        needed = {self._now.running, self._now.good, self._now.offered}
        for digest in list(self._core.source.documents.names()):
            if digest not in needed:
                self._core.source.documents.remove(digest)

    def _answering(self) -> list[str]:
        states = {"locker": self._core.bus.status(), "printer": self._core.printer.status()}
        return [name for name, status in states.items() if status.device in ANSWERS]


def _version(document: bytes) -> int:
    """The version that a document which breaks the schema says of itself; 0 when it says none."""
    try:
        version = json.loads(document).get("version")
    except (ValueError, AttributeError):
        return 0
    return version if isinstance(version, int) and version > 0 else 0
