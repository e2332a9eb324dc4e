"""Where an engine core in tests has its config from: what was installed, and a folder of trust."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.config.cabinet import CabinetPlan
from kiosk.config.model import Config, Devices
from kiosk.config.trust import ConfigTrust
from kiosk.data import data_folder
from kiosk.devices.profiles import load_all
from kiosk.engine.ports import ConfigSource
from kiosk.vault.store import BlobStore
from tests.engine.plan import KIOSK, PROCEDURE

INSTALLED = Config(schema="kiosk-config/1", version=0, procedures=(PROCEDURE,))


def config_source(
    folder: Path, plan: CabinetPlan, reopen: Callable[[Devices], Any], root: bytes = b""
) -> ConfigSource:
    """A source over `folder`; without a root nothing central says is believed."""
    return ConfigSource(
        trust=ConfigTrust(folder / "trust", root, KIOSK),
        documents=BlobStore(folder / "documents"),
        installed=INSTALLED,
        cabinet=plan,
        profiles={name: each.kind for name, each in load_all(data_folder("firmware_profiles")).items()},
        reopen=reopen,
    )
