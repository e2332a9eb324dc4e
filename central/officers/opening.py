"""Opening what was sealed: on the officer's word, for a while, and never without a line that says so."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import structlog
from django.utils.timezone import now

from central.dossiers.contents import open_part, personal
from central.dossiers.models import Dossier, Part
from central.keys import KeyRingError
from central.officers.entry import OfficerRequest
from central.officers.models import Viewing
from kiosk.dossier.manifest import ManifestError, PersonalPart
from kiosk.vault.seal import SealError
from kiosk.vault.store import VaultError

STAYS_OPEN = timedelta(minutes=30)
_SESSION = "opened"
_log = structlog.get_logger()


class UnreadableError(Exception):
    """A sealed part cannot be opened: its key or its bytes are not here, or it is damaged (CEN-012)."""

    error_id = "CEN-012"


def open_dossier(request: OfficerRequest, dossier: Dossier) -> None:
    """From now on this officer's session may read the dossier's sealed parts."""
    opened = _opened(request)
    opened[str(dossier.dossier_id)] = now().isoformat()
    request.session[_SESSION] = opened


def close_dossier(request: OfficerRequest, dossier: Dossier) -> None:
    """Seal it again for this session."""
    opened = _opened(request)
    opened.pop(str(dossier.dossier_id), None)
    request.session[_SESSION] = opened


def is_open(request: OfficerRequest, dossier: Dossier) -> bool:
    """Whether this session opened the dossier and has not closed it."""
    return str(dossier.dossier_id) in _opened(request)


def read_personal(request: OfficerRequest, dossier: Dossier, what: Viewing.What) -> PersonalPart:
    """Who deposited for whom; recorded. Raises `UnreadableError`."""
    Viewing.objects.create(dossier=dossier, officer=request.person, what=what, part="personal")
    try:
        return personal(dossier)
    except (SealError, KeyRingError, VaultError, ManifestError, Part.DoesNotExist) as error:
        raise _unreadable(dossier.dossier_id, error) from error


def read_page(request: OfficerRequest, part: Part, what: Viewing.What) -> bytes:
    """One page; recorded. Raises `UnreadableError`."""
    Viewing.objects.create(dossier=part.dossier, officer=request.person, what=what, part=part.name)
    try:
        return open_part(part)
    except (SealError, KeyRingError, VaultError) as error:
        raise _unreadable(part.dossier.dossier_id, error) from error


def _unreadable(dossier_id: uuid.UUID, error: Exception) -> UnreadableError:
    _log.warning("officers.unreadable", dossier=str(dossier_id), error=type(error).__name__)
    return UnreadableError(str(dossier_id))


def _opened(request: OfficerRequest) -> dict[str, str]:
    known: dict[str, str] = request.session.get(_SESSION, {})
    return {key: at for key, at in known.items() if now() - datetime.fromisoformat(at) < STAYS_OPEN}
