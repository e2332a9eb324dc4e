"""Around every journey: whatever interrupts it is handled here, once, and ends on a page that says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

import structlog

from kiosk.dossier.text import Text
from kiosk.messages.pages import Ending
from kiosk.session import quiet
from kiosk.session.failures import (
    DeviceFailedError,
    EngineLostError,
    EngineRefusedError,
    ScreenLostError,
    VisitOver,
)
from kiosk.session.journey import Journey, LeftAtStart
from kiosk.session.seat import Seat
from kiosk.session.wording import mishap, on_button
from kiosk.texts import phrase

log = structlog.get_logger()
Outcome = Literal["served", "left-at-start"]
ENGINE_LOST = "SES-001"
UNEXPECTED = "SES-006"
_READ_FOR = 25.0
_SHORTLY = 8.0
_STEPS_TO_END = 3


async def attend(seat: Seat, j: Journey, script: Callable[[Journey], Awaitable[object]]) -> Outcome:
    """Run one journey to an ending, whatever comes between.

    A lost engine or screen goes on to the caller: what is staged is left to the engine, and the next session
    tells how it ended.
    """
    try:
        await j.run(script)
    except LeftAtStart:
        return "left-at-start"
    except VisitOver as over:
        await _over(seat, j, over)
    except EngineRefusedError as refused:
        await _failed(seat, j, refused.error_id)
    except DeviceFailedError as failed:
        await _failed(seat, j, failed.error_id)
    except EngineLostError:
        await _engine_lost(seat, j)
        raise
    except ScreenLostError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the person gets an honest page
        quiet.tell(error)
        await _failed(seat, j, UNEXPECTED)
    return "served"


async def _over(seat: Seat, j: Journey, over: VisitOver) -> None:
    """The person ended it, or is gone."""
    if j.safe_ending is not None:
        await _end_after_staging(seat, j)
        return
    await show_ending(seat, f"ending.{over.why}", "good" if over.why == "finished" else "warning")


async def _failed(seat: Seat, j: Journey, error_id: str) -> None:
    log.warning("session.journey-failed", error=error_id)
    if j.safe_ending is not None:
        await _end_after_staging(seat, j, error_id)
        return
    await show_ending(seat, "ending.failed", "sorry", [mishap(error_id)], staff_code=error_id)


async def _engine_lost(seat: Seat, j: Journey) -> None:
    """The engine finishes alone what is staged; this session can do nothing more."""
    log.error("session.engine-lost")
    name = "ending.engine-lost-after" if j.safe_ending is not None else "ending.engine-lost"
    await show_ending(seat, name, "sorry", staff_code=ENGINE_LOST, seconds=_SHORTLY)


async def _end_after_staging(seat: Seat, j: Journey, error_id: str = "") -> None:
    """Finish what can be finished, and say how it stands."""
    try:
        page = await _finish_staged(j)
    except EngineLostError:
        await _engine_lost(seat, j)
        raise
    except (EngineRefusedError, DeviceFailedError, VisitOver):
        page = None
    if page is None:
        name = "ending.engine-lost-after"
        await show_ending(seat, name, "warning", staff_code=error_id)
        return
    await _show(seat, page.model_copy(update={"staff_code": error_id}), _READ_FOR)


async def _finish_staged(j: Journey) -> Ending | None:
    """The person may leave again meanwhile: it is tried a few times, then left to the engine."""
    for _ in range(_STEPS_TO_END):
        if j.safe_ending is None:
            return None
        try:
            return await j.safe_ending()
        except VisitOver:
            continue
    return None


async def show_ending(
    seat: Seat, name: str, look: Literal["good", "warning", "sorry"], lines: list[Text] | None = None,
    *, staff_code: str = "", seconds: float = _READ_FOR,
) -> None:  # fmt: skip
    """Show an ending by the name of its phrases, until it is closed or was there long enough."""
    page = Ending(
        title=phrase(f"{name}.title"),
        look=look,
        lines=[*(lines or []), phrase(f"{name}.kept", hotline=seat.situation.config.hotline)],
        staff_code=staff_code,
    )
    await _show(seat, page, seconds)


async def _show(seat: Seat, page: Ending, seconds: float) -> None:
    talk = seat.talk
    talk.may_end = talk.may_go_back = talk.watches_idle = False
    talk.step = (0, 0)
    talk.turn()
    talk.show(page.model_copy(update={"buttons": [on_button("close")]}))
    await talk.pause(seconds)
