"""Whether a config is possible for one machine: doors, installed profiles, catalogue, texts."""

from __future__ import annotations

import difflib
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kiosk.config.model import Config
from kiosk.dossier.text import Text


class MisfitError(ValueError):
    """This machine cannot have this config (CFG-006). The text names the key."""

    error_id = "CFG-006"


@dataclass(frozen=True)
class Machine:
    """What is here. `profiles` are the installed device profiles: kind by id."""

    kiosk: str
    compartments: Collection[int]
    procedures: Collection[str]
    profiles: Mapping[str, str]
    phrases: Mapping[str, Text]


def check(config: Config, machine: Machine) -> None:
    """Raise `MisfitError` for the first thing that this machine does not have."""
    if config.kiosk != machine.kiosk:
        raise MisfitError(f"kiosk: made for {config.kiosk!r}")
    _present("compartments", map(str, config.compartments), [str(n) for n in machine.compartments])
    _present("procedures", config.procedures, machine.procedures)
    _present("texts", config.texts, [name for name in machine.phrases if not name.startswith("screen.")])
    for name, text in config.texts.items():
        _blanks(name, text, machine.phrases[name])
    for device, kind in (("locker", "locker"), ("ticket_printer", "printer")):
        profile = getattr(config.devices, device).profile
        if profile is not None:
            fitting = [name for name, found in machine.profiles.items() if found == kind]
            _present(f"devices.{device}.profile", [profile], fitting)


def _present(place: str, wanted: Collection[str] | map[str], here: Collection[str]) -> None:
    for each in wanted:
        if each not in here:
            near = difflib.get_close_matches(each, here, n=1)
            hint = f"; the nearest here is {near[0]!r}" if near else ""
            raise MisfitError(f"{place}: this machine has no {each!r}{hint}")


def _blanks(name: str, text: Text, known: Text) -> None:
    """A text that asks for what nobody fills in would fail in front of a citizen."""
    expected = _fields(known.vi)
    for words in (text.vi, text.en):
        try:
            found = _fields(words)
        except ValueError:
            raise MisfitError(f"texts.{name}: a brace stands alone") from None
        if found != expected:
            raise MisfitError(f"texts.{name}: its blanks are {sorted(expected)}, not {sorted(found)}")


def _fields(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
