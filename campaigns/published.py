"""Configs as central publishes them, made beforehand: what brings one does not keep a repository."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from central.config_repository import ConfigRepository
from tests.engine.plan import KIOSK, PROCEDURE


@dataclass(frozen=True)
class Published:
    """The root that a kiosk is enrolled with, and one signed package for each version from 1 on."""

    root: bytes
    packages: list[bytes]

    @classmethod
    def make(cls, folder: Path, count: int, at: datetime) -> Published:
        """Publish `count` versions; each is watched for a second."""
        repository = ConfigRepository(folder, secrets.token_bytes(32))
        repository.make([secrets.token_bytes(32) for _ in range(3)], at)
        packages = []
        for version in range(1, count + 1):
            document = {
                "schema": "kiosk-config/1", "version": version, "kiosk": KIOSK, "procedures": [PROCEDURE],
                "probation": {"at_least_s": 1, "within_s": 60},
            }  # fmt: skip
            repository.publish(KIOSK, json.dumps(document).encode(), at)
            package = repository.package(KIOSK, at)
            assert package is not None
            packages.append(package)
        return cls(repository.root().encode(), packages)
