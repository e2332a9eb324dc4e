"""Tags of the administrators' pages: names of what the machines say, in the page's language."""

from __future__ import annotations

from datetime import datetime

from django.template import Context, Library
from django.utils.timezone import localtime

from central.officers import texts
from kiosk.dossier.text import Language

register = Library()


@register.simple_tag(takes_context=True)
def named(context: Context, kind: str, name: str) -> str:
    """The words for a name that comes from a machine; one that has none is shown as it is."""
    language: Language = "en" if context.get("language") == "en" else "vi"
    if kind == "key" and name.startswith("compartments."):
        return texts.say("fleet.compartment", language, number=name.partition(".")[2])
    found = texts.phrases().get(f"fleet.{kind}.{name}")
    return name if found is None else found.of(language)


@register.filter
def wall(moment: str) -> str:
    """A kiosk's own moment, to the second, Vietnamese time."""
    try:
        return localtime(datetime.fromisoformat(moment)).strftime("%d/%m/%Y %H:%M:%S")
    except ValueError:
        return ""
