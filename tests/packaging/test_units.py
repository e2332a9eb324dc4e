"""The units: systemd reads them without a word, and each is shut off from what it does not need."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
UNITS = [TOP / "kiosk.service", *sorted((TOP / "packaging/systemd").glob("*.service"))]
MOST = {"kiosk-sync.service": 1.5}
# what a unit is started with must be there; systemd looks for it
PROGRAMS = ("opt/kiosk/bin/kiosk", "opt/kiosk/bin/python", "usr/bin/cage", "bin/rm")
SERVICES = [unit for unit in UNITS if "Type=notify" in unit.read_text()]


def names(units: list[Path]) -> list[str]:
    return [unit.name for unit in units]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root folder with Debian's units and ours."""
    made = tmp_path_factory.mktemp("root")
    shutil.copytree("/lib/systemd/system", made / "lib/systemd/system", symlinks=True)
    (made / "etc/systemd/system").mkdir(parents=True)
    for unit in UNITS:
        shutil.copy(unit, made / "etc/systemd/system")
    for program in PROGRAMS:
        stub = made / program
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("#!/bin/sh\n")
        stub.chmod(0o755)
    return made


def verified(root: Path, name: str) -> str:
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--root={root}", "--man=no", "--recursive-errors=no", name],
        capture_output=True,
        text=True,
    )
    return f"{done.returncode} {done.stdout}{done.stderr}"


def security(unit: Path, most: float) -> subprocess.CompletedProcess[str]:
    words = ["--offline=yes", f"--threshold={round(most * 10)}", "--json=short", str(unit)]
    return subprocess.run(["systemd-analyze", "security", *words], capture_output=True, text=True)


@pytest.mark.parametrize("unit", UNITS, ids=names(UNITS))
def test_systemd_has_nothing_to_say(unit: Path, root: Path) -> None:
    assert verified(root, unit.name.replace("@", "@1")) == "0 "


def test_a_misspelt_setting_is_seen(root: Path) -> None:
    text = (TOP / "kiosk.service").read_text().replace("NoNewPrivileges=", "NoNewPrivilege=")
    (root / "etc/systemd/system/misspelt.service").write_text(text)
    assert "NoNewPrivilege" in verified(root, "misspelt.service")


@pytest.mark.parametrize("unit", UNITS, ids=names(UNITS))
def test_a_unit_is_hardly_exposed(unit: Path) -> None:
    done = security(unit, MOST.get(unit.name, 1.6))
    assert json.loads(done.stdout)
    assert done.returncode == 0, done.stderr


def test_a_unit_that_is_let_loose_is_seen(tmp_path: Path) -> None:
    loose = tmp_path / "kiosk-sync.service"
    text = (TOP / "packaging/systemd/kiosk-sync.service").read_text()
    loose.write_text(text.replace("ProtectSystem=strict\n", "").replace("CapabilityBoundingSet=\n", ""))
    assert security(loose, 1.5).returncode != 0


@pytest.mark.parametrize("unit", SERVICES, ids=names(SERVICES))
def test_no_number_of_crashes_leaves_a_unit_dead(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    assert {"Restart=always", "StartLimitIntervalSec=0"} <= set(lines)
    assert any(line.startswith("WatchdogSec=") for line in lines)


def test_each_unit_has_a_user_of_its_own_and_the_users_are_made() -> None:
    users = [
        line.removeprefix("User=")
        for unit in SERVICES
        for line in unit.read_text().splitlines()
        if line.startswith("User=")
    ]
    made = (TOP / "packaging/system/sysusers.conf").read_text().splitlines()
    assert len(set(users)) == len(SERVICES) == 5
    for user in users:
        assert any(line.split()[:2] == ["u", user] for line in made if line.strip())
