"""Setting layers, and publishing what follows for each kiosk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.timezone import now

from central.canonical import canonical
from central.fleet.layers import Effective, merge
from central.fleet.models import ConfigLayer, ConfigVersion, Kiosk
from central.instance import catalogue, keys
from kiosk.config.model import Config
from kiosk.dossier.deadline import OfficeHours, WorkCalendar

Scope = ConfigLayer.Scope


def layer(scope: str, subject: str) -> dict[str, Any]:
    """What is set there; the fleet's layer begins with every procedure in force."""
    found = ConfigLayer.objects.filter(scope=scope, subject=subject).first()
    if found is not None:
        return dict(found.values)
    if scope == Scope.FLEET:
        return {"procedures": [procedure.code for procedure in catalogue().in_force(now().date())]}
    return {}


def effective(kiosk: Kiosk) -> Effective:
    """What is set for a kiosk, from all three layers."""
    return merge([(scope, layer(scope, subject)) for scope, subject in _subjects(kiosk)])


def office_calendar(unit: str) -> WorkCalendar:
    """When the counters of a unit work, with the make-up Saturdays of the catalogue."""
    here = merge([(scope, layer(scope, subject)) for scope, subject in _above(unit)])
    hours = OfficeHours.model_validate(here.tree.get("office_hours", {}))
    return WorkCalendar(catalogue().calendar, hours)


def affected(scope: str, subject: str) -> list[Kiosk]:
    """The kiosks under a layer."""
    known = Kiosk.objects.filter(revoked_at=None).order_by("kiosk_id")
    return [kiosk for kiosk in known if (scope, subject) in _subjects(kiosk)]


def set_layer(
    scope: str, subject: str, values: dict[str, Any], by: AbstractBaseUser | None
) -> list[ConfigVersion]:
    """Set a layer and publish what changes for the kiosks under it; returns what was published.

    All or nothing; raises `ConfigError` naming the key.
    """
    with transaction.atomic():
        ConfigLayer.objects.update_or_create(
            scope=scope, subject=subject, defaults={"values": values, "changed_by": by}
        )
        made = [_next(kiosk, by) for kiosk in affected(scope, subject)]
        fresh = [version for version in made if version is not None]
        if not made:
            _checked(merge([(Scope.FLEET, layer(Scope.FLEET, "")), (scope, values)]).tree, "", 1)
    ship(affected(scope, subject))
    return fresh


def ship(kiosks: Iterable[Kiosk]) -> None:
    """Sign the newest version of each kiosk, where that was not done yet.

    A central that died between its database and its repository does the rest at its next start.
    """
    repository = keys().configs()
    for kiosk in kiosks:
        wanted = newest(kiosk)
        if wanted is not None and repository.digest(kiosk.kiosk_id) != wanted.digest:
            repository.publish(kiosk.kiosk_id, bytes(wanted.body), now().replace(microsecond=0))


def newest(kiosk: Kiosk) -> ConfigVersion | None:
    """What the kiosk should run; None while nothing was published for it."""
    return ConfigVersion.objects.filter(kiosk=kiosk).order_by("-version").first()


def _next(kiosk: Kiosk, by: AbstractBaseUser | None) -> ConfigVersion | None:
    """The kiosk's next version, unless it would say the same as the last."""
    last = newest(kiosk)
    tree = effective(kiosk).tree
    # a central that was restored from an older copy must not give a version again
    version = max(0 if last is None else last.version, _judged(kiosk)) + 1
    if last is not None and _document(tree, kiosk.kiosk_id, last.version) == bytes(last.body):
        return None
    body = _checked(tree, kiosk.kiosk_id, version)
    digest = hashlib.sha256(body).hexdigest()
    return ConfigVersion.objects.create(kiosk=kiosk, version=version, body=body, digest=digest, made_by=by)


def _judged(kiosk: Kiosk) -> int:
    """The newest version that the kiosk ever looked at, by its last heartbeat."""
    said = kiosk.heartbeat.get("config")
    judged = said.get("judged") if isinstance(said, dict) else None
    return judged if isinstance(judged, int) else 0


def _checked(tree: dict[str, Any], kiosk_id: str, version: int) -> bytes:
    body = _document(tree, kiosk_id, version)
    Config.from_bytes(body)
    return body


def _document(tree: dict[str, Any], kiosk_id: str, version: int) -> bytes:
    return canonical({"schema": "kiosk-config/1", "version": version, "kiosk": kiosk_id, **tree})


def _subjects(kiosk: Kiosk) -> list[tuple[str, str]]:
    return [*_above(kiosk.unit), (Scope.KIOSK, kiosk.kiosk_id)]


def _above(unit: str) -> list[tuple[str, str]]:
    return [(Scope.FLEET, ""), (Scope.SITE, unit)]
