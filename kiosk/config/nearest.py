"""What is wrong with a document, in one line; an unknown key is named with the nearest known one."""

from __future__ import annotations

import difflib
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError


def explain(model: type[BaseModel], error: ValidationError) -> str:
    """The first fault as `place: what`. A misspelling, which also shows up as a lack, is said first."""
    found = sorted(
        error.errors(include_url=False, include_input=False, include_context=False),
        key=lambda item: item["type"] != "extra_forbidden",
    )[0]
    steps = [str(step) for step in found["loc"]]
    place = ".".join(steps)
    if found["type"] != "extra_forbidden":
        return f"{place}: {found['msg']}" if place else found["msg"]
    near = difflib.get_close_matches(steps[-1], _known(model, steps[:-1]), n=1, cutoff=0.0)
    hint = f"; the nearest known key is {near[0]!r}" if near else ""
    return f"{place}: unknown key{hint}"


def _known(model: type[BaseModel], steps: list[str]) -> list[str]:
    """The keys that may stand at this place."""
    inner: Any = model
    for step in steps:
        inner = _inside(inner, step)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return [field.alias or name for name, field in inner.model_fields.items()]
    return []


def _inside(kind: Any, step: str) -> Any:
    """What stands under a key of a model, a table, or a list."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return _plain(fields[step].annotation) if step in fields else None
    inner = [part for part in get_args(kind) if part is not ...]
    return _plain(inner[-1]) if inner else None


def _plain(annotation: Any) -> Any:
    """An annotation without its `None`."""
    if get_origin(annotation) in (Union, UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation
