"""Tags of the administrators' pages: names of what the machines say, in the page's language."""

from __future__ import annotations

from datetime import datetime

from django.template import Context, Library
from django.utils.timezone import localtime

from central.officers import texts
from kiosk import errors
from kiosk.dossier.text import Language
from kiosk.texts import phrase

register = Library()


def _language(context: Context) -> Language:
    return "en" if context.get("language") == "en" else "vi"


@register.simple_tag(takes_context=True)
def named(context: Context, kind: str, name: str) -> str:
    """The words for a name that comes from a machine; one that has none is shown as it is."""
    language = _language(context)
    if kind == "key" and name.startswith("compartments."):
        return texts.say("fleet.compartment", language, number=name.partition(".")[2])
    found = texts.phrases().get(f"fleet.{kind}.{name}")
    return name if found is None else found.of(language)


@register.simple_tag(takes_context=True)
def called(context: Context, test: str, compartment: int | None) -> str:
    """What a technician's test is called at the machine, with the compartment for a door."""
    name = phrase(f"tests.name.{test}").of(_language(context))
    return name if compartment is None else f"{name} {compartment}"


@register.simple_tag(takes_context=True)
def remedy(context: Context, error_id: str) -> str:
    """What the error catalogue tells a technician; nothing for an id that this build does not know."""
    known = errors.catalogue().get(error_id)
    return "" if known is None else known.technician.of(_language(context))


@register.filter
def wall(moment: str) -> str:
    """A kiosk's own moment, to the second, Vietnamese time."""
    try:
        return localtime(datetime.fromisoformat(moment)).strftime("%d/%m/%Y %H:%M:%S")
    except ValueError:
        return ""
