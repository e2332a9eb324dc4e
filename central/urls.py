"""Addresses of the staff listener. Kiosks get `central.intake.urls` instead."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("fleet/", include("central.admins.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("hall/", include("central.hall.urls")),
    path("", include("central.officers.urls")),
]
