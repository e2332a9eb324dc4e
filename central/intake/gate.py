"""Who is asking: on the kiosk listener, the kiosk of the client certificate, checked at each request."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from django.http import HttpRequest, HttpResponse, JsonResponse

from central.fleet.models import Kiosk, KioskCertificate
from central.pki import fingerprint

KIOSK_URLS = "central.intake.urls"


class KioskRequest(HttpRequest):
    """A request from a kiosk."""

    kiosk: Kiosk


class KioskGate:
    """Middleware: requests that came over mutual TLS see the kiosk API only, all others never see it.

    The certificate comes from the connection's own TLS object (ASGI's TLS extension), never from a header.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """As Django wants it."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let a known kiosk through to its API, and everybody else of the staff listener to the pages."""
        scope: dict[str, dict[str, dict[str, list[str]]]] = getattr(request, "scope", {})
        tls = scope.get("extensions", {}).get("tls")
        if tls is None:
            return self._get_response(request)
        kiosk = _kiosk_of(tls["client_cert_chain"])
        if kiosk is None:
            return JsonResponse({"error": "CEN-040"}, status=403)
        request.urlconf = KIOSK_URLS
        request.kiosk = kiosk  # type: ignore[attr-defined]
        return self._get_response(request)


def _kiosk_of(chain: list[str]) -> Kiosk | None:
    if not chain:
        return None
    name = fingerprint(load_pem_x509_certificate(chain[0].encode()).public_bytes(Encoding.DER))
    known = (
        KioskCertificate.objects.select_related("kiosk")
        .filter(fingerprint=name, revoked_at=None, kiosk__revoked_at=None)
        .first()
    )
    return None if known is None else known.kiosk
