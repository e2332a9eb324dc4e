"""The kiosk API besides dossiers: journal, checkpoints, heartbeats, directives, config, checkpoint key."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Annotated

from django.http import HttpResponse, JsonResponse
from django.utils.timezone import now
from pydantic import Field, StringConstraints

from central.canonical import canonical
from central.dossiers.projection import project
from central.fleet.directives import after, agree
from central.fleet.journals import CheckpointSent, ForkError, GapError, store_checkpoint, store_rows
from central.fleet.leases import grant
from central.fleet.models import Alarm
from central.hall.arrivals import who_waits
from central.instance import keys
from central.intake.gate import KioskRequest
from central.intake.replies import ApiError, Asked, api, unpacked
from kiosk.journal.chain import StoredRow

MAX_ROWS = 500
_NONCE = re.compile(r"[0-9a-f]{32}|")
_Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Signature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


class _Row(Asked):
    seq: int = Field(gt=0)
    body: str
    hash: _Hash


class _Rows(Asked):
    rows: list[_Row] = Field(max_length=MAX_ROWS)


class _Checkpoint(Asked):
    seq: int = Field(gt=0)
    hash: _Hash
    state: str
    signature: _Signature


class _Heartbeat(Asked):
    facts: dict[str, object]


class _Identity(Asked):
    checkpoint_public_key: _Hash


@api("POST")
def events(request: KioskRequest) -> HttpResponse:
    """Take rows `{rows: [{seq, body (base64), hash}]}`; 200 `{acknowledged}`, 409 for a gap or fork."""
    asked = _Rows.of(request)
    rows = [StoredRow(row.seq, unpacked(row.body), bytes.fromhex(row.hash)) for row in asked.rows]
    try:
        acknowledged = store_rows(request.kiosk, rows)
    except GapError as gap:
        raise ApiError(409, gap.error_id, expected=gap.expected) from gap
    except ForkError as fork:
        raise ApiError(409, fork.error_id, seq=fork.seq) from fork
    finally:
        project(request.kiosk)
    return JsonResponse({"acknowledged": acknowledged})


@api("POST")
def checkpoints(request: KioskRequest) -> HttpResponse:
    """Take a signed checkpoint `{seq, hash, state (base64), signature}`; 409 when it does not fit.

    200 with `{kind, kiosk, seq, hash}`, signed in `X-Signature`: the kiosk may let go of what it covers.
    """
    asked = _Checkpoint.of(request)
    sent = CheckpointSent(asked.seq, asked.hash, unpacked(asked.state), asked.signature)
    try:
        store_checkpoint(request.kiosk, sent)
    except GapError as gap:
        raise ApiError(409, gap.error_id, expected=gap.expected) from gap
    except ForkError as fork:
        raise ApiError(409, "CEN-022", seq=fork.seq) from fork
    held = canonical(
        {"kind": "checkpoint.held", "kiosk": request.kiosk.kiosk_id, "seq": asked.seq, "hash": asked.hash}
    )
    return HttpResponse(
        held, content_type="application/json", headers={"X-Signature": keys().sign_receipt(held)}
    )


@api("POST")
def heartbeat(request: KioskRequest) -> HttpResponse:
    """Take the newest facts `{facts: {...}}`; answers with central's time, by which clocks are compared."""
    kiosk = request.kiosk
    kiosk.heartbeat, kiosk.seen_at = _Heartbeat.of(request).facts, now()
    kiosk.save(update_fields=["heartbeat", "seen_at"])
    return JsonResponse({"time": kiosk.seen_at.isoformat(), "acknowledged": kiosk.acknowledged_seq})


@api("GET")
def directives(request: KioskRequest) -> HttpResponse:
    """Directives behind `?after=N&id=…`: `{directives: [{number, body (base64), signature}], hall}`.

    `id` is that of the kiosk's directive N, by which a central that was restored notices that it differs.
    `hall` says who waits in the office's hall, for the tickets; it is no order and is not signed.
    `&lease=NONCE` asks for the signed lease of `central.fleet.leases`: `lease: {body (base64), signature}`.
    """
    text, nonce = request.GET.get("after", "0"), request.GET.get("lease", "")
    if not (text.isascii() and text.isdigit() and len(text) < 16 and _NONCE.fullmatch(nonce)):
        raise ApiError(400, "CEN-041")
    number, directive_id = int(text), request.GET.get("id", "")
    found = [
        {
            "number": directive.number,
            "body": base64.b64encode(bytes(directive.body)).decode(),
            "signature": directive.signature,
        }
        for directive in after(request.kiosk, number, directive_id)
    ]
    answer: dict[str, object] = {"directives": found, "hall": who_waits(request.kiosk)}
    if nonce and agree(request.kiosk, number, directive_id):
        body, signature = grant(request.kiosk, nonce)
        answer["lease"] = {"body": base64.b64encode(body).decode(), "signature": signature}
    return JsonResponse(answer)


@api("GET")
def config(request: KioskRequest) -> HttpResponse:
    """The kiosk's config package; 304 when it has it (ETag: SHA-256), 204 when nothing was published."""
    package = keys().configs().package(request.kiosk.kiosk_id, now())
    if package is None:
        return HttpResponse(status=204)
    tag = f'"{hashlib.sha256(package).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    return HttpResponse(package, content_type="application/json", headers={"ETag": tag})


@api("PUT")
def identity(request: KioskRequest) -> HttpResponse:
    """Take the kiosk's checkpoint key, once; another one needs a new enrolment (409 CEN-043, alarm)."""
    kiosk, key = request.kiosk, bytes.fromhex(_Identity.of(request).checkpoint_public_key)
    if kiosk.checkpoint_key is None:
        kiosk.checkpoint_key = key
        kiosk.save(update_fields=["checkpoint_key"])
    elif bytes(kiosk.checkpoint_key) != key:
        Alarm.objects.create(kiosk=kiosk, error_id="CEN-043", data={"key": key.hex()})
        raise ApiError(409, "CEN-043")
    return HttpResponse(status=204)
