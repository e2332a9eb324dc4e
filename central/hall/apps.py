"""Django's entry for this app."""

from django.apps import AppConfig


class HallConfig(AppConfig):
    """Queue numbers and the calls of counters."""

    name = "central.hall"
    label = "hall"
    default_auto_field = "django.db.models.BigAutoField"
