"""Events of the remote config: offered, applied, confirmed or gone back from; refused. Digests are SHA-256
of the document; an empty one is the config that was installed with the machine."""

from __future__ import annotations

from typing import ClassVar

from kiosk.journal.events import Event


class ConfigOffered(Event):
    """A signed config that fits this machine waits until nobody is served."""

    name: ClassVar[str] = "config.offered/1"
    version: int
    digest: str


class ConfigApplied(Event):
    """It runs from now on, on probation: `devices`, which answered before, have to answer again."""

    name: ClassVar[str] = "config.applied/1"
    version: int
    digest: str
    devices: list[str]


class ConfigConfirmed(Event):
    """Its devices answer and its home page is served: it is the last good one."""

    name: ClassVar[str] = "config.confirmed/1"
    version: int
    digest: str


class ConfigReverted(Event):
    """It failed its probation; the last good one runs again."""

    name: ClassVar[str] = "config.reverted/1"
    version: int
    digest: str
    to_version: int
    to_digest: str
    error_id: str
    detail: str


class ConfigRefused(Event):
    """A config was not believed or is not possible here; what ran runs on.

    `digest` is of the document when it was believed, otherwise of the whole package; `version` 0 is unknown.
    """

    name: ClassVar[str] = "config.refused/1"
    version: int
    digest: str
    error_id: str
    detail: str
