"""How the events of the remote config change the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kiosk.journal.events import Recorded
from kiosk.journal.facts import config

if TYPE_CHECKING:
    from kiosk.engine.state import ConfigState, State


def _offered(state: State, event: config.ConfigOffered, at: Recorded) -> None:
    now = state.config
    now.offered, now.offered_version = event.digest, event.version
    now.judged = max(now.judged, event.version)
    _said(now, "offered", at)


def _applied(state: State, event: config.ConfigApplied, at: Recorded) -> None:
    now = state.config
    now.running, now.version = event.digest, event.version
    now.offered, now.offered_version = "", 0
    now.probation, now.starts, now.must_answer = True, 0, event.devices
    _said(now, "applied", at)


def _confirmed(state: State, event: config.ConfigConfirmed, at: Recorded) -> None:
    now = state.config
    now.good, now.good_version = event.digest, event.version
    now.probation = False
    _said(now, "confirmed", at)


def _reverted(state: State, event: config.ConfigReverted, at: Recorded) -> None:
    now = state.config
    now.running, now.version = event.to_digest, event.to_version
    now.good, now.good_version = event.to_digest, event.to_version
    now.probation, now.refused = False, event.digest
    _said(now, "reverted", at, event.error_id, event.detail)


def _refused(state: State, event: config.ConfigRefused, at: Recorded) -> None:
    now = state.config
    if event.version:
        now.refused = event.digest
    else:
        now.unbelieved = event.digest
    now.judged = max(now.judged, event.version)
    if now.offered == event.digest:
        now.offered, now.offered_version = "", 0
    _said(now, "refused", at, event.error_id, event.detail)


def _said(now: ConfigState, last: str, at: Recorded, error_id: str = "", detail: str = "") -> None:
    now.last, now.since, now.error_id, now.detail = last, at.wall, error_id, detail


CONFIG_FOLDS: dict[type, Callable[[State, Any, Recorded], None]] = {
    config.ConfigOffered: _offered,
    config.ConfigApplied: _applied,
    config.ConfigConfirmed: _confirmed,
    config.ConfigReverted: _reverted,
    config.ConfigRefused: _refused,
}
