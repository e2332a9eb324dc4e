"""The door to the officers' pages: who is asking, in which language, and what no page may leave behind."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeGuard
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now

from central.dossiers.models import Dossier
from central.fleet.models import Alarm, Kiosk, Officer
from central.instance import catalogue, units_under
from central.officers.language import language_of
from kiosk.dossier.text import Language

View = Callable[..., HttpResponse]
# the officers' pages load nothing from elsewhere and are shown in no frame
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class OfficerRequest(HttpRequest):
    """A request of a signed-in officer; `person` is the account that acts."""

    officer: Officer
    person: AbstractBaseUser
    language: Language


def staff_page(let_in: Callable[[Any], bool], *methods: str) -> Callable[[View], View]:
    """A page that answers `methods`, never cached; whom `let_in` does not know is sent to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if not let_in(request):
                return redirect(f"{reverse('officers:login')}?{urlencode({'next': request.path})}")
            request.language = language_of(request)
            return sealed_off(view(request, *args, **kwargs))

        return guarded

    return decorate


def _let_officer_in(request: OfficerRequest) -> bool:
    officer = officer_of(request)
    if officer is not None:
        request.officer, request.person = officer, officer.user
    return officer is not None


officer_page = partial(staff_page, _let_officer_in)


def officer_of(request: HttpRequest) -> Officer | None:
    """The officer who is signed in, if any; an account that was closed is none."""
    account = request.user
    if not account.is_authenticated or not account.is_active:
        return None
    return Officer.objects.select_related("user").filter(user_id=account.pk).first()


def is_admin(request: HttpRequest) -> bool:
    """Whether an administrator of the fleet is signed in."""
    return is_admin_account(request.user)


def is_admin_account(account: object) -> TypeGuard[User]:
    """Whether an account is one that `add-admin` made; one that was closed is none."""
    return isinstance(account, User) and account.is_active and account.is_staff


def sealed_off(response: HttpResponse) -> HttpResponse:
    """Forbid caches to keep it and the browser to load anything foreign into it."""
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def show(
    request: OfficerRequest, template: str, context: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Render one of `templates/officers`."""
    units = units_of(request.officer)
    frame: dict[str, object] = {
        "language": request.language,
        "officer": request.officer,
        "unit": catalogue().unit(request.officer.unit, localtime(now()).date()),
        "kiosks": Kiosk.objects.filter(unit__in=units, revoked_at=None).order_by("kiosk_id"),
        "alarm_count": Alarm.objects.filter(kiosk__unit__in=units, resolved_at=None).count(),
    }
    return render(request, f"officers/{template}", {**frame, **(context or {})}, status=status)


def units_of(officer: Officer) -> list[str]:
    """The officer's unit, and those that ended and whose open dossiers it took over."""
    return units_under(officer.unit)


def dossier_for(request: OfficerRequest, dossier_id: uuid.UUID) -> Dossier:
    """The dossier, when it is of the officer's unit. Otherwise it does not exist here (`Http404`)."""
    found = Dossier.objects.select_related("kiosk").filter(
        dossier_id=dossier_id, unit__in=units_of(request.officer)
    )
    dossier = found.first()
    if dossier is None:
        raise Http404
    return dossier


def kiosk_for(request: OfficerRequest, kiosk_id: str) -> Kiosk:
    """The kiosk, when it stands at the officer's unit; `Http404` otherwise."""
    kiosk = Kiosk.objects.filter(
        kiosk_id=kiosk_id, unit__in=units_of(request.officer), revoked_at=None
    ).first()
    if kiosk is None:
        raise Http404
    return kiosk
