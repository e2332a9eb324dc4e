"""A disk that refuses ends an engine's life with a reason; the next one begins alone, and nothing is lost."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from kiosk import durable
from kiosk.engine.lives import RETRY_S, Lives
from kiosk.engine.ports import RefusalError
from kiosk.messages import outbox, seat
from tests.engine.cabinet import Cabinet


@contextmanager
def full_disk() -> Iterator[None]:
    """This process can write to no file, not even to the one that takes its log."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with capture_logs():
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Machine(Cabinet):
    """A cabinet whose engine lives life after life."""

    def __init__(self, folder: Path) -> None:
        self.turns = 0
        super().__init__(folder)

    def _start(self) -> None:
        self.posted = []
        self.lives = Lives(
            self.folder, self.open_journal, self.begin, self._turned, self.posted.append, self.clock.monotonic
        )
        self.lives.look()

    def _turned(self) -> None:
        self.turns += 1

    def someone_comes(self) -> None:
        """Every door is seen closed, and somebody takes the seat."""
        self.see_all()
        self.engine.seat_taken()

    def later(self) -> None:
        """The time of the next try."""
        self.clock.pass_time(RETRY_S)
        self.lives.look()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.someone_comes()
    return made


def test_a_full_disk_takes_the_machine_out_of_service_and_a_well_one_brings_it_back(machine: Machine) -> None:
    dossier_id, code = machine.stage(originals=False)
    with full_disk():
        machine.lives.act(lambda engine: engine.deposits.begin())
        assert machine.lives.engine is None
        assert (machine.lives.out_of_service, machine.turns) == ("JRN-003", 2)
        machine.later()
        assert machine.lives.out_of_service == "JRN-003"
    machine.lives.look()
    assert machine.lives.engine is None, "tries again only when it is time"
    machine.later()
    assert machine.lives.out_of_service is None
    assert machine.turns == 3
    machine.someone_comes()
    assert [left.code for left in machine.engine.unfinished()] == [code]
    assert machine.deposit() != dossier_id


def test_a_disk_without_room_is_noticed_before_somebody_relies_on_it(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = machine.journal.seq
    with monkeypatch.context() as full:
        full.setattr(durable, "LEAST_BYTES", 1 << 60)
        machine.lives.look()
        assert machine.lives.out_of_service == "VLT-003"
        machine.later()
        assert machine.lives.out_of_service == "VLT-003"
    machine.later()
    assert machine.lives.out_of_service is None
    assert next(iter(machine.journal.read(before))).event.name == "engine.started/1"


def test_a_page_that_the_disk_does_not_keep_is_not_called_kept(machine: Machine) -> None:
    begun = machine.ask(seat.BeginDeposit())
    answers: list[object] = []
    page = seat.StorePage(dossier_id=begun.dossier_id)
    with full_disk():
        machine.lives.act(lambda engine: answers.append(engine.handle(page, b"a page")))
    assert answers == []
    assert machine.lives.out_of_service == "VLT-003"
    machine.later()
    assert machine.lives.out_of_service is None
    assert list((machine.folder / "vault").iterdir()) == []


def test_what_a_device_answers_to_a_life_that_is_over_concerns_nobody(machine: Machine) -> None:
    dossier_id, _ = machine.stage()
    machine.engine.handle(seat.OpenForDeposit(dossier_id=dossier_id), b"")
    assert machine.posted, "the board's answers wait"
    with full_disk():
        machine.lives.act(lambda engine: engine.deposits.begin())
    machine.settle()
    machine.later()
    assert machine.names()[-1] == "engine.started/1"
    assert machine.bus.pulses == [1]


def test_a_damaged_journal_keeps_the_machine_out_of_service_and_is_left_as_it_is(machine: Machine) -> None:
    machine.journal.abandon()
    damaged = b"no journal" * 1000
    (machine.folder / "journal.db").write_bytes(damaged)
    machine.lives.act(lambda engine: engine.deposits.begin())
    for _ in range(2):
        machine.later()
        assert machine.lives.out_of_service == "JRN-001"
    assert (machine.folder / "journal.db").read_bytes() == damaged


def test_a_disk_that_refuses_the_last_word_does_not_keep_the_engine_from_ending(machine: Machine) -> None:
    with full_disk():
        machine.lives.stop()
    assert machine.lives.engine is None


def test_a_blob_that_cannot_be_read_holds_up_its_dossier_and_nothing_else(machine: Machine) -> None:
    dossier_id, _ = machine.stage(originals=False)
    blob = machine.journal.state.deposits[dossier_id].blobs[0]
    (machine.folder / "vault" / blob).unlink()
    with pytest.raises(RefusalError, match="VLT-002"):
        machine.engine.outbox.read_blob(outbox.ReadBlob(digest=blob, offset=0, length=9))


def test_a_slip_whose_manifest_cannot_be_read_is_refused(machine: Machine) -> None:
    dossier_id, _ = machine.stage(originals=False)
    (machine.folder / "vault" / machine.journal.state.deposits[dossier_id].manifest).unlink()
    assert machine.ask(seat.PrintSlip(slip="deposit", about=dossier_id)).error_id == "VLT-002"
