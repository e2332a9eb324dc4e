"""A config comes from central: believed or not, possible here or not, watched, kept or gone back from."""

import json
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from central.config_repository import ConfigRepository
from kiosk import texts
from kiosk.messages import outbox, seat
from kiosk.texts import phrase
from tests.engine.cabinet import Cabinet
from tests.engine.plan import KIOSK, PROCEDURE
from tests.engine.source import config_source


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


@pytest.fixture
def admin(tmp_path: Path) -> Any:
    yield Admin(Cabinet(tmp_path), tmp_path / "central")
    texts.replace({})


@pytest.fixture
def quiet(admin: Admin) -> Cabinet:
    """A cabinet at which nobody is served."""
    return admin.cabinet


def test_a_good_config_is_applied_when_nobody_is_served_and_confirmed_by_devices_and_home_page(
    admin: Admin, quiet: Cabinet
) -> None:
    admin.run(1, compartments={"2": "closed"}, retention={"sealed_days": 30})
    assert [name for name, _ in admin.events()] == [
        "config.offered/1",
        "config.applied/1",
        "config.confirmed/1",
    ]
    assert quiet.core.config.retention.sealed_days == 30
    assert 2 not in [plan.number for plan in quiet.core.plan.at_least("small", "deposit")]


def test_a_config_waits_for_the_person_in_the_seat_and_the_session_is_asked_for_it(
    admin: Admin, quiet: Cabinet
) -> None:
    quiet.engine.seat_taken()
    admin.send(1)
    quiet.engine.tick()
    assert admin.last()[0] == "config.offered/1"
    assert seat.RenewSeat() in quiet.told
    quiet.engine.seat_left()
    assert admin.last()[0] == "config.applied/1"


def test_a_config_waits_while_a_door_stands_open(admin: Admin, quiet: Cabinet) -> None:
    quiet.see_all(d3="open")
    admin.send(1)
    quiet.engine.tick()
    assert admin.last()[0] == "config.offered/1"
    quiet.see_all()
    quiet.engine.tick()
    assert admin.last()[0] == "config.applied/1"


def test_a_text_of_the_config_is_said_and_said_no_more_when_it_goes(admin: Admin, quiet: Cabinet) -> None:
    original = phrase("home.tile.deposit")
    admin.run(1, texts={"home.tile.deposit": {"vi": "Gửi hồ sơ", "en": "Send a dossier"}})
    assert phrase("home.tile.deposit").vi == "Gửi hồ sơ"
    admin.run(2)
    assert phrase("home.tile.deposit") == original


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


def test_broken_printer_settings_undo_themselves(admin: Admin, quiet: Cabinet) -> None:
    admin.run(1)
    admin.send(2, devices={"ticket_printer": {"port": "/dev/nothing"}}, probation={"within_s": 30})
    quiet.engine.tick()
    quiet.engine.seat_taken()
    quiet.ask(seat.HomeShown(tiles={}))
    quiet.clock.pass_time(20)
    quiet.engine.tick()
    assert admin.last()[0] == "config.applied/1"
    assert not quiet.printer.connected
    quiet.clock.pass_time(11)
    quiet.engine.tick()
    name, facts = admin.last()
    assert (name, facts["error_id"], facts["to_version"]) == ("config.reverted/1", "CFG-007", 1)
    assert "printer" in facts["detail"]
    assert quiet.printer.connected
    assert quiet.core.config.version == 1


def test_a_printer_that_was_out_before_does_not_hold_a_config_up(admin: Admin, quiet: Cabinet) -> None:
    quiet.printer.connected = False
    quiet.reopen = lambda devices: (quiet.bus, quiet.printer)  # type: ignore[method-assign]
    quiet.restart()
    quiet.see_all()
    admin.run(1)


def test_without_a_home_page_it_goes_back(admin: Admin, quiet: Cabinet) -> None:
    admin.send(1)
    quiet.engine.tick()
    quiet.clock.pass_time(121)
    quiet.engine.tick()
    assert admin.last()[1]["error_id"] == "CFG-008"
    assert quiet.core.config.version == 0


def test_what_was_gone_back_from_is_not_tried_again(admin: Admin, quiet: Cabinet) -> None:
    package = admin.package(1)
    admin.bring(package)
    quiet.engine.tick()
    quiet.clock.pass_time(121)
    quiet.engine.tick()
    quiet.restart()
    admin.bring(package)
    quiet.engine.tick()
    assert admin.last()[0] == "config.reverted/1"


def test_a_config_under_which_the_engine_keeps_dying_goes_away(admin: Admin, quiet: Cabinet) -> None:
    admin.send(1)
    quiet.engine.tick()
    for _ in range(3):
        assert quiet.core.config.version == 1
        quiet.restart()
    assert admin.last()[1]["error_id"] == "CFG-008"
    assert quiet.core.config.version == 0


@pytest.mark.parametrize("at", ["offered", "applied", "confirmed", "reverted"])
def test_a_death_at_any_step_leaves_a_known_config_and_the_next_life_goes_on(
    admin: Admin, quiet: Cabinet, at: str
) -> None:
    admin.run(1, retention={"sealed_days": 20})
    admin.send(2, retention={"sealed_days": 30})
    if at != "offered":
        quiet.engine.tick()
    if at == "confirmed":
        quiet.engine.seat_taken()
        quiet.ask(seat.HomeShown(tiles={}))
        quiet.clock.pass_time(11)
        quiet.engine.tick()
    if at == "reverted":
        quiet.clock.pass_time(121)
        quiet.engine.tick()
    assert admin.last()[0] == f"config.{at}/1"
    running = quiet.core.config
    quiet.restart()
    quiet.see_all()
    assert quiet.core.config == running
    assert quiet.core.config.retention.sealed_days == (20 if at in {"offered", "reverted"} else 30)
    if at == "applied":
        quiet.engine.seat_taken()
        quiet.ask(seat.HomeShown(tiles={}))
        quiet.clock.pass_time(11)
        quiet.engine.tick()
        assert admin.last()[0] == "config.confirmed/1"


@pytest.mark.parametrize("moment", range(1, 9))
def test_a_disk_that_dies_in_the_middle_of_taking_a_config_leaves_it_whole_or_absent(
    admin: Admin, quiet: Cabinet, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = admin.package(1, retention={"sealed_days": 30})
    calls = 0
    real = os.fsync

    def dies(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == moment:
            raise KeyboardInterrupt
        real(handle)

    monkeypatch.setattr(os, "fsync", dies)
    with pytest.raises(KeyboardInterrupt):
        admin.bring(package)
    monkeypatch.undo()
    quiet.restart()
    quiet.see_all()
    assert quiet.core.config.version == 0
    admin.bring(package)
    quiet.engine.tick()
    assert quiet.core.config.retention.sealed_days == 30


def test_a_damaged_document_is_noticed_and_the_installed_config_runs(admin: Admin, quiet: Cabinet) -> None:
    admin.run(1, retention={"sealed_days": 30})
    for path in (quiet.folder / "config" / "documents").iterdir():
        path.write_bytes(b"{}")
    quiet.restart()
    assert admin.last()[1]["error_id"] == "CFG-009"
    assert quiet.core.config.version == 0


def test_a_usb_stick_may_bring_it_too(admin: Admin, quiet: Cabinet) -> None:
    path = quiet.folder / "spool" / "config-stick.json"
    path.write_bytes(admin.package(1))
    quiet.engine.tick()
    assert not path.exists()
    assert admin.last()[0] == "config.applied/1"


def test_only_needed_documents_are_kept(admin: Admin, quiet: Cabinet) -> None:
    for version in range(1, 5):
        admin.run(version, retention={"sealed_days": 14 + version})
    source = config_source(quiet.folder / "config", quiet.plan, quiet.reopen)
    assert len(list(source.documents.names())) == 1


def test_the_heartbeat_tells_what_runs_and_why_not_more(admin: Admin, quiet: Cabinet) -> None:
    admin.run(1)
    admin.send(2, compartments={"40": "any"})
    state = quiet.engine.outbox.handle(outbox.ReadState(), b"")
    assert isinstance(state, outbox.OutboxState)
    told = state.heartbeat["config"]
    assert isinstance(told, dict)
    assert (told["version"], told["state"], told["error_id"]) == (1, "refused", "CFG-006")
    assert state.heartbeat["journeys"] == {"deposit": True}
