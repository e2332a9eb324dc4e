"""Django's entry for this app."""

from django.apps import AppConfig


class OfficersConfig(AppConfig):
    """The pages of the officers of a one-stop office."""

    name = "central.officers"
    label = "officers"
    default_auto_field = "django.db.models.BigAutoField"
