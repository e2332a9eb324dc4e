"""Django's entry for this app."""

from django.apps import AppConfig


class FleetConfig(AppConfig):
    """Kiosks, what they report, and what central tells them."""

    name = "central.fleet"
    label = "fleet"
    default_auto_field = "django.db.models.BigAutoField"
