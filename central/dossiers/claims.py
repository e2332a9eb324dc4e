"""What waits to be collected: marked, checked against what forbids a compartment, offered to the kiosk."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.timezone import localtime, make_aware, now

from central.canonical import canonical, to_carry
from central.dossiers.contents import collectors
from central.dossiers.models import Claim, Dossier, Original, WaitingItem
from central.dossiers.services import procedure_of
from central.fleet.directives import issue
from central.fleet.leases import note, still_open
from central.fleet.models import Kiosk
from central.instance import catalogue, keys
from kiosk.dossier import claims as business
from kiosk.dossier.codes import new_claim_code
from kiosk.dossier.procedure import ObstacleKind
from kiosk.dossier.status import Status
from kiosk.dossier.text import Text

WAITS_DAYS = 30
LIST_LIFE = timedelta(days=7)
_State = WaitingItem.State
_OPEN = (_State.WAITING, _State.RELEASED, _State.LOADED, _State.TAKEN, _State.DISPUTED)
# what the kiosk may hand out before it hears that it was taken back
_COLLECTABLE = (_State.RELEASED, _State.LOADED)
_IN_KIOSK = (_State.RELEASED, _State.LOADED, _State.TAKEN, _State.DISPUTED)
_NEEDS_STATUS = {
    WaitingItem.Kind.RESULT: Status.DONE,
    WaitingItem.Kind.SUPPLEMENT_REQUEST: Status.SUPPLEMENT_ASKED,
    WaitingItem.Kind.REFUSAL: Status.REFUSED,
}
_NAMES = {
    WaitingItem.Kind.SUPPLEMENT_REQUEST: ("Phiếu yêu cầu bổ sung hồ sơ", "Request for further papers"),
    WaitingItem.Kind.REFUSAL: ("Phiếu từ chối tiếp nhận hồ sơ", "Notice of refusal"),
}


class NotCollectableError(Exception):
    """What waits may not be handed out by a compartment, and why (CEN-050)."""

    error_id = "CEN-050"

    def __init__(self, reasons: tuple[str, ...]) -> None:
        """`reasons`: obstacle kinds, or one of the ids in the officers' texts (`obstacles`)."""
        super().__init__(", ".join(reasons))
        self.reasons = reasons


def mark_waiting(
    dossier: Dossier,
    kind: WaitingItem.Kind,
    obstacles: Iterable[ObstacleKind] = (),
    original: Original | None = None,
) -> Claim:
    """Mark one thing as waiting; marking it twice changes nothing. `original` for a returned original only.

    `obstacles` are this dossier's own (fee due, old original to surrender, signature in a register). Raises
    `NotCollectableError` when the dossier's status does not fit the kind.
    """
    known = Claim.objects.filter(dossier=dossier).first()
    if known is not None and unanswered_until(known) is not None:
        raise NotCollectableError(("withdrawal_unanswered",))
    needed = _NEEDS_STATUS.get(kind)
    if needed is not None and dossier.status != needed:
        raise NotCollectableError(("status",))
    if (kind == WaitingItem.Kind.RETURNED_ORIGINAL) != (original is not None):
        raise ValueError("a returned original names the original, and nothing else does")
    with transaction.atomic():
        claim, _ = Claim.objects.select_for_update().get_or_create(
            dossier=dossier, defaults={"code": new_claim_code(), "expires": _last_day()}
        )
        claim.obstacles = sorted({*claim.obstacles, *obstacles})
        claim.save()
        name = _name(dossier, kind, original)
        waits = WaitingItem.objects.filter(claim=claim, kind=kind, original=original, state__in=_OPEN)
        if not waits.exists():
            WaitingItem.objects.create(
                claim=claim, kind=kind, name_vi=name.vi, name_en=name.en, original=original
            )
    return claim


def clear_obstacle(claim: Claim, kind: ObstacleKind) -> Claim:
    """An obstacle of this dossier is gone (the fee was paid, the old paper surrendered at the counter)."""
    with transaction.atomic():
        fresh = Claim.objects.select_for_update().get(pk=claim.pk)
        fresh.obstacles = [known for known in fresh.obstacles if known != kind]
        fresh.save()
    return fresh


def locker_collectable(claim: Claim) -> tuple[str, ...]:
    """Why the claim's result may not wait in a compartment; empty when it may, or when no result waits."""
    if not _items(claim, _OPEN, WaitingItem.Kind.RESULT):
        return ()
    result = procedure_of(claim.dossier).result
    reasons = [*result.obstacles, *(kind for kind in claim.obstacles if kind not in result.obstacles)]
    if not result.collectable.possible and not result.obstacles:
        reasons.append("procedure_at_counter")
    return tuple(reasons)


def release_for_loading(claim: Claim, officer: AbstractBaseUser) -> Claim:
    """Tell the kiosk that what waits may be loaded. Raises `NotCollectableError` with every reason."""
    with transaction.atomic():
        fresh = Claim.objects.select_for_update().get(pk=claim.pk)
        reasons = locker_collectable(fresh)
        if not fresh.dossier.dossier_code and not fresh.dossier.deposit_code:
            reasons = (*reasons, "code_missing")
        waiting = _items(fresh, (_State.WAITING,))
        if not waiting:
            reasons = (*reasons, "nothing_waits")
        if reasons:
            raise NotCollectableError(reasons)
        for item in waiting:
            item.state = _State.RELEASED
            item.save()
        fresh.expires = _last_day()
        fresh.released_by, fresh.released_at = officer, now()
        fresh.save()
        _offer(fresh, _items(fresh, _IN_KIOSK))
    return fresh


def announce_obstacles(claim: Claim) -> None:
    """Let the kiosk say what waits at the counter instead, and why not here. Raises if nothing forbids it."""
    if not locker_collectable(claim):
        raise ValueError("this claim can be released to a compartment")
    _offer(claim, _items(claim, _OPEN))


def withdraw(claim: Claim) -> None:
    """Take back what was not collected yet (it was handed out at the counter, or was released by mistake).

    What the kiosk may hand out is only asked back: it may be collected there before the kiosk hears of it.
    """
    with transaction.atomic():
        for item in _items(claim, _OPEN):
            item.state = _State.RECALLED if item.state in _COLLECTABLE else _State.WITHDRAWN
            item.recalled_at = now()
            item.save()
        issue(claim.dossier.kiosk, "claim.withdraw", {"claim_id": str(claim.claim_id)})


def withdrawal_taken(claim_id: uuid.UUID) -> None:
    """The kiosk has taken the withdrawal in: from here on it opens no door on the claim."""
    recalled = WaitingItem.objects.filter(claim__claim_id=claim_id, state=_State.RECALLED)
    recalled.update(state=_State.WITHDRAWN)


def unanswered_until(claim: Claim) -> datetime | None:
    """Until when what was asked back may still be collected; None when nothing may be."""
    return still_open(claim.dossier.kiosk) if _items(claim, (_State.RECALLED,)) else None


def as_offered(claim: Claim, items: Iterable[WaitingItem]) -> business.Claim:
    """The claim as the kiosk may know it: codes, tags and dates; nothing personal."""
    dossier = claim.dossier
    key, claim_id, salt = bytes(dossier.kiosk.k_claim), str(claim.claim_id), keys().fleet_salt()
    hashed = [business.collector_hash(person.id_number, salt) for person in collectors(dossier)]
    reasons = locker_collectable(claim)
    return business.Claim(
        claim_id=claim_id,
        dossier_code=dossier.dossier_code or dossier.deposit_code,
        deposit_code=dossier.deposit_code or None,
        collector_tags=tuple(business.collector_tag(key, claim_id, each) for each in hashed),
        code_tag=business.code_tag(key, claim_id, claim.code),
        items=tuple(
            business.ClaimItem.model_validate(
                {
                    "item_id": str(item.item_id),
                    "kind": item.kind,
                    "name": {"vi": item.name_vi, "en": item.name_en},
                    "compartment": item.compartment,
                }
            )
            for item in items
        ),
        collectable=not reasons,
        obstacles=tuple(_obstacle(dossier, reason) for reason in reasons if reason != "procedure_at_counter"),
        expires=claim.expires.isoformat(),
    )


def handover_list(kiosk: Kiosk) -> tuple[bytes, str]:
    """Everything released for this kiosk, to carry there without network: body and signature (hex).

    Body: canonical JSON `{kind: "handover.list", kiosk, made_at, not_after, claims}`, signed like directives.
    """
    at = now()
    note(kiosk, at + LIST_LIFE)
    waiting = Claim.objects.filter(dossier__kiosk=kiosk, items__state__in=_IN_KIOSK).distinct().order_by("pk")
    body = canonical(
        {
            "kind": "handover.list",
            "kiosk": kiosk.kiosk_id,
            "made_at": at.isoformat(timespec="seconds"),
            "not_after": (at + LIST_LIFE).isoformat(timespec="seconds"),
            "claims": [as_offered(c, _items(c, _IN_KIOSK)).model_dump(mode="json") for c in waiting],
        }
    )
    return body, keys().sign_directive(body)


def signed_handover_list(kiosk: Kiosk) -> bytes:
    """The list as it is carried to the kiosk: canonical JSON `{"body", "signature"}`."""
    return to_carry(*handover_list(kiosk))


def _offer(claim: Claim, items: list[WaitingItem]) -> None:
    offered = as_offered(claim, items)
    end = make_aware(datetime.combine(claim.expires, time(23, 59, 59)))
    issue(claim.dossier.kiosk, "claim.offer", offered.model_dump(mode="json"), end)


def _items(
    claim: Claim, states: Iterable[WaitingItem.State], kind: WaitingItem.Kind | None = None
) -> list[WaitingItem]:
    found = WaitingItem.objects.filter(claim=claim, state__in=states)
    return list(found if kind is None else found.filter(kind=kind))


def _name(dossier: Dossier, kind: WaitingItem.Kind, original: Original | None) -> Text:
    if kind in _NAMES:
        vi, en = _NAMES[kind]
        return Text(vi=vi, en=en)
    procedure = procedure_of(dossier)
    if original is None:
        return procedure.result.name
    component = next(c for c in procedure.components if c.code == original.component)
    return component.name


def _obstacle(dossier: Dossier, kind: str) -> business.Obstacle:
    unit = catalogue().unit(dossier.unit, localtime(now()).date())
    where = Text(vi=f"{unit.name.vi}, {unit.address}", en=f"{unit.name.en}, {unit.address}")
    return business.Obstacle.model_validate({"kind": kind, "where": where})


def _last_day() -> date:
    return localtime(now()).date() + timedelta(days=WAITS_DAYS)
