"""What the engine's slips say: codes, procedure, counts, times; nothing that names a citizen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from kiosk.devices.ticket_printer import slip as drawn
from kiosk.devices.ticket_printer.slip import Block, Slip, Words
from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.checklist import AnswerError
from kiosk.dossier.codes import DepositCode
from kiosk.dossier.manifest import PERSONAL_PART, Manifest
from kiosk.dossier.procedure import Answers
from kiosk.dossier.text import Text
from kiosk.dossier.tickets import any_of
from kiosk.engine.checklist_slip import checklist_blocks
from kiosk.engine.deposits import Deposits
from kiosk.engine.ports import Core, RefusalError
from kiosk.engine.readiness import judge
from kiosk.engine.slip_codes import slip_qr
from kiosk.engine.state import Deposit
from kiosk.engine.technician_slips import readiness_ticket, trial_ticket
from kiosk.engine.tickets import Tickets
from kiosk.messages.seat import DeviceReport, SlipKind
from kiosk.messages.tickets import Ahead
from kiosk.texts import phrase
from kiosk.texts.on_slips import foot, head, line, paragraph, section, words
from kiosk.vault.store import VaultError

VIETNAM_ZONE = timezone(timedelta(hours=7))


class Slips:
    """Composes each kind of slip from the state and the stored manifest."""

    def __init__(self, core: Core, catalogue: Catalogue, deposits: Deposits, tickets: Tickets) -> None:
        """The catalogue gives names to codes."""
        self._core = core
        self._catalogue = catalogue
        self._deposits = deposits
        self._tickets = tickets
        self.reports: Callable[[], list[DeviceReport]] = list

    def compose(self, kind: SlipKind, about: str, copy_number: int) -> Slip:
        """The slip of a deposit, a collection, a round or a ticket; ENG-006 for something unknown."""
        match kind:
            case "cover":
                blocks = self._cover(about)
            case "deposit":
                blocks = self._deposit(about)
            case "collection":
                blocks = self._collection(about)
            case "handover":
                blocks = self._handover(about)
            case "test":
                blocks = trial_ticket(self._core.facts.kiosk, about)
            case "readiness":
                blocks = self._readiness()
            case "ticket":
                blocks = self._ticket(about)
        marked = [paragraph(phrase("slips.unit.copy"), strong=True)] if copy_number > 1 else []
        return Slip(blocks=(*marked, *blocks, *self._foot()))

    def checklist(self, procedure: str, rule_version: str, answers: Answers) -> Slip:
        """What to bring for these answers; ENG-006 for what the catalogue does not know."""
        try:
            listed = checklist_blocks(self._catalogue.under_rule(procedure, rule_version), answers)
        except (KeyError, AnswerError) as error:
            raise RefusalError("ENG-006") from error
        head = self._head(phrase("slips.checklist.title"))
        return Slip(blocks=(*head, *listed, *self._foot()))

    def _deposit(self, dossier_id: str) -> list[Block]:
        deposit, manifest = self._known(dossier_id)
        blocks: list[Block] = [
            *self._head(phrase("slips.deposit.title")),
            paragraph(phrase("slips.deposit.not_acceptance"), strong=True),
            _big_code(deposit.deposit_code),
            drawn.Rule(),
            *self._times(deposit),
            line("procedure", self._procedure_name(manifest)),
            section(phrase("slips.deposit.papers")),
            drawn.ItemList(items=tuple(self._papers(manifest))),
            line("originals", self._originals(deposit)),
            line("answer_by", self._answer_by(deposit).strftime("%d/%m/%Y")),
            drawn.Rule(style="thin"),
            paragraph(phrase("slips.deposit.next")),
            drawn.Qr(
                payload=self._deposits.slip_payload(dossier_id), caption=words(phrase("slips.deposit.scan"))
            ),
        ]
        return blocks

    def _cover(self, dossier_id: str) -> list[Block]:
        deposit, manifest = self._known(dossier_id)
        if not manifest.originals:
            raise RefusalError("ENG-007")
        return [
            *self._head(phrase("slips.cover.title")),
            _big_code(deposit.deposit_code),
            paragraph(phrase("slips.cover.lay", compartment=deposit.compartment), strong=True),
            drawn.Rule(),
            *self._times(deposit),
            line("procedure", self._procedure_name(manifest)),
            section(phrase("slips.cover.content")),
            drawn.ItemList(
                marker="box",
                items=tuple(
                    drawn.Item(
                        text=words(self._component_name(manifest, original.component)),
                        note=phrase("slips.cover.count", count=original.count).vi,
                    )
                    for original in manifest.originals
                ),
            ),
            drawn.Qr(payload=slip_qr(self._core.keys.k_claim, "cover", deposit.deposit_code).payload()),
        ]

    def _collection(self, claim_id: str) -> list[Block]:
        claim = self._core.state.claims.get(claim_id)
        if claim is None:
            raise RefusalError("ENG-006")
        received = [item for item in claim.claim.items if claim.items[item.item_id].ended == "collected"]
        if not received:
            raise RefusalError("ENG-007")
        return [
            *self._head(phrase("slips.collection.title")),
            line("dossier", claim.claim.dossier_code),
            line("time", _when(self._core.clock.wall())),
            section(phrase("slips.collection.received")),
            drawn.ItemList(items=tuple(drawn.Item(text=words(item.name)) for item in received)),
        ]

    def _handover(self, grant: str) -> list[Block]:
        taken, loaded, person = self._visit(grant)
        return [
            *self._head(phrase("slips.handover.title")),
            line("time", _when(self._core.clock.wall())),
            line("officer", person),
            section(phrase("slips.handover.taken")),
            _list(taken),
            section(phrase("slips.handover.loaded")),
            _list(loaded),
            drawn.Spacing(mm=20),
            drawn.KeyValue(
                key=words(phrase("slips.handover.giver")), value=phrase("slips.handover.receiver").vi
            ),
        ]

    def _readiness(self) -> list[Block]:
        verdict = judge(self._core.state, self.reports())
        when = line("time", _when(self._core.clock.wall()))
        return [*readiness_ticket(self._core, verdict.reasons, verdict.attention), when]

    def _ticket(self, ticket_id: str) -> list[Block]:
        ticket, ahead = self._tickets.known(ticket_id)
        field = self._catalogue.fields[ticket.field].name
        counters = phrase("slips.ticket.counter", counters=any_of(ticket.counters))
        mark = [drawn.Heading(text=words(phrase("slips.ticket.priority")))] if ticket.priority else []
        blocks: list[Block] = [
            *self._head(phrase("slips.ticket.title")),
            drawn.Numeral(text=ticket.number),
            drawn.Heading(text=Words(vi=counters.vi.upper(), en=counters.en)),
            *mark,
            drawn.Rule(),
            line("field", field.vi),
            line("ahead", _ahead(ahead)),
            line("taken_at", _when(ticket.at)),
            line("hours", self._core.config.office_hours.spoken),
        ]
        if not ticket.synced:
            blocks.append(paragraph(phrase("slips.unit.unsynced")))
        blocks += [drawn.Rule(), paragraph(phrase("slips.ticket.listen"), centred=True)]
        return blocks

    def _visit(self, grant: str) -> tuple[list[tuple[str, int]], list[tuple[str, int]], str]:
        taken, loaded, person = [], [], ""
        for recorded in self._core.journal.read(max(0, self._core.journal.seq - 5000)):
            event = recorded.event
            if getattr(event, "grant", None) != grant:
                continue
            match event.name:
                case "staff.granted/1":
                    person = event.model_dump()["person"]
                case "originals.taken/1":
                    fields = event.model_dump()
                    code = self._core.state.deposits[fields["dossier_id"]].deposit_code
                    taken.append((DepositCode.parse(code).spoken, fields["compartment"]))
                case "item.loaded/1":
                    fields = event.model_dump()
                    claim = self._core.state.claims[fields["claim_id"]].claim
                    loaded.append((claim.dossier_code, fields["compartment"]))
        if not person:
            raise RefusalError("ENG-006")
        return taken, loaded, person

    def _known(self, dossier_id: str) -> tuple[Deposit, Manifest]:
        deposit = self._core.state.deposits.get(dossier_id)
        if deposit is None:
            raise RefusalError("ENG-006")
        try:
            return deposit, Manifest.from_bytes(self._core.vault.get(deposit.manifest))
        except VaultError as gone:
            # its parts left for good after central's receipt, or the disk lost them
            raise RefusalError(gone.error_id) from gone

    def _head(self, title: Text) -> list[Block]:
        return head(self._catalogue.unit(self._core.facts.unit).name, title)

    def _foot(self) -> list[Block]:
        return foot(self._core.facts.hotline)

    def _times(self, deposit: Deposit) -> list[Block]:
        blocks: list[Block] = [
            line("time", _when(deposit.staged_at)),
            line("kiosk", self._core.facts.kiosk),
        ]
        if not deposit.synced:
            blocks.append(paragraph(phrase("slips.unit.unsynced")))
        return blocks

    def _papers(self, manifest: Manifest) -> list[drawn.Item]:
        names = [part.name.partition("/")[0] for part in manifest.parts if part.name != PERSONAL_PART]
        return [
            drawn.Item(
                text=words(self._component_name(manifest, component)),
                note=phrase("slips.deposit.pages", count=count).vi,
            )
            for component, count in Counter(names).items()
        ] or [drawn.Item(text=words(phrase("slips.handover.nothing")))]

    def _originals(self, deposit: Deposit) -> str:
        outcome = deposit.outcome or "unconfirmed"
        name = outcome.replace("-", "_")
        return phrase(f"slips.deposit.{name}", compartment=deposit.compartment).vi

    def _answer_by(self, deposit: Deposit) -> datetime:
        return self._tickets.calendar.after_working_days(deposit.staged_at.astimezone(VIETNAM_ZONE), 1)

    def _procedure_name(self, manifest: Manifest) -> str:
        procedure = self._catalogue.under_rule(manifest.procedure, manifest.rule_version)
        return f"{procedure.code} {procedure.name.vi}"

    def _component_name(self, manifest: Manifest, code: str) -> Text:
        procedure = self._catalogue.under_rule(manifest.procedure, manifest.rule_version)
        return next(component.name for component in procedure.components if component.code == code)


def _big_code(deposit_code: str) -> drawn.BigCode:
    """As the screen shows it and as it is read aloud: sixteen digits."""
    spoken = DepositCode.parse(deposit_code).spoken
    return drawn.BigCode(code=spoken, label=words(phrase("slips.deposit.code")))


def _ahead(ahead: Ahead | None) -> str:
    if ahead is None:
        return phrase("slips.ticket.unknown").vi
    at = ahead.told_at.astimezone(VIETNAM_ZONE).strftime("%H:%M")
    name = "people" if ahead.people else "nobody"
    return phrase(f"slips.ticket.{name}", count=ahead.people, at=at).vi


def _list(rows: list[tuple[str, int]]) -> drawn.ItemList:
    items = [
        drawn.Item(
            text=Words(vi=code), note=phrase("slips.handover.in_compartment", compartment=compartment).vi
        )
        for code, compartment in rows
    ]
    return drawn.ItemList(items=tuple(items) or (drawn.Item(text=words(phrase("slips.handover.nothing"))),))


def _when(at: datetime) -> str:
    return at.astimezone(VIETNAM_ZONE).strftime("%H:%M %d/%m/%Y")
