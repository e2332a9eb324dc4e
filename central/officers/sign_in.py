"""Signing in and out. Fields of the sign-in form: `username`, `password`, `next`."""

from __future__ import annotations

import hashlib

from django.contrib.auth import authenticate, login, logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from central.fleet.models import Officer
from central.officers.entry import is_admin, is_admin_account, officer_of, sealed_off
from central.officers.language import language_of

TRIES = 8
PAUSE_SECONDS = 300
# a working day; who forgot to sign out is not signed in the next morning
SHIFT_SECONDS = 10 * 3600


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; after `TRIES` wrong passwords an account rests for `PAUSE_SECONDS`."""
    problem = ""
    if request.method == "POST":
        problem = _try(request)
    if officer_of(request) is not None or is_admin(request):
        return HttpResponseRedirect(_target(request))
    context = {"language": language_of(request), "problem": problem, "next": _asked(request)}
    return sealed_off(render(request, "officers/login.html", context, status=422 if problem else 200))


@require_http_methods(["POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; what was open is closed with it."""
    logout(request)
    return redirect(reverse("officers:login"))


def _try(request: HttpRequest) -> str:
    """Sign in; return the id of the phrase that says why not."""
    name = request.POST.get("username", "")[:150].strip()
    counter = f"officers.tries.{hashlib.sha256(name.encode()).hexdigest()}"
    if cache.get(counter, 0) >= TRIES:
        return "login.paused"
    account = authenticate(request, username=name, password=request.POST.get("password", ""))
    if account is None:
        cache.add(counter, 0, PAUSE_SECONDS)
        cache.incr(counter)
        return "login.wrong"
    if not (is_admin_account(account) or Officer.objects.filter(user_id=account.pk).exists()):
        return "login.no_officer"
    cache.delete(counter)
    login(request, account)
    request.session.set_expiry(SHIFT_SECONDS)
    return ""


def _target(request: HttpRequest) -> str:
    wanted = _asked(request)
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("officers:home" if officer_of(request) is not None else "admins:fleet")


def _asked(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""
