"""What the person in the seat asks central: vouched for, carried both ways as bytes, kept nowhere.

The engine says who was seen here, and believes an answer only with central's signature and for the enquiry
that waits. It can read none: the key that opens it was made by the session, for this one answer.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature

from kiosk.dossier.enquiry import Enquiry, SealedAnswer
from kiosk.engine.dossiers import Dossiers
from kiosk.engine.ports import Core, RefusalError
from kiosk.messages.dossiers import AskPersonal, PersonalAsked, PersonalCame
from kiosk.messages.outbox import CarryEnquiry, DropEnquiry, EnquiryAnswered

WITHIN_S = 10.0
ASKED_A_SEAT = 20
NO_ANSWER, UNUSABLE, NO_RIGHT, TOO_OFTEN = "SYN-018", "SYN-019", "ENG-030", "ENG-023"


@dataclass(frozen=True)
class _Waiting:
    request: str
    dossier_id: str
    until: float
    may_print: bool


class Enquiries:
    """At most one waits; a new one takes its place, and whoever leaves takes it along."""

    def __init__(self, core: Core, dossiers: Dossiers) -> None:
        """`dossiers` knows to what this seat has shown a right."""
        self._core = core
        self._dossiers = dossiers
        self._waiting: _Waiting | None = None
        self._left = ASKED_A_SEAT
        self._told: set[str] = set()

    def ask(self, request: AskPersonal) -> PersonalAsked:
        """Vouch and hand on. Refusals: ENG-030 no right shown, ENG-023 too often, SYN-018 nobody carries."""
        right = self._dossiers.right_to(request.dossier_id)
        if right is None:
            raise RefusalError(NO_RIGHT)
        if self._left == 0:
            raise RefusalError(TOO_OFTEN)
        self._drop()
        enquiry = Enquiry(
            request=str(uuid.uuid4()),
            kiosk=self._core.facts.kiosk,
            dossier_id=request.dossier_id,
            public_key=request.public_key,
            by=right.by,
            tag=right.tag,
        )
        body = enquiry.vouched(self._core.keys.k_claim)
        if not self._core.to_sync(CarryEnquiry(request=enquiry.request), body):
            raise RefusalError(NO_ANSWER)
        self._left -= 1
        until = self._core.clock.monotonic() + WITHIN_S
        self._waiting = _Waiting(enquiry.request, request.dossier_id, until, right.by == "card")
        return PersonalAsked(request=enquiry.request)

    def answered(self, said: EnquiryAnswered, raw: bytes) -> None:
        """Sync brings an answer; one for which nobody waits any more is dropped."""
        waiting = self._waiting
        if waiting is None or said.request != waiting.request:
            return
        self._waiting = None
        if said.error_id is not None:
            self._core.tell(PersonalCame(request=waiting.request, error_id=said.error_id))
            return
        try:
            self._core.keys.directives.verify(bytes.fromhex(said.signature), raw)
            answer = SealedAnswer.model_validate_json(raw)
            if (answer.kiosk, answer.dossier_id, answer.request) != (
                self._core.facts.kiosk, waiting.dossier_id, waiting.request,
            ):  # fmt: skip
                raise ValueError("an answer to something else")
        except (InvalidSignature, ValueError):
            self._core.tell(PersonalCame(request=waiting.request, error_id=UNUSABLE))
            return
        if waiting.may_print:
            self._told.add(waiting.dossier_id)
        copies = self._core.state.copies.get(f"acceptance/{waiting.dossier_id}", 0)
        self._core.tell(PersonalCame(request=waiting.request, sealed=answer.sealed, copies=copies))

    def require_told(self, dossier_id: str) -> None:
        """Only whose card was answered in this seat has an acceptance slip to print; else ENG-030."""
        if dossier_id not in self._told:
            raise RefusalError(NO_RIGHT)

    def tick(self) -> None:
        """Nobody waits longer than `WITHIN_S`."""
        waiting = self._waiting
        if waiting is not None and self._core.clock.monotonic() >= waiting.until:
            self._drop()
            self._core.tell(PersonalCame(request=waiting.request, error_id=NO_ANSWER))

    def seat_left(self) -> None:
        """The next person is told nothing of it."""
        self._drop()
        self._told.clear()
        self._left = ASKED_A_SEAT

    def _drop(self) -> None:
        if self._waiting is not None:
            self._core.to_sync(DropEnquiry(request=self._waiting.request), b"")
            self._waiting = None
