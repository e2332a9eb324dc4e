"""Django's entry for this app."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Dossiers, their originals, and what waits for collection."""

    name = "central.dossiers"
    label = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"
