"""The door to the administrators' pages: accounts that `add-admin` made, in their language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from central.fleet.models import Kiosk
from central.officers.entry import View, is_admin, sealed_off
from central.officers.language import language_of
from kiosk.dossier.text import Language


class AdminRequest(HttpRequest):
    """A request of a signed-in administrator."""

    person: AbstractBaseUser
    language: Language


def admin_page(*methods: str) -> Callable[[View], View]:
    """A page for administrators only, answering `methods`; others are sent to sign in. Never cached."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if not is_admin(request):
                return redirect(f"{reverse('officers:login')}?{urlencode({'next': request.path})}")
            request.person, request.language = request.user, language_of(request)
            return sealed_off(view(request, *args, **kwargs))

        return guarded

    return decorate


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
