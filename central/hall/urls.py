"""Addresses of the hall. The board needs no signing in; no personal datum is on it."""

from __future__ import annotations

from django.urls import URLPattern, path

from central.hall import views

app_name = "hall"

urlpatterns: list[URLPattern] = [
    path("", views.counters, name="counters"),
    path("counters/<str:name>/", views.counter, name="counter"),
    path("counters/<str:name>/<str:what>", views.act, name="act"),
    path("board/<str:unit>/", views.board, name="board"),
]
