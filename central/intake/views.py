"""What a kiosk delivers, `PUT /v1/dossiers/{uuid}`; what is asked at it, `POST /v1/enquiries`."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, JsonResponse
from pydantic import ValidationError

from central.dossiers.disclosures import NotDisclosedError, disclose
from central.dossiers.projection import project_about
from central.intake.deliveries import OtherManifestError, Outcome, deliver
from central.intake.gate import KioskRequest
from central.intake.models import Delivery
from central.intake.replies import ApiError, api, check_digest
from kiosk.dossier.enquiry import VouchedEnquiry

MAX_MANIFEST = 256 * 1024
MAX_ENQUIRY = 4 * 1024


@api("PUT")
def dossier(request: KioskRequest, dossier_id: uuid.UUID) -> HttpResponse:
    """202 `{missing}` until every part is here; then 201, and 200 ever after, with the same receipt.

    409 (CEN-015): another manifest has this id. 422: parked, with the reason's error id.
    """
    body = request.body
    if len(body) > MAX_MANIFEST:
        raise ApiError(413, "CEN-031")
    digest = check_digest(request, body)
    try:
        outcome = deliver(request.kiosk, dossier_id, digest, body)
    except OtherManifestError as error:
        raise ApiError(409, error.error_id) from error
    if outcome.fresh:
        project_about(request.kiosk, str(dossier_id))
    return _answer(outcome)


@api("POST")
def enquiry(request: KioskRequest) -> HttpResponse:
    """The signed answer, sealed to the enquiry's one-time key; 422 with the reason why there is none."""
    body = request.body
    if len(body) > MAX_ENQUIRY:
        raise ApiError(413, "CEN-031")
    try:
        asked = VouchedEnquiry.model_validate_json(body)
    except ValidationError as error:
        raise ApiError(400, "CEN-041") from ValueError(error.error_count())
    try:
        answer, signature = disclose(request.kiosk, asked)
    except NotDisclosedError as error:
        raise ApiError(422, error.error_id) from error
    return HttpResponse(answer, content_type="application/json", headers={"X-Signature": signature})


def _answer(outcome: Outcome) -> HttpResponse:
    delivery = outcome.delivery
    if delivery.state == Delivery.State.PARKED:
        raise ApiError(422, delivery.error_id)
    if delivery.receipt is None:
        return JsonResponse({"missing": list(outcome.missing)}, status=202)
    return HttpResponse(
        bytes(delivery.receipt),
        status=201 if outcome.fresh else 200,
        content_type="application/json",
        headers={"X-Signature": delivery.signature},
    )
