"""What can be wrong with a card, by the ids of the error catalogue."""

from __future__ import annotations

from enum import StrEnum


class CardErrorKind(StrEnum):
    """What the caller does next: ask for another card, try this one again, or turn to people."""

    NOT_SUPPORTED = "notSupported"
    REFUSED = "refused"
    MALFORMED = "malformed"
    CONTRADICTORY = "contradictory"
    BLOCKED = "blocked"


class CardError(Exception):
    """A card that answers, but not as it should. The detail never holds card content."""

    kind: CardErrorKind
    error_id: str

    def __init__(self, kind: CardErrorKind, error_id: str, detail: str = "") -> None:
        """`error_id` is CRD-xxx of the catalogue; `detail` is for technicians: names, lengths, words."""
        super().__init__(f"{error_id} {kind}: {detail}")
        self.kind = kind
        self.error_id = error_id
        self.detail = detail


def not_supported(detail: str) -> CardError:
    """The card has no such application or file: it is another kind of card."""
    return CardError(CardErrorKind.NOT_SUPPORTED, "CRD-004", detail)


def refused(detail: str) -> CardError:
    """The card answered a command with an error status word."""
    return CardError(CardErrorKind.REFUSED, "CRD-005", detail)


def malformed(detail: str) -> CardError:
    """What the card sent cannot be understood."""
    return CardError(CardErrorKind.MALFORMED, "CRD-006", detail)


def contradictory(detail: str) -> CardError:
    """Two files of one card name different people."""
    return CardError(CardErrorKind.CONTRADICTORY, "CRD-007", detail)
