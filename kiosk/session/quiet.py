"""What a failing session may say: the kind of failure and where, never with whose data.

A trace's message can quote what was being handled (a model that refuses a name quotes the name), so no trace
of this process is ever written out.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

log = structlog.get_logger()


def place_of(trace: TracebackType | None) -> str:
    """File and line of the innermost step."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


def tell(error: BaseException) -> None:
    """Log the kind of failure and its place."""
    log.error("session.failed", error=type(error).__name__, place=place_of(error.__traceback__))


def silence_traces() -> None:
    """Let no thread and no ending of this process write a trace."""
    sys.excepthook = lambda kind, error, trace: tell(error)
    threading.excepthook = lambda failed: tell(failed.exc_value) if failed.exc_value else None


def silence_loop(loop: asyncio.AbstractEventLoop) -> None:
    """The same for what the event loop would report."""

    def report(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            tell(error)

    loop.set_exception_handler(report)
