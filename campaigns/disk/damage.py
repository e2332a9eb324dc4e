"""A journal that was damaged before the start: never made anew, never believed with anything missing.

Each damage is laid on a copy of a journal that was killed in the middle of its work, and on one that was
closed. The product's start either refuses, names why, and leaves every file as it is; or it believes exactly
what the whole journal said, and what it did not have to read is found by the verification.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pysqlite3

from campaigns.disk.bases import bases
from campaigns.disk.steady import MORNING
from campaigns.people import Setting
from kiosk.engine.lives import REASONS
from kiosk.engine.state import State
from kiosk.journal.chain import ChainBrokenError, StoredRow
from kiosk.journal.database import JournalDamagedError
from kiosk.journal.facts import CATALOGUE
from kiosk.journal.reading import JournalFile
from kiosk.journal.schema import NEWEST
from kiosk.journal.store import Journal
from tests.engine.doubles import TestClock

# A file is handled as it lies there; nobody else has it open.
Damage = Callable[[Path], None]
PAGE, LOG_HEADER, FRAME = 4096, 32, 24 + 4096
DATABASE, LOG, WITNESS = "journal.db", "journal.db-wal", "journal.witness"


@dataclass
class Result:
    """What was found. `found_later`: damages that the start does not read; the verification finds them."""

    seed: int
    damages: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    harmless: int = 0
    found_later: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Believed:
    """What a start takes for true: the last row, and the state."""

    seq: int
    state: dict[str, Any]


class Damager:
    """One damage after the other, each on a fresh copy of a whole journal."""

    def __init__(self, folder: Path, seed: int, flips: int) -> None:
        """`folder` takes the copies; so many bits are flipped in each file."""
        self._chance, self._flips_a_file = random.Random(seed), flips
        self._setting = Setting.make(folder, MORNING)
        self._copy = folder / "copy"
        made, other = bases(folder / "bases", self._setting), Setting.make(folder / "other", MORNING)
        self._killed, self._older = made["clear"].state, made["sync"].state
        self._foreign = bases(folder / "foreign", other)["clear"].state
        self._closed = Path(shutil.copytree(self._killed, folder / "closed"))
        self._open(self._closed)
        self.result = Result(seed)

    def run(self) -> Result:
        """Every damage on both."""
        for kind, whole in (("killed", self._killed), ("closed", self._closed)):
            shutil.copytree(whole, self._copy)
            truth, rows = self._open(self._copy), _rows(self._copy)
            shutil.rmtree(self._copy)
            assert isinstance(truth, Believed)
            for name, damage in self._damages(whole):
                self._try(whole, truth, rows, f"{kind}, {name}", damage)
        return self.result

    def _try(self, whole: Path, truth: Believed, rows: list[StoredRow], name: str, damage: Damage) -> None:
        shutil.copytree(whole, self._copy)
        damage(self._copy)
        before = _bytes(self._copy)
        found = self._open(self._copy)
        self.result.damages += 1
        if isinstance(found, str):
            self.result.refused[found] += 1
            changed = [file for file, content in _bytes(self._copy).items() if content != before[file]]
            self.result.wrong += [f"{name}: refused, and {file} was changed" for file in changed]
        elif found != truth:
            self.result.wrong.append(f"{name}: believed up to row {found.seq}, there were {truth.seq}")
        else:
            self._verify(rows, name)
        shutil.rmtree(self._copy)

    def _verify(self, rows: list[StoredRow], name: str) -> None:
        try:
            JournalFile(self._copy / DATABASE).verify(self._setting.keys.signer.public_key())
            same = _rows(self._copy) == rows
        except (ChainBrokenError, JournalDamagedError):
            self.result.found_later += 1
            return
        self.result.harmless += same
        if not same:
            self.result.wrong.append(f"{name}: neither the start nor the verification found it")

    def _open(self, folder: Path) -> Believed | str:
        """As the engine's start does it: what is believed, or the reason why nothing is."""
        try:
            journal = Journal(
                folder / DATABASE, CATALOGUE, TestClock(), self._setting.keys.signer, State.from_bytes
            )
        except REASONS as error:
            return error.error_id
        believed = Believed(journal.seq, json.loads(journal.state.to_bytes()))
        journal.abandon()
        return believed

    def _damages(self, whole: Path) -> Iterator[tuple[str, Damage]]:
        for file, start, step in ((DATABASE, 0, PAGE), (LOG, LOG_HEADER, FRAME)):
            if (whole / file).exists():
                size = (whole / file).stat().st_size
                yield from self._in_places(file, [0, *range(start, size, step)], size)
                yield from self._flips(file, size)
        yield from self._replaced()
        yield from _edited()

    def _in_places(self, file: str, places: list[int], size: int) -> Iterator[tuple[str, Damage]]:
        """Every page, or every frame: zeroed, overwritten, cut off before it and within it."""
        for place in places:
            noise = self._chance.randbytes(PAGE)
            yield f"{file} zeroed at {place}", _overwritten(file, place, bytes(PAGE))
            yield f"{file} overwritten at {place}", _overwritten(file, place, noise)
            for end in {place, min(size - 1, place + self._chance.randrange(1, PAGE))}:
                yield f"{file} cut off at {end}", _cut_off(file, end)

    def _flips(self, file: str, size: int) -> Iterator[tuple[str, Damage]]:
        for _ in range(self._flips_a_file):
            place, bit = self._chance.randrange(size), self._chance.randrange(8)
            yield f"{file}, bit {bit} of byte {place}", _flipped(file, place, bit)

    def _replaced(self) -> Iterator[tuple[str, Damage]]:
        """Missing, or something else in its place."""
        for file in (DATABASE, LOG):
            yield f"{file} missing", _missing(file)
        yield "everything but the witness missing", _missing(DATABASE, LOG)
        yield "a text", _instead(b"not a database at all\n" * 500)
        yield "noise", _instead(self._chance.randbytes(5 * PAGE))
        yield "another database", _another_database
        yield "another kiosk's", lambda folder: _copied(self._foreign, folder, DATABASE, LOG, WITNESS)
        yield "laid back from an older copy", lambda folder: _copied(self._older, folder, DATABASE, LOG)
        yield "log of an older copy", lambda folder: _copied(self._older, folder, LOG)
        yield "witness missing", _missing(WITNESS)
        yield "witness overwritten", _overwritten(WITNESS, 0, bytes(48))


def _edited() -> Iterator[tuple[str, Damage]]:
    """By somebody who knows SQLite."""
    for statement in (
        f"PRAGMA user_version = {NEWEST + 1}",
        "PRAGMA user_version = 0",
        "DROP TABLE events",
        "DELETE FROM events",
        "DELETE FROM checkpoints",
        "DROP TABLE checkpoints",
        "UPDATE checkpoints SET state = replace(state, 'closed', 'open')",
        "UPDATE checkpoints SET state = '{}'",
        "UPDATE checkpoints SET hash = zeroblob(32)",
        "UPDATE checkpoints SET signature = zeroblob(64)",
        "UPDATE checkpoints SET seq = seq - 1",
        "UPDATE checkpoints SET seq = seq + 1000",
        "UPDATE events SET body = replace(body, 'closed', 'opened')",
        "UPDATE events SET body = CAST(body AS TEXT)",
        "UPDATE events SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM events)",
        "UPDATE events SET seq = -seq WHERE seq = (SELECT max(seq) FROM events)",
        "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",
        "DELETE FROM events WHERE seq = (SELECT max(seq) - 1 FROM events)",
        "DELETE FROM events WHERE seq = 3",
        "DELETE FROM events WHERE seq <= 3",
        "UPDATE events SET body = '{}' WHERE seq = 2",
        "INSERT INTO events SELECT seq + 1000, body, hash FROM events WHERE seq = 2",
    ):
        yield statement, _changed(statement)


def _changed(*statements: str) -> Damage:
    def damage(folder: Path) -> None:
        connection = pysqlite3.connect(str(folder / DATABASE), isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return damage


def _another_database(folder: Path) -> None:
    _missing(DATABASE, LOG)(folder)
    _changed("CREATE TABLE another (x)")(folder)


def _missing(*files: str) -> Damage:
    def damage(folder: Path) -> None:
        for file in files:
            (folder / file).unlink(missing_ok=True)

    return damage


def _copied(source: Path, folder: Path, *files: str) -> None:
    for file in files:
        if (source / file).exists():
            shutil.copy(source / file, folder / file)


def _instead(content: bytes) -> Damage:
    def damage(folder: Path) -> None:
        _missing(LOG)(folder)
        (folder / DATABASE).write_bytes(content)

    return damage


def _overwritten(file: str, place: int, content: bytes) -> Damage:
    def damage(folder: Path) -> None:
        with (folder / file).open("r+b") as opened:
            size = opened.seek(0, os.SEEK_END)
            opened.seek(place)
            opened.write(content[: size - place])

    return damage


def _flipped(file: str, place: int, bit: int) -> Damage:
    def damage(folder: Path) -> None:
        content = bytearray((folder / file).read_bytes())
        content[place] ^= 1 << bit
        (folder / file).write_bytes(content)

    return damage


def _cut_off(file: str, end: int) -> Damage:
    return lambda folder: os.truncate(folder / file, end)


def _bytes(folder: Path) -> dict[str, bytes]:
    """The files; who only reads may leave an empty log."""
    files = (folder / file for file in (DATABASE, LOG, WITNESS))
    return {file.name: file.read_bytes() if file.exists() else b"" for file in files}


def _rows(folder: Path) -> list[StoredRow]:
    return JournalFile(folder / DATABASE).rows()


def main() -> int:
    """Damage and print; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--flips", type=int, default=1000, help="bits flipped in each file, one at a time")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="damage-", dir="/dev/shm") as folder:
        result = Damager(Path(folder), given.seed, given.flips).run()
    print(json.dumps(result.__dict__, indent=1))
    return bool(result.wrong)


if __name__ == "__main__":
    sys.exit(main())
