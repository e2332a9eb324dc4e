"""The units: systemd reads them without a word, and each is shut off from what it does not need."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.data import data_folder
from kiosk.engine.hub import VOCABULARIES
from kiosk.settings import Settings

TOP = Path(__file__).parents[2]
UNITS = [TOP / "kiosk.service", *sorted((TOP / "packaging/systemd").glob("*.service"))]
INSTALL = TOP / "packaging/install-appliance"
SCRIPTS = [INSTALL, TOP / "packaging/make-wheelhouse", TOP / "packaging/nspawn-proof"]
MOST = {"kiosk-sync.service": 1.5}
# what a unit is started with must be there; systemd looks for it
PROGRAMS = ("bin/sh", "opt/kiosk/bin/kiosk", "opt/kiosk/bin/python", "usr/bin/cage", "bin/rm", "bin/cp")
SIMULATED = TOP / "packaging/systemd/development/kiosk-cabinet.service"
SERVICES = [unit for unit in UNITS if "Type=notify" in unit.read_text()]


def names(units: list[Path]) -> list[str]:
    return [unit.name for unit in units]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root folder with Debian's units and ours."""
    made = tmp_path_factory.mktemp("root")
    shutil.copytree("/lib/systemd/system", made / "lib/systemd/system", symlinks=True)
    (made / "etc/systemd/system").mkdir(parents=True)
    for unit in (*UNITS, SIMULATED):
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


@pytest.mark.parametrize("unit", [*UNITS, SIMULATED], ids=names([*UNITS, SIMULATED]))
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


@pytest.mark.parametrize("role", VOCABULARIES)
def test_every_part_at_the_engines_socket_has_a_user_who_may_reach_it(role: str) -> None:
    made = [line.split()[:3] for line in (TOP / "packaging/system/sysusers.conf").read_text().splitlines()]
    units = "".join(unit.read_text() for unit in UNITS)
    assert ["u", f"kiosk-{role}", "-"] in made
    in_the_group = f"User=kiosk-{role}\n" in units or ["m", f"kiosk-{role}", "kiosk"] in made
    assert in_the_group


def test_who_holds_the_card_reader_is_let_in_by_pcscd() -> None:
    rules = (TOP / "packaging/system/polkit.rules").read_text()
    assert all(f'"kiosk-{role}"' in rules for role in ("session", "terminal"))
    assert '"kiosk-sync"' not in rules


def test_users_and_folders_are_made_from_nothing(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    system = TOP / "packaging/system"
    for tool, conf in (("systemd-sysusers", "sysusers.conf"), ("systemd-tmpfiles", "tmpfiles.conf")):
        create = ["--create"] if tool == "systemd-tmpfiles" else []
        words = [tool, f"--root={tmp_path}", *create, str(system / conf)]
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "not a valid" not in done.stderr
    assert "kiosk-engine" in (tmp_path / "etc/passwd").read_text()
    assert (tmp_path / "var/lib/kiosk").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "var/lib/kiosk-terminal").stat().st_mode & 0o777 == 0o700
    group = next(line for line in (tmp_path / "etc/group").read_text().splitlines() if line[:6] == "kiosk:")
    assert group.endswith(":kiosk-terminal")


@pytest.mark.parametrize("file", ["system/kiosk.toml", "nspawn/kiosk.toml"])
def test_the_settings_that_are_installed_are_valid(file: str) -> None:
    settings = Settings.load(TOP / "packaging" / file)
    assert str(settings.paths.state) == "/var/lib/kiosk"
    profiles = data_folder("firmware_profiles")
    devices = (settings.locker, settings.ticket_printer, settings.card_reader, settings.camera)
    for device in devices:
        assert (profiles / f"{device.profile}.toml").is_file()


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])
def test_a_script_can_be_read_by_bash(script: Path) -> None:
    assert subprocess.run(["bash", "-n", str(script)]).returncode == 0
    assert script.stat().st_mode & 0o111


def test_who_may_be_reached_and_which_role_is_asked_for_are_checked_before_anything_is_done() -> None:
    for words in (["--role", "kisok"], ["--reech", "a=b"]):
        done = subprocess.run([str(INSTALL), "/nowhere", *words], capture_output=True, text=True)
        assert done.returncode == 2
        assert words[1] in done.stderr or words[0] in done.stderr
