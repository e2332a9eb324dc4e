"""Logs: JSON lines of event names and ids. No locals in traces, no personal data."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

# A second net under the rule that nothing personal is logged: ID numbers (12 digits, old ones 9) and phones.
_DIGITS = re.compile(r"(?<!\d)(?:\d{12}|\d{9,11})(?!\d)")


def _masked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str) and key not in {"timestamp", "order", "slip"}:
            event[key] = _DIGITS.sub("…", value)
    return event


class _Unfailing:
    """Standard error; a full disk behind it, or a log service that is gone, stops nobody's work."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def set_up(process: str, least: int = logging.INFO) -> None:
    """Write JSON lines to standard error, each with the process's name; nothing below the level `least`."""

    def named(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["process"] = process
        return event

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(least),
        processors=[
            named,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            _masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Unfailing())),
        cache_logger_on_first_use=True,
    )
