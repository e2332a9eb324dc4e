"""What a test does with a page: post to a dossier, find elements by the ids that the pages promise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from central.dossiers.models import Dossier


def read(browser: Client, dossier: Dossier, step: str = "") -> str:
    """A dossier's page as text."""
    reply: Any = browser.get(f"/dossiers/{dossier.dossier_id}/{step}")
    assert reply.status_code == 200
    return str(reply.content.decode())


def post(browser: Client, dossier: Dossier, step: str, **data: object) -> HttpResponse:
    """Post to one of the dossier's addresses."""
    reply: Any = browser.post(f"/dossiers/{dossier.dossier_id}/{step}", data)
    return reply  # type: ignore[no-any-return]


def done(browser: Client, dossier: Dossier, step: str, **data: object) -> None:
    """Post and expect it to be done."""
    reply = post(browser, dossier, step, **data)
    assert reply.status_code == 302, problem_of(reply)


def problem_of(reply: HttpResponse) -> str:
    """The phrase id with which the page says why something was not done."""
    found = re.search(r'data-problem="([^"]*)"', reply.content.decode())
    return found[1] if found else ""


def attribute(page: str, element: str, name: str) -> str:
    """An attribute of the element with an id."""
    tag = re.search(rf'<[^>]*id="{element}"[^>]*>', page)
    assert tag, element
    value = re.search(rf'{name}="([^"]*)"', tag[0])
    assert value, name
    return value[1]
