"""The form of a layer of config, made from the config's own schema; an empty field sets nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from central.fleet.layers import Path, gather
from kiosk.config.model import Settable

# rows for texts and moments that are not set yet
FREE_ROWS = 2
# what a browser's field for a moment leaves out: Vietnam has one zone and no summer time
SECONDS_AND_ZONE = ":00+07:00"


@dataclass(frozen=True)
class Field:
    """One leaf or table of the config.

    `kind` is number, time, text, choices, codes, purposes, moments or texts.
    """

    path: Path
    kind: str
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None

    @property
    def name(self) -> str:
        """Its name in the form and in the texts."""
        return ".".join(self.path)


def fields() -> list[Field]:
    """Every field of the config, in the schema's order."""
    schema = Settable.model_json_schema()
    return list(_walk(schema, schema.get("$defs", {}), ()))


def read(sent: QueryDict) -> dict[str, Any]:
    """The layer that a sent form means; values are checked later, by the config's model."""
    leaves: dict[Path, Any] = {}
    for field in fields():
        leaves.update(_READERS[field.kind](field, sent))
    return gather(leaves)


def _walk(node: dict[str, Any], known: dict[str, Any], at: Path) -> Iterator[Field]:
    for key, raw in node["properties"].items():
        found = known[raw["$ref"].rpartition("/")[2]] if "$ref" in raw else raw
        if "properties" in found:
            yield from _walk(found, known, (*at, key))
        else:
            yield _leaf((*at, key), found)


def _leaf(path: Path, node: dict[str, Any]) -> Field:
    if node.get("type") == "array":
        choices = tuple(node["items"].get("enum", ()))
        return Field(path, "choices" if choices else "codes", choices)
    if node.get("type") == "object":
        value = node["additionalProperties"]
        choices = tuple(value.get("enum", ()))
        moments = "moments" if value.get("format") == "date-time" else "texts"
        return Field(path, "purposes" if choices else moments, choices)
    if node.get("type") == "integer":
        return Field(path, "number", least=node.get("minimum"), most=node.get("maximum"))
    return Field(path, "time" if node.get("format") == "time" else "text")


def _plain(field: Field, sent: QueryDict) -> dict[Path, Any]:
    value = sent.get(field.name, "").strip()
    if not value:
        return {}
    return {field.path: int(value) if field.kind == "number" and value.isdecimal() else value}


def _list(field: Field, sent: QueryDict) -> dict[Path, Any]:
    return {field.path: sent.getlist(field.name)} if sent.get(f"own.{field.name}") else {}


def _purposes(field: Field, sent: QueryDict) -> dict[Path, Any]:
    prefix = f"{field.name}."
    chosen = {name.removeprefix(prefix): sent[name] for name in sent if name.startswith(prefix)}
    return {(*field.path, number): purpose for number, purpose in chosen.items() if purpose}


def _moments(field: Field, sent: QueryDict) -> dict[Path, Any]:
    rows = zip(*(sent.getlist(f"{field.name}.{part}") for part in ("id", "at")), strict=False)
    return {(*field.path, name.strip()): f"{at}{SECONDS_AND_ZONE}" for name, at in rows if name.strip()}


def _texts(field: Field, sent: QueryDict) -> dict[Path, Any]:
    columns = (sent.getlist(f"{field.name}.{part}") for part in ("id", "vi", "en"))
    rows = zip(*columns, strict=False)
    return {(*field.path, name.strip()): {"vi": vi, "en": en} for name, vi, en in rows if name.strip()}


_READERS = {
    "number": _plain,
    "time": _plain,
    "text": _plain,
    "choices": _list,
    "codes": _list,
    "purposes": _purposes,
    "moments": _moments,
    "texts": _texts,
}
