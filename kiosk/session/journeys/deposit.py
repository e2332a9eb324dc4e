"""A citizen hands in a dossier."""

from __future__ import annotations

from kiosk.dossier.manifest import Manifest, Original, Part, PersonalPart
from kiosk.messages.pages import Working
from kiosk.messages.seat import BeginDeposit, DepositBegun, Stage, Staged
from kiosk.session.choose_procedure import choose_procedure
from kiosk.session.contact import ask_applicant, ask_collector, ask_phone
from kiosk.session.explain_procedure import ask_case, explain_before, reserve, show_checklist
from kiosk.session.handover import Handover
from kiosk.session.identify import give_notice, hashed, identify
from kiosk.session.journey import Journey
from kiosk.session.papers import Papers
from kiosk.session.ports import Person
from kiosk.session.review import Draft, review
from kiosk.session.scan import scan
from kiosk.session.seat import Seat
from kiosk.session.unfinished import tell_unfinished
from kiosk.texts import phrase

STEPS = 5


async def deposit(j: Journey, seat: Seat) -> Handover:
    """From the first question to the slip; returns the deposit as it was handed over."""
    seat.talk.step = (1, STEPS)
    procedure = await choose_procedure(j, seat)
    reserved = await reserve(j, seat, procedure)
    await explain_before(j, seat, procedure, reserved)
    answers = await ask_case(j, procedure)
    needed = await show_checklist(j, procedure, answers, reserved)

    seat.talk.step = (2, STEPS)
    await give_notice(j, seat)
    who = await identify(j, seat)
    await tell_unfinished(j, seat, who)
    applicant = await ask_applicant(j, answers, who.person)
    phone = await ask_phone(j, seat)
    collector = await ask_collector(j, seat, who.person)

    seat.talk.step = (3, STEPS)
    begun, papers = await j.once("dossier", lambda: _begin(seat))
    scans = tuple([await scan(j, seat, papers, component) for component in needed.to_scan])

    seat.talk.step = (4, STEPS)
    draft = Draft(procedure, answers, needed, who, applicant, phone, collector, scans)
    await review(j, draft)
    compartment = reserved if isinstance(reserved, int) and draft.left else None
    handover = await _stage(j, seat, draft, begun, papers, compartment)

    seat.talk.step = (5, STEPS)
    await handover.run()
    return handover


async def _begin(seat: Seat) -> tuple[DepositBegun, Papers]:
    begun = await seat.engine.request(BeginDeposit(), DepositBegun)
    return begun, Papers(seat.engine, seat.situation.config, begun.dossier_id)


async def _stage(
    j: Journey, seat: Seat, draft: Draft, begun: DepositBegun, papers: Papers, compartment: int | None
) -> Handover:
    """Seal what says who, drop what is not wanted, and stage: the point of no return."""
    seat.talk.show(
        Working(title=phrase("deposit.sealing"), steps=[phrase("deposit.seal"), phrase("deposit.keep")])
    )
    await papers.keep_only({scanned.component.code for scanned in draft.scans if scanned.pages})
    parts = papers.parts([scanned.component.code for scanned in draft.scans])
    parts.append(await papers.seal_personal(_personal(draft)))
    manifest = _manifest(seat, draft, begun, parts, compartment)
    stage = Stage(
        dossier_id=begun.dossier_id,
        owner_hashes=await _owners(seat, draft),
        language=seat.talk.language,
    )
    staged = await seat.engine.request(stage, Staged, manifest.to_bytes())
    handover = Handover(seat, begun.dossier_id, begun.deposit_code, compartment, staged.slip_payload)
    j.point_of_no_return(handover.end_safely)
    return handover


def _personal(draft: Draft) -> PersonalPart:
    return PersonalPart.model_validate(
        {
            "depositor": {
                "name": draft.who.person.name,
                "id_number": draft.who.person.id_number,
                "address": draft.who.person.residence,
            },
            "applicant": draft.applicant.model_dump(),
            "collectors": [draft.collector.model_dump()],
            "phone": draft.phone,
            "answers": draft.answers,
        }
    )


def _manifest(
    seat: Seat, draft: Draft, begun: DepositBegun, parts: list[Part], compartment: int | None
) -> Manifest:
    config = seat.situation.config
    originals = [
        Original(component=scanned.component.code, count=len(scanned.pages))
        for scanned in draft.scans
        if scanned.component in draft.left
    ]
    return Manifest(
        dossier_id=begun.dossier_id,
        deposit_code=begun.deposit_code,
        kiosk=config.kiosk,
        unit=config.unit,
        procedure=draft.procedure.code,
        rule_version=draft.procedure.rule_version,
        deposited_at=seat.now().isoformat(timespec="seconds"),
        clock="synced" if config.clock_synced else "unsynced",
        proof=draft.who.person.proof,
        parts=tuple(parts),
        not_held=tuple(component.code for component in draft.not_held),
        originals=tuple(originals) if compartment is not None else (),
        compartment=compartment,
    )


async def _owners(seat: Seat, draft: Draft) -> list[str]:
    """The hashes by which the engine knows depositor and collector again."""
    owners = [draft.who.owner_hash]
    if draft.collector.id_number != draft.who.person.id_number:
        other = await hashed(seat, Person(draft.collector.name, draft.collector.id_number))
        owners.append(other.owner_hash)
    return owners
