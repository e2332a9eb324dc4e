"""Builds the event catalogue and the error catalogue as Markdown from their declarations."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.errors import catalogue as errors
from kiosk.journal.facts import CATALOGUE
from kiosk.texts import phrase


def events() -> str:
    """Every event with its sentence and its fields."""
    parts = ["# Events of the journal\n"]
    for name, model in sorted(CATALOGUE.models.items()):
        parts.append(f"## `{name}`\n\n{model.__doc__}\n")
        rows = [f"| `{field}` | `{_type(info.annotation)}` |" for field, info in model.model_fields.items()]
        if rows:
            parts.append("| field | type |\n|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _type(annotation: object) -> str:
    return str(getattr(annotation, "__name__", annotation)).replace("typing.", "").replace("|", "or")


def error_pages() -> str:
    """Every error, for each reader, in both languages."""
    parts = ["# Errors\n"]
    for error_id, entry in sorted(errors().items()):
        parts.append(f"## {error_id}\n\nattention: {entry.attention} · cured by: {entry.cured_by}\n")
        said = {reader: getattr(entry, reader) for reader in ("citizen", "officer", "technician")}
        for reader, text in {**said, "kept": phrase(f"kept.{entry.kept}")}.items():
            parts.append(f"- **{reader}** · {text.vi} · *{text.en}*")
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    (out / "events.md").write_text(events())
    (out / "errors.md").write_text(error_pages())
    print(f"{len(CATALOGUE.models)} events, {len(errors())} errors")
