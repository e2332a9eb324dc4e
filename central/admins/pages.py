"""The administrators' pages: the fleet, a kiosk, its timeline, a layer of config."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now

from central.admins import form
from central.admins.checks import checks
from central.admins.entry import AdminRequest, admin_page, kiosk_or_404, show
from central.admins.reports import report
from central.fleet.configs import affected, effective, layer, set_layer
from central.fleet.layers import DEFAULT, Path, spread
from central.fleet.models import CompartmentState, ConfigLayer, ConfigVersion, Kiosk, KioskEvent
from central.instance import catalogue
from kiosk.config.model import ConfigError, Settable

EVENTS_A_PAGE = 100
VERSIONS = 5
_TIME = re.compile(r"\d\d:\d\d:\d\d")
# what a timeline need not repeat: it stands in the kiosk page or means nothing to a person
_QUIET = {"digest", "hash", "blobs", "proofs", "owner_tags", "manifest"}


@dataclass(frozen=True)
class Value:
    """One value of a kiosk's config, and where it comes from; `kind` says how its parts are worded."""

    name: str
    parts: list[str]
    origin: str

    @property
    def kind(self) -> str:
        """Compartments have purposes; all else is chosen from words, or is as it is."""
        return "purpose" if self.name.startswith("compartments.") else "choice"


@admin_page("GET")
def fleet(request: AdminRequest) -> HttpResponse:
    """Every kiosk; those that somebody should look at come first."""
    known = Kiosk.objects.filter(revoked_at=None).order_by("kiosk_id")
    reports = sorted((report(kiosk) for kiosk in known), key=lambda each: each.well)
    sites = sorted({each.kiosk.unit for each in reports})
    return show(request, "fleet.html", {"reports": reports, "sites": sites, "at": "fleet"})


@admin_page("GET")
def kiosk(request: AdminRequest, kiosk_id: str) -> HttpResponse:
    """One kiosk: what it said, and its config with the origin of each value."""
    found = kiosk_or_404(kiosk_id)
    context: dict[str, object] = {
        "report": report(found),
        "checks": checks(found),
        "values": _values(found),
        "versions": ConfigVersion.objects.filter(kiosk=found).order_by("-version")[:VERSIONS],
    }
    return show(request, "kiosk.html", context)


@admin_page("GET")
def timeline(request: AdminRequest, kiosk_id: str) -> HttpResponse:
    """What stands in the kiosk's journal, the newest first."""
    found = kiosk_or_404(kiosk_id)
    rows = KioskEvent.objects.filter(kiosk=found).order_by("-seq")
    page = Paginator(rows, EVENTS_A_PAGE).get_page(request.GET.get("p"))
    context: dict[str, object] = {"kiosk": found, "page": page, "lines": [_line(row) for row in page]}
    return show(request, "timeline.html", context)


@admin_page("GET", "POST")
def config(request: AdminRequest, scope: str, subject: str = "") -> HttpResponse:
    """The form of one layer; sending it publishes what changes. Field names are the config's keys."""
    under = affected(scope, subject)
    if scope not in ConfigLayer.Scope.values or (scope != ConfigLayer.Scope.FLEET and not under):
        raise Http404
    values, problem = layer(scope, subject), ""
    if request.method == "POST":
        values = form.read(request.POST)
        try:
            set_layer(scope, subject, values, request.person)
        except ConfigError as error:
            problem = str(error)
        else:
            return (
                redirect("admins:fleet") if scope != "kiosk" else redirect("admins:kiosk", kiosk_id=subject)
            )
    context: dict[str, object] = {
        "scope": scope,
        "subject": subject,
        "under": under,
        "problem": problem,
        "rows": [_row(field, values, under) for field in form.fields()],
        "at": scope if scope == ConfigLayer.Scope.FLEET else "",
    }
    return show(request, "config.html", context, 422 if problem else 200)


def _values(found: Kiosk) -> list[Value]:
    made = effective(found)
    values = [Value(".".join(path), _parts(value), made.origins[path]) for path, value in spread(made.tree)]
    named = {value.name for value in values}
    defaults = json.loads(Settable(procedures=("1.000000",)).model_dump_json(exclude_none=True))
    values += [
        Value(".".join(path), _parts(value), DEFAULT)
        for path, value in spread(defaults)
        if ".".join(path) not in named and path != ("procedures",)
    ]
    return sorted(values, key=lambda value: value.name)


def _parts(value: Any) -> list[str]:
    """A value's words; a time of day to the minute."""
    if isinstance(value, str) and _TIME.fullmatch(value):
        return [value[:5]]
    return [str(each) for each in value] if isinstance(value, list) else [_shown(value)]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(value, dict):
        return " · ".join(str(each) for each in value.values())
    return str(value)


def _row(field: form.Field, values: dict[str, Any], under: list[Kiosk]) -> dict[str, Any]:
    """A field with what the layer says, and what may be chosen."""
    value = _at(values, field.path)
    row: dict[str, Any] = {"field": field, "section": field.path[0], "value": value, "own": value is not None}
    if field.kind == "choices":
        row["choices"] = [(each, each, each in (value or ())) for each in field.choices]
    elif field.kind == "codes":
        procedures = catalogue().in_force(now().date())
        row["choices"] = [(each.code, each.name, each.code in (value or ())) for each in procedures]
    elif field.kind == "purposes":
        doors = CompartmentState.objects.filter(kiosk__in=under).values_list("number", flat=True)
        numbers = sorted({*map(int, doors), *(int(number) for number in value or {} if number.isdecimal())})
        row["doors"] = [(number, (value or {}).get(str(number), "")) for number in numbers]
    elif field.kind == "moments":
        set_here = [(name, at.removesuffix(form.SECONDS_AND_ZONE)) for name, at in (value or {}).items()]
        row["moments"] = [*set_here, *[("", "")] * form.FREE_ROWS]
    elif field.kind == "texts":
        known = [(name, text.get("vi", ""), text.get("en", "")) for name, text in (value or {}).items()]
        row["texts"] = [*known, *[("", "", "")] * form.FREE_ROWS]
    return row


def _at(tree: dict[str, Any], path: Path) -> Any:
    node: Any = tree
    for step in path:
        node = node.get(step) if isinstance(node, dict) else None
    return node


def _line(row: KioskEvent) -> dict[str, object]:
    """Moment, name and facts of an event; what cannot be read is shown as its name alone."""
    try:
        body = json.loads(bytes(row.body))
        data = {key: value for key, value in body["data"].items() if key not in _QUIET and value is not None}
        wall, synced = str(body["wall"]), body["clock"] == "synced"
    except (ValueError, KeyError, TypeError, AttributeError):
        data, wall, synced = {}, "", False
    facts = [(key, _shown(value)[:80]) for key, value in data.items() if value != ""]
    return {"seq": row.seq, "name": row.name, "wall": wall, "synced": synced, "facts": facts}
