"""Django's entry for this app."""

from django.apps import AppConfig


class AdminsConfig(AppConfig):
    """The pages of central's administrators."""

    name = "central.admins"
    label = "admins"
    default_auto_field = "django.db.models.BigAutoField"
