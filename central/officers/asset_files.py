"""The few files that pages need beside themselves: one stylesheet, one script, the kiosk's typeface.

The script is htmx 2.0.11, unchanged, its licence (Zero-Clause BSD) beside it. Every page works without it.
"""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

_HERE = Path(__file__).parent / "assets"
_FONTS = Path(__file__).parents[2] / "kiosk" / "ui" / "fonts"
_FILES = {
    "officers.css": (_HERE, "text/css; charset=utf-8"),
    "icon.svg": (_HERE, "image/svg+xml"),
    "htmx.min.js": (_HERE, "text/javascript; charset=utf-8"),
    "htmx.LICENSE.txt": (_HERE, "text/plain; charset=utf-8"),
    "BeVietnamPro-Regular.ttf": (_FONTS, "font/ttf"),
    "BeVietnamPro-SemiBold.ttf": (_FONTS, "font/ttf"),
    "BeVietnamPro-Bold.ttf": (_FONTS, "font/ttf"),
}


def asset(request: HttpRequest, name: str) -> HttpResponse:
    """One of the files named above; nothing else of the disk can be reached."""
    if name not in _FILES:
        raise Http404
    folder, media_type = _FILES[name]
    response = HttpResponse((folder / name).read_bytes(), content_type=media_type)
    response["Cache-Control"] = "public, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
