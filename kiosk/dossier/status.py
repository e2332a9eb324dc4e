"""The ten states of a dossier on the national public service portal, and which may follow which.

Being overdue is an attribute, not a state; "issued" (9) and "handed over" (10) are separate facts.
"""

from enum import IntEnum


class Status(IntEnum):
    """Numbers as exchanged with the national portal; their words are in ``statuses.toml``."""

    DEPOSITED = 1
    ACCEPTED = 2
    REFUSED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_ASKED = 5
    PAYMENT_ASKED = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    HANDED_OVER = 10


_BEFORE_A_RESULT = frozenset({Status.WITHDRAWN, Status.STOPPED})

# a supplement may be asked before acceptance (Mẫu 02) or during the work, so 5 leads back to either side;
# 2 goes straight to 9 where the result is made while the citizen waits
_FOLLOWERS: dict[Status, frozenset[Status]] = {
    Status.DEPOSITED: frozenset(
        {Status.ACCEPTED, Status.REFUSED, Status.SUPPLEMENT_ASKED, Status.WITHDRAWN},
    ),
    Status.ACCEPTED: frozenset(
        {Status.IN_PROGRESS, Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED, Status.DONE} | _BEFORE_A_RESULT
    ),
    Status.REFUSED: frozenset(),
    Status.IN_PROGRESS: frozenset(
        {Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED, Status.DONE} | _BEFORE_A_RESULT
    ),
    Status.SUPPLEMENT_ASKED: frozenset(
        {Status.ACCEPTED, Status.REFUSED, Status.IN_PROGRESS} | _BEFORE_A_RESULT,
    ),
    Status.PAYMENT_ASKED: frozenset({Status.IN_PROGRESS} | _BEFORE_A_RESULT),
    Status.WITHDRAWN: frozenset(),
    Status.STOPPED: frozenset(),
    Status.DONE: frozenset({Status.HANDED_OVER}),
    Status.HANDED_OVER: frozenset(),
}


class StatusError(ValueError):
    """A state that cannot follow the present one."""


def followers(status: Status) -> frozenset[Status]:
    """The states that may come next."""
    return _FOLLOWERS[status]


def moved(present: Status, following: Status) -> Status:
    """``following``, when it may follow ``present``; `StatusError` otherwise."""
    if following not in _FOLLOWERS[present]:
        raise StatusError(f"{following.value} cannot follow {present.value}")
    return following


def is_final(status: Status) -> bool:
    """Whether nothing follows."""
    return not _FOLLOWERS[status]
