"""A config comes from central: applied, watched, kept or gone back from, whatever dies."""

import os

import pytest

from kiosk.durable import DiskError
from kiosk.messages import outbox, seat
from kiosk.texts import phrase
from tests.engine.cabinet import Cabinet
from tests.engine.config_admin import Admin
from tests.engine.source import config_source


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
    news = quiet.engine.outbox.news()
    quiet.engine.tick()
    assert quiet.engine.outbox.news() == news
    admin.send(2, compartments={"40": "any"})
    assert quiet.engine.outbox.news() != news
    state = quiet.engine.outbox.handle(outbox.ReadState(), b"")
    assert isinstance(state, outbox.OutboxState)
    told = state.heartbeat["config"]
    assert isinstance(told, dict)
    assert (told["version"], told["state"], told["error_id"]) == (1, "refused", "CFG-006")
    assert state.heartbeat["journeys"] == {"deposit": True}


def test_a_document_that_the_disk_does_not_give_back_now_is_not_gone_back_from(
    admin: Admin,
) -> None:
    admin.run(1)
    document = next((admin.cabinet.folder / "config" / "documents").iterdir())
    kept = document.read_bytes()
    document.unlink()
    document.mkdir()  # reading it fails, and it is there
    with pytest.raises(DiskError):
        admin.cabinet.restart()
    document.rmdir()
    document.write_bytes(kept)
    admin.cabinet.restart()
    assert admin.last()[0] == "config.confirmed/1"
