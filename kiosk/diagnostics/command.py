"""The command `kiosk diagnose`: what was typed becomes a visit, what was found goes to standard output."""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import cast, get_args

import typer
from rich.console import Console

from kiosk.diagnostics.account import Account
from kiosk.diagnostics.terminal import Wish, main
from kiosk.diagnostics.terminal_tests import ORDER, Trial
from kiosk.dossier.text import Language
from kiosk.messages.technician import TestName
from kiosk.session.seat import now_in_vietnam
from kiosk.settings import Settings, SettingsError


def run(settings: Path, words: list[str], reader: str, wait: float, language: str, *, as_json: bool) -> int:
    """Make the visit and tell it; the exit code."""
    chosen = _language(language)
    account = _visit(settings, Wish(_trials(words), _pattern(reader), wait, chosen))
    with suppress(OSError):  # the terminal that hung up reads nothing
        if as_json:
            json.dump(account.document(), sys.stdout, ensure_ascii=False, indent=1)
            sys.stdout.write("\n")
        else:
            account.print(Console(), chosen)
        sys.stdout.flush()
    return account.code


def _visit(settings: Path, wish: Wish) -> Account:
    try:
        return main(Settings.load(settings), wish)
    except SettingsError as error:
        typer.echo(str(error), err=True)
        return Account(began=now_in_vietnam(), error_id=error.error_id)


def _trials(words: list[str]) -> list[Trial]:
    trials = []
    for word in words:
        try:
            trials.append(Trial.parse(word))
        except ValueError:
            near = get_close_matches(word.partition("/")[0], get_args(TestName), n=1, cutoff=0.0)
            raise typer.BadParameter(f"no such test: {word}; the nearest is {near[0]}") from None
    return trials or [Trial(test) for test in ORDER]


def _pattern(reader: str) -> str:
    try:
        re.compile(reader)
    except re.error as error:
        raise typer.BadParameter(f"--reader is no pattern: {error}") from None
    return reader


def _language(word: str) -> Language:
    if word not in get_args(Language):
        raise typer.BadParameter(f"--language is vi or en, not {word}")
    return cast("Language", word)
