"""A config comes down: published at central, carried as bytes once, believed at the cabinet."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.config.enrolment import load_engine
from kiosk.config.model import Config
from kiosk.config.trust import ConfigTrust
from tests.central.world import EnrolledKiosk
from tests.sync.cabinet import Cabinet, Sync, eventually


def set_config(folder: Path, tmp_path: Path, *where: str, **values: Any) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "layer.json"
    file.write_text(json.dumps(values))
    command = [sys.executable, "-m", "central", "set-config", "--data", str(folder / "data")]
    command += ["--file", str(file), *where]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def believed(kiosk: EnrolledKiosk, tmp_path: Path, package: bytes) -> Config:
    root = load_engine(kiosk.folder / "identity" / "engine").config_root
    trust = ConfigTrust(tmp_path / "trust", root, kiosk.bundle.kiosk_id)
    return Config.from_bytes(trust.verify(package, datetime.now(UTC)))


def test_what_is_published_reaches_its_kiosk_once_and_is_believed_there(
    kiosk: EnrolledKiosk, folder: Path, tmp_path: Path
) -> None:
    cabinet = Cabinet(kiosk)
    sync = Sync(cabinet)
    time.sleep(0.3)
    assert cabinet.configs == []
    name = kiosk.bundle.kiosk_id
    done = set_config(folder, tmp_path, "--kiosk", name, idle={"warning_s": 60})
    assert done.stdout == f"{name} version 1\n", done.stderr
    eventually(lambda: cabinet.configs)
    time.sleep(0.3)
    assert len(cabinet.configs) == 1
    config = believed(kiosk, tmp_path, cabinet.configs[0])
    assert (config.version, config.idle.warning_s) == (1, 60)
    set_config(folder, tmp_path, "--kiosk", name, idle={"warning_s": 70})
    eventually(lambda: len(cabinet.configs) == 2)
    assert believed(kiosk, tmp_path, cabinet.configs[1]).idle.warning_s == 70
    sync.close()


def test_central_publishes_nothing_that_is_misspelt(
    kiosk: EnrolledKiosk, folder: Path, tmp_path: Path
) -> None:
    done = set_config(folder, tmp_path, "--kiosk", kiosk.bundle.kiosk_id, idel={"warning_s": 60})
    assert done.returncode == 1
    assert "the nearest known key is 'idle'" in done.stderr
