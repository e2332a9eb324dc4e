"""Tags that speak the page's language: phrases, catalogue texts, moments, days and ages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.template import Context, Library
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime, now

from central.instance import catalogue
from central.officers import texts
from kiosk.dossier.status import Status
from kiosk.dossier.text import Language, Text

register = Library()


def _language(context: Context) -> Language:
    return "en" if context.get("language") == "en" else "vi"


@register.simple_tag(takes_context=True)
def say(context: Context, *names: str, **filled: object) -> str:
    """A phrase by its id; several parts of an id are joined by dots."""
    return texts.say(".".join(str(name) for name in names), _language(context), **filled)


@register.simple_tag(takes_context=True)
def words(context: Context, text: Text | None) -> str:
    """A text of the catalogue."""
    return "" if text is None else text.of(_language(context))


@register.simple_tag(takes_context=True)
def status_words(context: Context, number: int) -> str:
    """The name of a status."""
    return catalogue().statuses[Status(number)].name.of(_language(context))


@register.simple_tag(takes_context=True)
def item_name(context: Context, item: object) -> str:
    """The name of a waiting item."""
    return str(getattr(item, f"name_{_language(context)}"))


@register.simple_tag(takes_context=True)
def fact(context: Context, key: str, value: object) -> str:
    """One fact of an alarm; what the events' words have no phrase for is shown as it is."""
    language, name = _language(context), f"alarms.value.{value}"
    shown = texts.say(name, language) if name in texts.phrases() else value
    return texts.say(f"alarms.fact.{key}", language, value=shown)


@register.filter
def at(table: dict[str, Text], key: str) -> Text | None:
    """An entry of a table, None when it has none."""
    return table.get(key)


@register.filter
def when(moment: datetime | None) -> str:
    """`21/11/2026 14:05`, Vietnamese time."""
    return "" if moment is None else localtime(moment).strftime("%d/%m/%Y %H:%M")


@register.filter
def day(value: date | None) -> str:
    """`21/11/2026`."""
    return "" if value is None else value.strftime("%d/%m/%Y")


@register.simple_tag(takes_context=True)
def age(context: Context, since: datetime | None) -> str:
    """How long ago, in its largest whole unit."""
    if since is None:
        return ""
    passed = max(now() - since, timedelta())
    minutes = int(passed.total_seconds()) // 60
    if minutes < 60:
        return texts.say("frame.age.minutes", _language(context), count=minutes)
    if minutes < 48 * 60:
        return texts.say("frame.age.hours", _language(context), count=minutes // 60)
    return texts.say("frame.age.days", _language(context), count=minutes // (24 * 60))


@register.filter
def qr(payload: str) -> SafeString:
    """A QR code as inline SVG, error correction M, four modules of quiet zone."""
    import segno

    drawn: str = segno.make(payload, error="m", micro=False).svg_inline(border=4, scale=1, omitsize=True)
    return mark_safe(drawn)  # noqa: S308  (made by the encoder; of the payload only modules get into it)
