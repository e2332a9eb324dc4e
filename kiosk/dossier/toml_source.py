"""Data people write in TOML: read into a model, and when it is wrong, say where.

An unknown key is an error with file, line and the nearest known key; every other error has file and line too.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-.\"' ]+?)\s*=")


class CatalogueError(ValueError):
    """Data that cannot be used; the message names file, line and what is wrong."""


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of one file; `CatalogueError` when it is missing or no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def build(path: Path, model: type[Model], tables: dict[str, Any]) -> Model:
    """Validate ``tables``, which were read from ``path``, as ``model``."""
    try:
        return model.model_validate(tables)
    except ValidationError as error:
        raise CatalogueError("\n".join(_explained(path, model, error))) from error


def load(path: Path, model: type[Model]) -> Model:
    """Read ``path`` as ``model``."""
    return build(path, model, read_toml(path))


def _explained(path: Path, model: type[BaseModel], error: ValidationError) -> Iterator[str]:
    lines = _lines_by_place(path.read_text(encoding="utf-8"))
    for item in error.errors(include_url=False, include_context=False):
        place: Place = item["loc"]
        where = f"{path.name}:{_line_of(lines, place)}"
        dotted = ".".join(str(step) for step in place)
        if item["type"] == "extra_forbidden":
            known = _known_keys(model, place[:-1])
            near = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0.0)
            hint = f"; nearest known key: {near[0]}" if near else ""
            yield f"{where}: unknown key {dotted}{hint}"
        else:
            yield f"{where}: {dotted}: {item['msg']}"


def _lines_by_place(source: str) -> dict[Place, int]:
    """Where each table and key stands. Lines of multi-line strings may add places that no error asks for."""
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    here: Place = ()
    for number, line in enumerate(source.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            here = _table_place(_steps(header[2]), counts, is_array=header[1] == "[[")
            found.setdefault(here, number)
            continue
        key = _KEY.match(line)
        if key:
            for end in range(1, len(_steps(key[1])) + 1):
                found.setdefault(here + _steps(key[1])[:end], number)
    return found


def _table_place(steps: tuple[str, ...], counts: dict[Place, int], *, is_array: bool) -> Place:
    place: Place = ()
    for step in steps[:-1]:
        place = (*place, step)
        if place in counts:
            place = (*place, counts[place])
    place = (*place, steps[-1])
    if is_array:
        counts[place] = counts.get(place, -1) + 1
    return (*place, counts[place]) if place in counts else place


def _steps(dotted: str) -> tuple[str, ...]:
    return tuple(step.strip().strip("\"'") for step in dotted.split("."))


def _line_of(lines: dict[Place, int], place: Place) -> int:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _known_keys(model: type[BaseModel], place: Place) -> list[str]:
    current: type[BaseModel] | None = model
    for step in place:
        if current is None:
            return []
        if isinstance(step, str) and step in current.model_fields:
            current = _model_within(current.model_fields[step].annotation)
    return [] if current is None else [field.alias or name for name, field in current.model_fields.items()]


def _model_within(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_within(part))), None)
