"""Addresses of the kiosk listener (mutual TLS only)."""

from __future__ import annotations

from django.urls import path, register_converter

from central.fleet import views as fleet
from central.intake import uploads, views


class Sha256Converter:
    """A SHA-256 in hex."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Sha256Converter, "sha256")

urlpatterns = [
    path("v1/dossiers/<uuid:dossier_id>", views.dossier),
    path("v1/enquiries", views.enquiry),
    path("v1/uploads", uploads.create),
    path("v1/uploads/<uuid:upload_id>", uploads.upload),
    path("v1/blobs/<sha256:digest>", uploads.blob),
    path("v1/events", fleet.events),
    path("v1/checkpoints", fleet.checkpoints),
    path("v1/heartbeat", fleet.heartbeat),
    path("v1/directives", fleet.directives),
    path("v1/config", fleet.config),
    path("v1/identity", fleet.identity),
]
