"""What was left unfinished here, told to its owner first."""

from __future__ import annotations

from kiosk.messages.collect import Claims, FindClaims
from kiosk.messages.pages import Explain, Line, Section
from kiosk.messages.seat import Done, Settle, Unfinished
from kiosk.session.handover import Handover
from kiosk.session.identify import Identified
from kiosk.session.journey import Journey
from kiosk.session.seat import Seat
from kiosk.session.wording import as_is, button, on_button, where
from kiosk.texts import phrase


async def tell_unfinished(j: Journey, seat: Seat, who: Identified) -> Claims:
    """Tell this person what an earlier visit left, print what is owed, and return what waits for them."""
    find = FindClaims(owner_hash=who.owner_hash)
    found = await j.once("found", lambda: seat.engine.request(find, Claims), who.owner_hash)
    for left in found.unfinished:
        await j.step(f"unfinished:{left.id}", lambda _, left=left: _tell(seat, left))  # type: ignore[misc]
    return found


async def _tell(seat: Seat, left: Unfinished) -> bool:
    lines = [Line(text=phrase(f"unfinished.{_what(left)}", code=as_is(left.code)), icon="dossier")]
    if left.compartment is not None:
        place = where(seat.situation.config.compartments, left.compartment)
        lines.append(
            Line(text=phrase("unfinished.compartment", number=left.compartment, where=place), icon="door")
        )
    owes_slip = left.step in {"unprinted", "staged", "door-closed"}
    page = Explain(
        title=phrase("unfinished.title"),
        sections=[Section(lines=lines)],
        buttons=[button("next"), on_button("print-slip")] if owes_slip else [on_button("next")],
    )
    if (await seat.talk.ask(page)).name == "print-slip":
        await Handover(seat, left.id, left.code, None).give_slip()
    await seat.engine.request(Settle(id=left.id), Done)
    return True


def _what(left: Unfinished) -> str:
    if left.step == "dropped":
        return "dropped"
    return "collecting" if left.step in {"collecting", "unconfirmed"} else "handed-in"
