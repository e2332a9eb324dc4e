"""Django's entry for this app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """What kiosks deliver: sealed parts, manifests, receipts."""

    name = "central.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
