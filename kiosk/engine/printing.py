"""Printing: intended before, printed only when the printer said so, never again unasked."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from typing import Any

from kiosk.devices.contract import Command, Completion
from kiosk.devices.ticket_printer.job import is_sealed_job
from kiosk.dossier.procedure import Answers
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.slip_rights import SlipRights
from kiosk.engine.slips import Slips
from kiosk.journal.facts.slips import SlipFailed, SlipIntended, SlipPrinted
from kiosk.messages.seat import SlipDone, SlipKind

Ending = Callable[[Completion[Any]], None]
LOST = "PRN-009"
LISTS_A_SEAT = ACCEPTANCES_A_SEAT = 3


class Printing:
    """Orders slips and takes in how each ended."""

    def __init__(self, core: Core, slips: Slips, rights: SlipRights) -> None:
        """No slip is printed by starting."""
        self._core = core
        self._slips = slips
        self._rights = rights
        self._lists_left = LISTS_A_SEAT
        self._handed: list[Command[Any]] = []
        self._then: dict[str, Ending] = {}

    def print(self, kind: SlipKind, about: str) -> str:
        """Order a slip that the seat may have and return its id; a second one is marked as a copy."""
        copy_number = self._core.state.copies.get(f"{kind}/{about}", 0) + 1
        self._rights.require(kind, about, copy_number)
        slip = self._slips.compose(kind, about, copy_number).to_bytes()
        return self._order(kind, about, copy_number, lambda: self._core.printer.print(slip))

    def trial(self, run: str, then: Ending) -> None:
        """Order a technician's test ticket; `then` is told how it ended, after that was journalled."""
        slip = self._slips.compose("test", run, 1).to_bytes()
        self._then[self._order("test", run, 1, lambda: self._core.printer.print(slip))] = then

    def checklist(self, procedure: str, rule_version: str, answers: Answers) -> str:
        """Order a list of what to bring; a few in one seat (ENG-007), for deposits need the paper.

        The answers go on the paper and nowhere else.
        """
        if self._lists_left == 0:
            raise RefusalError("ENG-007")
        slip = self._slips.checklist(procedure, rule_version, answers)
        self._lists_left -= 1
        return self._order("checklist", procedure, 1, lambda: self._core.printer.print(slip.to_bytes()))

    def acceptance(self, dossier_id: str, job: int | None) -> str:
        """Order a slip that only session and print child can read; `job` is its sealed memory file.

        The journal gets no digest of it either: who can guess a name can guess what hashes to it.
        Refusals: ENG-031 for a file that is none, ENG-023 for too many.
        """
        if job is None or not is_sealed_job(job):
            raise RefusalError("ENG-031")
        if len(self._handed) == ACCEPTANCES_A_SEAT:
            raise RefusalError("ENG-023")
        copy_number = self._core.state.copies.get(f"acceptance/{dossier_id}", 0) + 1

        def start() -> Command[Any]:
            self._handed.append(self._core.printer.print_sealed(os.dup(job)))
            return self._handed[-1]

        return self._order("acceptance", dossier_id, copy_number, start)

    def seat_left(self) -> None:
        """The next person may print lists again, and finds no slip of the last one under their eyes."""
        self._lists_left = LISTS_A_SEAT
        for command in self._handed:
            command.withdraw()
        self._handed.clear()

    def _order(self, kind: str, about: str, copy_number: int, start: Callable[[], Command[Any]]) -> str:
        slip = uuid.uuid4().hex
        self._core.journal.append(SlipIntended(slip=slip, kind=kind, about=about, copy_number=copy_number))
        start().on_done(lambda done: self._core.post(lambda: self.printed(slip, done)))
        return slip

    def printed(self, slip: str, done: Completion[Any]) -> None:
        """The print child ended."""
        if slip not in self._core.state.slips:
            return
        if done.ok:
            self._core.journal.append(SlipPrinted(slip=slip))
        else:
            self._core.journal.append(SlipFailed(slip=slip, error_id=done.error_id or LOST))
        self._core.tell(SlipDone(slip=slip, printed=done.ok, error_id=done.error_id))
        then = self._then.pop(slip, None)
        if then is not None:
            then(done)

    def recover(self) -> None:
        """After a start: nobody knows how these ended, and they are not printed again by themselves."""
        for slip in list(self._core.state.slips):
            self._core.journal.append(SlipFailed(slip=slip, error_id=LOST))
