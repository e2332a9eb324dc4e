"""The technician's visit: the machine at a glance, guided tests, the report, and the verdict on leaving."""

from __future__ import annotations

from typing import Literal

from kiosk.diagnostics.wording import called, reason_found, what_to_do
from kiosk.dossier.text import Text
from kiosk.errors import error
from kiosk.messages import technician as said
from kiosk.messages.pages import Ending
from kiosk.messages.staff import Granted
from kiosk.messages.technician_pages import Check, CheckLine, Verdict
from kiosk.session.journey import Journey
from kiosk.session.seat import Seat
from kiosk.session.slips import linger, print_slip
from kiosk.session.visit import SeatVisit
from kiosk.session.visit_tests import guide
from kiosk.session.wording import button, on_button
from kiosk.texts import phrase

# who works inside the cabinet touches nothing for long; who has gone leaves the machine to the citizens
_GONE_AFTER = 900.0
_READ_FOR = 30.0
_MOST_REASONS = 4


async def technician(j: Journey, seat: Seat, granted: Granted) -> None:
    """From the granted card to the verdict."""
    visit = SeatVisit(seat, granted.grant)
    await visit.begin()
    j.point_of_no_return(lambda: _leave(visit))
    seat.talk.may_end = False
    seat.talk.patience = _GONE_AFTER
    seat.talk.night = True
    await _work(visit, granted.person)
    page = await _leave(visit)
    await linger(seat, page.model_copy(update={"buttons": [on_button("close")]}), _READ_FOR)


async def _work(visit: SeatVisit, person: str) -> None:
    """Until the technician leaves, with every door closed."""
    while True:
        wish = await _wish(visit)
        if wish == "report":
            await _report(visit, person)
        elif wish != "end-visit":
            await _look_at(visit, wish)
        elif await _doors_closed(visit):
            return
        await visit.refresh()


async def _wish(visit: SeatVisit) -> str:
    """A row or a button; the list follows the devices while it is shown."""
    visit.seat.talk.turn()
    return (await visit.seat.talk.keep_showing(visit.bench)).name


async def _look_at(visit: SeatVisit, test: str) -> None:
    """What is known of one thing; tested as often as wanted."""
    talk, word = visit.seat.talk, "test"
    while True:
        ways = [button("to-list"), on_button(word)] if visit.can(test) else [on_button("to-list")]
        page = (visit.before if word == "test" else visit.about)(test, ways)
        results = visit.results_of(test)
        if word == "test-again" and results:
            failed = any(result.outcome == "failed" for result in results)
            page = page.model_copy(update={"verdict": "failed" if failed else "passed"})
        if (await talk.ask(page)).name == "to-list" or not await guide(visit, test):
            return
        await visit.refresh()
        word = "test-again"


async def _doors_closed(visit: SeatVisit) -> bool:
    number = visit.seat.situation.open_door()
    if number is None:
        return True
    advice = phrase("technician.close-door", number=number)
    page = visit.about("door", [on_button("to-list")]).model_copy(update={"advice": advice})
    await visit.seat.talk.ask(page)
    return False


async def _report(visit: SeatVisit, person: str) -> None:
    """As PDF beside the journal, and as a ticket; what needs no hand is tested anew for it."""
    # imported here: a citizen's session must not wait for what draws PDF
    from kiosk.diagnostics.report import readiness_pdf

    seat = visit.seat
    await _run_own_tests(visit, phrase("technician.report"))
    await visit.refresh()
    config = seat.situation.config
    pdf = readiness_pdf(visit.machine, config.kiosk, config.unit, person, seat.now())
    stored = await seat.engine.request(said.StoreReport(grant=visit.grant), said.ReportStored, pdf)
    title, what = phrase("technician.report"), phrase("technician.report-ticket")
    printed = await print_slip(seat, "readiness", visit.grant, title, what)
    word = phrase("technician.printed" if printed else "technician.unprinted")
    lines = [
        CheckLine(label=phrase("technician.report-file"), value=phrase("technician.stored"), look="good"),
        CheckLine(label=what, value=word, look="good" if printed else "bad"),
        *(_reason(reason, "bad") for reason in visit.machine.reasons[:_MOST_REASONS]),
        *(_reason(reason, "plain") for reason in visit.machine.attention[:_MOST_REASONS]),
    ]
    ready = visit.machine.ready
    heading = phrase("technician.ready" if ready else "technician.not-ready")
    verdict: Verdict = "passed" if ready else "failed"
    page = Check(
        title=heading,
        lead=phrase("technician.report-at", file=stored.file),
        verdict=verdict,
        icon="printer",
        lines=lines,
        advice=_first_to_mend(visit.machine.reasons),
        buttons=[on_button("to-list")],
    )
    await seat.talk.ask(page)


async def _leave(visit: SeatVisit) -> Ending:
    """The last tests, and the engine's verdict."""
    await _run_own_tests(visit, phrase("technician.closing"))
    ended = await visit.end()
    if ended.out_of_service is not None:
        words = [what_to_do(ended.out_of_service), phrase("technician.unjournalled")]
        return Ending(title=phrase("technician.over-resting"), look="warning", lines=words)
    if ended.ready:
        title, look_lines = phrase("technician.over-ready"), [phrase("technician.over-passed")]
        return Ending(title=title, look="good", lines=look_lines)
    return _resting(ended.reasons)


def _resting(reasons: list[said.Reason]) -> Ending:
    """What did not pass, what to do about the first of it, and the ids for whoever is told."""
    names = [called(reason.test, reason.compartment) for reason in reasons[:_MOST_REASONS]]
    failed = Text(vi=", ".join(name.vi for name in names), en=", ".join(name.en for name in names))
    todo = _first_to_mend(reasons) or phrase("technician.test-these")
    ids = dict.fromkeys(reason.error_id for reason in reasons if reason.error_id is not None)
    return Ending(
        title=phrase("technician.over-resting"),
        look="warning",
        lines=[phrase("technician.over-failed", what=failed), todo],
        staff_code=", ".join(list(ids)[:_MOST_REASONS]),
    )


def _first_to_mend(reasons: list[said.Reason]) -> Text | None:
    return next((error(reason.error_id).technician for reason in reasons if reason.error_id), None)


async def _run_own_tests(visit: SeatVisit, title: Text) -> None:
    talk = visit.seat.talk
    talk.turn()
    lines = [CheckLine(label=phrase("technician.asking"), look="now")]
    talk.show(Check(title=title, verdict="running", icon="list", lines=lines))
    await visit.run_own_tests()


def _reason(reason: said.Reason, look: Literal["plain", "bad"]) -> CheckLine:
    label = called(reason.test, reason.compartment)
    return CheckLine(label=label, value=reason_found(reason), look=look)
