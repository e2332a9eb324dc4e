"""The engine's core, life after life: one ends when the disk refuses, the next begins on what is on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import structlog

from kiosk import durable
from kiosk.config.tpm import TpmError
from kiosk.durable import DiskError
from kiosk.engine.engine import Engine
from kiosk.engine.state import State
from kiosk.journal.database import JournalDamagedError, JournalUnwritableError
from kiosk.journal.schema import NewerSchemaError
from kiosk.journal.store import Journal

RETRY_S = 2.0
# With one of these nobody is served, and the error's id says why.
REASONS = (JournalDamagedError, JournalUnwritableError, NewerSchemaError, DiskError, TpmError)

Call = Callable[[], None]
Post = Callable[[Call], None]

log = structlog.get_logger()


class Lives:
    """Between two lives the machine is out of service, and tries again every two seconds."""

    def __init__(
        self,
        folder: Path,
        open_journal: Callable[[], Journal[State]],
        begin: Callable[[Journal[State], Post], Engine],
        turned: Callable[[], None],
        post: Post,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`folder` takes all that is kept. `begin` starts a core on a fresh journal.

        `turned`: what was told and asked so far is void.
        """
        self._folder = folder
        self._open_journal = open_journal
        self._begin = begin
        self._turned = turned
        self._post = post
        self._clock = clock
        self._next_try = 0.0
        self._journal: Journal[State] | None = None
        self.engine: Engine | None = None
        self.out_of_service: str | None = None

    @property
    def seq(self) -> int:
        """The last row of the present life's journal, 0 between lives."""
        return self._journal.seq if self._journal is not None else 0

    def look(self) -> None:
        """Notice a disk that takes nothing before somebody relies on it; begin a life when it is time."""
        if self.engine is not None:
            self.act(lambda _: durable.check_room(self._folder))
        elif self._clock() >= self._next_try:
            self._try()

    def hold(self, error_id: str, seconds: float) -> None:
        """Stay out of service for so long."""
        self._next_try = self._clock() + seconds
        self._stay_out(error_id)

    def act(self, act: Callable[[Engine], object]) -> None:
        """Let the engine do something, if it lives. When the disk refuses, its life is over."""
        if self.engine is None:
            return
        try:
            act(self.engine)
        except REASONS as error:
            self._end(error.error_id)
            self._turned()

    def stop(self) -> None:
        """End in order, as far as the disk takes it."""
        self.act(Engine.stop)
        self.engine = None

    def _try(self) -> None:
        try:
            durable.check_room(self._folder)
            self._journal = journal = self._open_journal()
            self.engine = self._begin(journal, lambda call: self._post(lambda: self._within(journal, call)))
        except REASONS as error:
            self._end(error.error_id)
        else:
            self.out_of_service = None
            self._turned()

    def _within(self, journal: Journal[State], call: Call) -> None:
        """What a device answers to a life that is over concerns nobody: its order was journalled before."""
        if journal is self._journal:
            self.act(lambda _: call())

    def _end(self, error_id: str) -> None:
        # a fresh journal object reads what is really on the disk; this one may believe more
        if self._journal is not None:
            self._journal.abandon()
        self._journal = self.engine = None
        self.hold(error_id, RETRY_S)

    def _stay_out(self, error_id: str) -> None:
        if error_id != self.out_of_service:
            log.error("engine.out-of-service", error_id=error_id)
        self.out_of_service = error_id
