"""Central's side of the remote config, for a cabinet in this process."""

import json
import secrets
from pathlib import Path
from typing import Any

from central.config_repository import ConfigRepository
from kiosk.messages import outbox, seat
from tests.engine.cabinet import Cabinet
from tests.engine.plan import KIOSK, PROCEDURE


class Admin:
    """Central's side: a signed repository, and packages brought to the cabinet as sync brings them."""

    def __init__(self, cabinet: Cabinet, folder: Path) -> None:
        self.cabinet = cabinet
        self.repository = ConfigRepository(folder, secrets.token_bytes(32))
        self.keepers = [secrets.token_bytes(32) for _ in range(3)]
        self.repository.make(self.keepers, cabinet.clock.wall())
        cabinet.config_root = self.repository.root().encode()
        cabinet.restart()
        cabinet.see_all()

    def package(self, version: int, **values: Any) -> bytes:
        config = {"schema": "kiosk-config/1", "version": version, "kiosk": KIOSK, "procedures": [PROCEDURE]}
        now = self.cabinet.clock.wall()
        self.repository.publish(KIOSK, json.dumps({**config, **values}).encode(), now)
        made = self.repository.package(KIOSK, now)
        assert made is not None
        return made

    def send(self, version: int, **values: Any) -> None:
        self.bring(self.package(version, **values))

    def bring(self, package: bytes) -> None:
        self.cabinet.engine.outbox.handle(outbox.ConfigArrived(), package)

    def run(self, version: int, **values: Any) -> None:
        """Send a config and see it through its probation."""
        self.send(version, **values)
        self.cabinet.engine.tick()
        self.cabinet.engine.seat_taken()
        self.cabinet.ask(seat.HomeShown(tiles={"deposit": True}))
        self.cabinet.clock.pass_time(11)
        self.cabinet.engine.tick()
        self.cabinet.engine.seat_left()
        assert self.last()[0] == "config.confirmed/1"

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        read = self.cabinet.journal.read()
        return [
            (each.event.name, each.event.model_dump())
            for each in read
            if each.event.name.startswith("config.")
        ]

    def last(self) -> tuple[str, dict[str, Any]]:
        return self.events()[-1]
