"""Layers of config: what is set for the fleet, a site, a kiosk, made into one, with the origin of each value.

A layer is a tree in the shape of `Settable`. A leaf is what is set as a whole: a number, a list, one
compartment's purpose, one text in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from kiosk.config.model import Settable
from kiosk.dossier.text import Text

Path = tuple[str, ...]
DEFAULT = "default"


@dataclass(frozen=True)
class Effective:
    """All layers as one tree, and for each leaf the name of the layer that set it."""

    tree: dict[str, Any]
    origins: dict[Path, str]


def merge(layers: Sequence[tuple[str, Mapping[str, Any]]]) -> Effective:
    """Lay named layers over each other, the widest first; the last to set a leaf wins."""
    leaves: dict[Path, Any] = {}
    origins: dict[Path, str] = {}
    for name, layer in layers:
        for path, value in spread(layer):
            leaves[path], origins[path] = value, name
    return Effective(gather(leaves), origins)


def spread(tree: Mapping[str, Any], kind: Any = Settable, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The leaves of a tree. An unknown key is a leaf too, so that it is refused by name later."""
    for key, value in tree.items():
        inner = _inside(kind, key)
        if isinstance(value, Mapping) and inner is not None:
            yield from spread(value, inner, (*at, key))
        else:
            yield (*at, key), value


def gather(leaves: Mapping[Path, Any]) -> dict[str, Any]:
    """The tree that has these leaves."""
    tree: dict[str, Any] = {}
    for path, value in leaves.items():
        node = tree
        for step in path[:-1]:
            node = node.setdefault(step, {})
        node[path[-1]] = value
    return tree


def _inside(kind: Any, key: str) -> Any:
    """What spreads further under a key: a section, or a table; None for a leaf."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return None
    field = kind.model_fields.get(key)
    if field is None:
        return None
    found = field.annotation
    if get_origin(found) is dict:
        return get_args(found)
    return found if isinstance(found, type) and issubclass(found, BaseModel) and found is not Text else None
