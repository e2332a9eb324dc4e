"""Which of the two languages a page speaks."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from kiosk.dossier.text import Language


def language_of(request: HttpRequest) -> Language:
    """What the officer chose; otherwise Vietnamese.

    The browser's own language is no choice: machines in offices are often installed in English.
    """
    return "en" if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) == "en" else "vi"
