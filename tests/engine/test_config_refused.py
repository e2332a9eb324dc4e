"""A config that is not believed, misspelt or impossible here is refused by name, and what runs runs on."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.engine.cabinet import Cabinet
from tests.engine.config_admin import Admin


@pytest.mark.parametrize(
    ("values", "error_id", "said"),
    [
        ({"idel": {"warning_s": 60}}, "CFG-001", "the nearest known key is 'idle'"),
        (
            {"idle": {"warning": 60}},
            "CFG-001",
            "idle.warning: unknown key; the nearest known key is 'warning_s'",
        ),
        ({"devices": {"printer": {}}}, "CFG-001", "the nearest known key is 'ticket_printer'"),
        ({"idle": {"warning_s": 1}}, "CFG-001", "idle.warning_s"),
        ({"languages": ["en"]}, "CFG-001", "Vietnamese is always offered"),
        ({"compartments": {"40": "closed"}}, "CFG-006", "no '40'"),
        ({"procedures": ["1.004874"]}, "CFG-006", "the nearest here is '1.004873'"),
        ({"devices": {"ticket_printer": {"profile": "printer.nobody-1"}}}, "CFG-006", "printer.nobody-1"),
        ({"devices": {"ticket_printer": {"profile": "locker.xor8a-24"}}}, "CFG-006", "locker.xor8a-24"),
        ({"devices": {"ticket_printer": {"port": "tcp:203.0.113.9:9100"}}}, "CFG-001", "port"),
        ({"texts": {"home.tile.depsit": {"vi": "x", "en": "x"}}}, "CFG-006", "home.tile.deposit"),
        ({"texts": {"home.tile.deposit": {"vi": "{x}", "en": "x"}}}, "CFG-006", "its blanks are []"),
        ({"kiosk": "K0002"}, "CFG-006", "made for 'K0002'"),
    ],
)
def test_what_is_misspelt_or_impossible_here_is_refused_by_name_and_nothing_changes(
    admin: Admin, quiet: Cabinet, values: dict[str, Any], error_id: str, said: str
) -> None:
    before = quiet.core.config
    admin.send(1, **values)
    quiet.engine.tick()
    name, facts = admin.last()
    assert (name, facts["error_id"], facts["version"]) == ("config.refused/1", error_id, 1)
    assert said in facts["detail"]
    assert quiet.core.config == before


def test_a_refused_config_is_refused_once_and_a_mended_one_is_taken(admin: Admin, quiet: Cabinet) -> None:
    package = admin.package(1, compartments={"40": "closed"})
    admin.bring(package)
    admin.bring(package)
    quiet.restart()
    admin.bring(package)
    assert len(admin.events()) == 1
    admin.send(2)
    assert admin.last()[0] == "config.offered/1"


def test_an_unsigned_or_altered_package_is_refused(admin: Admin, quiet: Cabinet) -> None:
    package = admin.package(1, retention={"sealed_days": 30})
    parts = json.loads(package)
    unsigned = json.loads(parts["timestamp"])
    unsigned["signatures"] = []
    altered = [
        {**parts, "timestamp": json.dumps(unsigned)},
        {**parts, "document": parts["document"].replace("30", "31")},
        {**parts, "surprise": ""},
        {**parts, "snapshot": "{}"},
    ]
    for each in altered:
        admin.bring(json.dumps(each).encode())
        assert admin.last()[0] == "config.refused/1"
        assert admin.last()[1]["error_id"] == "CFG-003"
    admin.bring(b"\xff not JSON")
    assert [facts["error_id"] for _, facts in admin.events()] == ["CFG-003"] * 5
    admin.bring(package)
    assert admin.last()[0] == "config.offered/1"


def test_another_central_s_signature_is_not_believed(admin: Admin, quiet: Cabinet, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    other = Admin(Cabinet(tmp_path / "elsewhere"), tmp_path / "other-central")
    admin.bring(other.package(1))
    assert admin.last()[1]["error_id"] == "CFG-003"


def test_an_expired_package_is_refused_and_what_runs_runs_on(admin: Admin, quiet: Cabinet) -> None:
    admin.run(1, retention={"sealed_days": 30})
    late = admin.package(2)
    quiet.clock.pass_time(timedelta(days=15).total_seconds())
    admin.bring(late)
    assert admin.last()[1]["error_id"] == "CFG-004"
    assert quiet.core.config.retention.sealed_days == 30


def test_an_older_package_is_refused(admin: Admin, quiet: Cabinet) -> None:
    old = admin.package(1)
    admin.run(2)
    admin.bring(old)
    assert admin.last()[1]["error_id"] == "CFG-005"


def test_a_lower_number_newly_signed_is_refused(admin: Admin, quiet: Cabinet) -> None:
    admin.run(2)
    admin.send(1, retention={"sealed_days": 30})
    assert admin.last()[1]["error_id"] == "CFG-005"


def test_one_keeper_alone_cannot_renew_the_root_and_two_can(admin: Admin, quiet: Cabinet) -> None:
    admin.run(1)
    now = quiet.clock.wall()
    admin.repository.renew(admin.keepers[:2], now)
    admin.run(2)
    admin.repository.renew(admin.keepers[:1], now)
    admin.send(3)
    assert admin.last()[1]["error_id"] == "CFG-003"
