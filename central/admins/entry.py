"""The door to the administrators' pages: accounts that `add-admin` made, in their language."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from central.fleet.models import Kiosk
from central.officers.entry import is_admin_account, staff_page
from kiosk.dossier.text import Language


class AdminRequest(HttpRequest):
    """A request of a signed-in administrator."""

    person: AbstractBaseUser
    language: Language


def _let_admin_in(request: AdminRequest) -> bool:
    account = request.user
    if not is_admin_account(account):
        return False
    request.person = account
    return True


admin_page = partial(staff_page, _let_admin_in)


def show(request: AdminRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    """Render one of `templates/admins`."""
    frame = {"language": request.language, "person": request.person}
    return render(request, f"admins/{template}", {**frame, **context}, status=status)


def kiosk_or_404(kiosk_id: str) -> Kiosk:
    """A kiosk that was not revoked."""
    kiosk = Kiosk.objects.filter(kiosk_id=kiosk_id, revoked_at=None).first()
    if kiosk is None:
        raise Http404
    return kiosk
