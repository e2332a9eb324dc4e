"""Addresses of the administrators' pages."""

from __future__ import annotations

from django.urls import path

from central.admins import pages

app_name = "admins"
urlpatterns = [
    path("", pages.fleet, name="fleet"),
    path("kiosks/<str:kiosk_id>/", pages.kiosk, name="kiosk"),
    path("kiosks/<str:kiosk_id>/timeline", pages.timeline, name="timeline"),
    path("config/<str:scope>/", pages.config, name="config"),
    path("config/<str:scope>/<str:subject>/", pages.config, name="config"),
]
