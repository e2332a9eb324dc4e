"""How one dossier is shown: its state in plain words with the official term, what is asked, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kiosk.dossier.procedure import Procedure
from kiosk.dossier.status import Status, is_final
from kiosk.dossier.text import Text
from kiosk.messages.collect import WaitingClaim, WaitingItem
from kiosk.messages.dossiers import KnownDossier
from kiosk.messages.pages import Button, Explain, Line, Section
from kiosk.session.particulars import Particulars
from kiosk.session.seat import VIETNAM, Seat
from kiosk.session.situation import LOCKER, READER
from kiosk.session.wording import as_is, button, fault, on_button, section, where
from kiosk.texts import phrase

_ICONS = {
    Status.DEPOSITED: "dossier",
    Status.REFUSED: "warning",
    Status.SUPPLEMENT_ASKED: "edit",
    Status.PAYMENT_ASKED: "money",
    Status.WITHDRAWN: "info",
    Status.STOPPED: "warning",
    Status.DONE: "stamp",
    Status.HANDED_OVER: "check",
}


def dossier_page(
    seat: Seat, dossier: KnownDossier | None, claims: Sequence[WaitingClaim], more: Particulars
) -> Explain:
    """Everything the kiosk knows of one dossier, and what the office told besides; no name of a person."""
    state = [] if dossier is None else [_status_line(seat, dossier)]
    code = dossier.dossier_code or dossier.deposit_code if dossier is not None else claims[0].dossier_code
    state.append(Line(text=name_of(seat, dossier, claims), plain=as_is(code), icon="dossier"))
    if dossier is not None:
        state += _due(seat, dossier)
    waiting = [_waits(seat, item) for claim in claims for item in claim.items]
    can_collect = may_collect(claims) and seat.situation.out(READER, LOCKER) is None
    return Explain(
        title=state_of(seat, dossier),
        lead=None if dossier is None else _as_of(seat, dossier),
        sections=[
            Section(lines=state),
            *_wanted(seat, dossier, more),
            *section("my-dossier.waits", waiting),
        ],
        icon="stamp" if dossier is None else _icon(dossier),
        buttons=_buttons(seat, more, can_collect=can_collect),
    )


def _buttons(seat: Seat, more: Particulars, *, can_collect: bool) -> list[Button]:
    wishes = []
    if more.error_id is not None:
        wishes.append(button("ask-again"))
    if more.told is not None and more.told.acceptance is not None:
        wishes.append(button("print-acceptance", enabled=seat.situation.no_paper_to_spare() is None))
    if can_collect:
        return [button("close"), *wishes, on_button("collect-now")]
    return [*wishes, on_button("close")]


def bare_page(seat: Seat, dossier: KnownDossier) -> Explain:
    """What somebody may see who knows a code and nothing else: status and dates."""
    lines = [_status_line(seat, dossier), *_due(seat, dossier)]
    return Explain(
        title=state_of(seat, dossier),
        lead=_as_of(seat, dossier),
        sections=[
            Section(lines=lines),
            Section(lines=[Line(text=phrase("my-dossier.typed-more"), icon="card")]),
        ],
        icon=_icon(dossier),
        buttons=[on_button("close")],
    )


def may_collect(claims: Sequence[WaitingClaim]) -> bool:
    """Whether something of it lies here to be taken."""
    return any(_lies_here(item) for claim in claims for item in claim.items)


def state_of(seat: Seat, dossier: KnownDossier | None) -> Text:
    """Its state in plain words."""
    if dossier is None:
        return phrase("my-dossier.waits-only")
    if dossier.in_machine:
        return phrase("my-dossier.in-machine")
    return seat.catalogue.statuses[Status(dossier.status)].plain


def name_of(seat: Seat, dossier: KnownDossier | None, claims: Sequence[WaitingClaim]) -> Text:
    """What it is about: the procedure, else what waits, else its code."""
    procedure = None if dossier is None else _procedure(seat, dossier)
    if procedure is not None:
        return procedure.name
    if claims:
        return claims[0].items[0].name
    assert dossier is not None
    return as_is(dossier.dossier_code or dossier.deposit_code)


def _procedure(seat: Seat, dossier: KnownDossier) -> Procedure | None:
    """Under the rules of its deposit, else those of today; a catalogue may know neither."""
    try:
        return seat.catalogue.under_rule(dossier.procedure, dossier.rule_version)
    except KeyError:
        pass
    try:
        return seat.catalogue.procedure(dossier.procedure, seat.now().date())
    except KeyError:
        return None


def _status_line(seat: Seat, dossier: KnownDossier) -> Line:
    status = Status(dossier.status)
    name = seat.catalogue.statuses[status].name
    return Line(text=phrase("my-dossier.status", status=name), icon=_icon(dossier))


def _icon(dossier: KnownDossier) -> str:
    return _ICONS.get(Status(dossier.status), "clock")


def _as_of(seat: Seat, dossier: KnownDossier) -> Text:
    at = f"{dossier.told_at.astimezone(VIETNAM):%H:%M, %d/%m/%Y}"
    name = "updated" if seat.situation.link_up else "updated-offline"
    return phrase(f"my-dossier.{name}", time=at)


def _due(seat: Seat, dossier: KnownDossier) -> list[Line]:
    """When the office means to be done; nothing of a dossier on which it works no more."""
    status = Status(dossier.status)
    if is_final(status):
        return []
    if not dossier.due_date:
        return [] if status is Status.DONE else [Line(text=phrase("my-dossier.no-due"), icon="calendar")]
    due = date.fromisoformat(dossier.due_date)
    day, config = f"{due:%d/%m/%Y}", seat.situation.config
    if status is not Status.DONE and config.clock_synced and seat.now().date() > due:
        ask = phrase("my-dossier.ask-office", hotline=config.hotline)
        return [Line(text=phrase("my-dossier.overdue", day=day), plain=ask, icon="warning")]
    return [Line(text=phrase("my-dossier.due", day=day), icon="calendar")]


def _wanted(seat: Seat, dossier: KnownDossier | None, more: Particulars) -> list[Section]:
    """What the office wants or why it refused, in its own words where they can be had, else by code list."""
    missing, written = _missing(seat, more), None if more.told is None else more.told.written
    if written is None:
        asked = _asked(seat, dossier, in_full=not missing)
        return section("my-dossier.asked" if asked else "my-dossier.details", [*asked, *missing])
    name = "refused" if written.status is Status.REFUSED else "written"
    said = [each for each in written.words.splitlines() if each.strip()]
    lines = [Line(text=as_is(each), icon=_ICONS[written.status]) for each in said]
    return [*section(f"my-dossier.{name}", lines), *section("my-dossier.details", missing)]


def _missing(seat: Seat, more: Particulars) -> list[Line]:
    """Why there is no more to read yet, and why the acceptance slip is not printed."""
    if more.away:
        return [Line(text=phrase("my-dossier.with-network"), icon="info")]
    if more.asking:
        return [Line(text=phrase("my-dossier.asking"), icon="clock")]
    if more.error_id is not None:
        return [Line(text=fault(more.error_id), icon="warning")]
    why = None if more.told is None or more.told.acceptance is None else seat.situation.no_paper_to_spare()
    return [] if why is None else [Line(text=why, icon="printer")]


def _asked(seat: Seat, dossier: KnownDossier | None, *, in_full: bool) -> list[Line]:
    """What the office wants, from the code list; `in_full`: no other line says that there is more."""
    if dossier is None:
        return []
    if dossier.status == Status.PAYMENT_ASKED:
        return [Line(text=phrase("my-dossier.payment"), icon="money")]
    if dossier.status != Status.SUPPLEMENT_ASKED:
        return []
    procedure = _procedure(seat, dossier)
    known = {component.code: component for component in procedure.components} if procedure else {}
    asked = [known[code] for code in dossier.asked if code in known]
    lines = [Line(text=component.name, plain=component.plain, icon="paper") for component in asked]
    if in_full and (dossier.asked_more or len(asked) < len(dossier.asked) or not asked):
        lines.append(Line(text=phrase("my-dossier.asked-more"), icon="edit"))
    return lines


def _waits(seat: Seat, item: WaitingItem) -> Line:
    if item.compartment is None or item.obstacle is not None:
        return Line(text=item.name, plain=item.obstacle, icon="info")
    place = where(seat.situation.config.compartments, item.compartment)
    plain = phrase("my-dossier.in-compartment", number=item.compartment, where=place)
    return Line(text=item.name, plain=plain, icon="collect")


def _lies_here(item: WaitingItem) -> bool:
    return item.obstacle is None and item.compartment is not None
