"""What must be true of the other visits: the queue number, the printed list, the readiness report."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator

from demo.draw import PROCEDURE
from demo.evidence import Evidence
from demo.paper import numeral_is, says
from demo.words import Words
from kiosk.devices.simulators.workspace import STAFF
from kiosk.texts import phrase

TECHNICIAN = next(person for person, role in STAFF if role == "technician")
TESTED = ("card_reader", "printer", "print", "camera", "screen", "door", "board", "disk", "clock", "network")


def ticket(e: Evidence) -> Iterator[str]:
    """Glass, paper, journal and the counter that calls it agree."""
    number, slip = e.happened.ticket_number, e.happened.slips["ticket"]
    if not numeral_is(slip, number):
        yield f"the ticket does not carry the number {number} of the glass"
    if numeral_is(slip, _next(number)):
        yield "the reader of slips is blind: it takes any number for the ticket's"
    words = Words("vi", e.day.today)
    if not says(slip, words.field(e.drawn.ticket_field)):
        yield f"the ticket does not name the field {e.drawn.ticket_field}"
    priority = phrase("slips.ticket.priority").vi
    if says(slip, priority) != e.drawn.has_priority:
        yield f"the ticket {'lacks' if e.drawn.has_priority else 'has'} the mark of priority"
    if e.happened.called != number:
        yield f"the counter called {e.happened.called or 'nobody'}, not {number}"
    issued = [event["data"] for event in e.journal.events("ticket.issued/1")]
    told = [(each["number"], each["field"], each["priority"]) for each in issued]
    if told != [(number, e.drawn.ticket_field, e.drawn.has_priority)]:
        yield f"the journal knows of other tickets: {told}"


def paper_list(e: Evidence) -> Iterator[str]:
    """The list names what is handed in afterwards, and nobody."""
    slip, words = e.happened.slips["list"], Words("vi", e.day.today)
    for code in e.drawn.papers:
        first = " ".join(words.component(PROCEDURE, code).split()[:2])
        if not says(slip, first):
            yield f"the printed list does not name {code} (“{first} …”)"
    if says(slip, e.drawn.person.name):
        yield "the printed list names the person"


def readiness(e: Evidence) -> Iterator[str]:
    """Ticket and PDF say ready, by whom, and what was tested; the journal names the PDF."""
    slip = e.happened.slips["readiness"]
    verdict = phrase("slips.readiness.ready").vi
    for words in (verdict, TECHNICIAN, *(phrase(f"tests.name.{name}").vi for name in TESTED[:5])):
        if not says(slip, words):
            yield f"the readiness ticket does not say “{words}”"
    if says(slip, phrase("slips.readiness.not-ready").vi):
        yield "the readiness ticket says that the machine is not ready"
    reports = sorted((e.world / "state" / "reports").glob("readiness-*.pdf"))
    told = [event["data"]["digest"] for event in e.journal.events("diagnostics.reported/1")]
    if [hashlib.sha256(report.read_bytes()).hexdigest() for report in reports] != told:
        yield f"{len(reports)} reports are kept, the journal names {len(told)}, or others"
        return
    text = _text_of(reports[0].read_bytes())
    (e.out / "readiness.pdf").write_bytes(reports[0].read_bytes())
    for words in (verdict, TECHNICIAN, *(phrase(f"tests.name.{name}").vi for name in TESTED)):
        if words not in text:
            yield f"the readiness report does not say “{words}”"
    results = [event["data"] for event in e.journal.events("diagnostics.tested/1")]
    if untested := set(TESTED) - {each["test"] for each in results}:
        yield f"not tested were {', '.join(sorted(untested))}"
    # a machine whose clock nobody checks serves all the same, and says so
    failed = {(each["test"], each["error_id"]) for each in results if each["outcome"] != "passed"}
    if failed - {("clock", "DIA-008")}:
        yield f"tests failed: {sorted(failed)}"


def _next(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def _text_of(pdf: bytes) -> str:
    command = ["/usr/bin/pdftotext", "-", "-"]
    read = subprocess.run(command, input=pdf, capture_output=True, check=False)  # noqa: S603 - our own file
    return " ".join(read.stdout.decode(errors="replace").split())
