"""Answers of the kiosk API, and reading what was asked."""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
from collections.abc import Callable
from typing import TypeVar, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel, ConfigDict, ValidationError

from central.intake.gate import KioskRequest

T = TypeVar("T", bound="Asked")


class ApiError(Exception):
    """Ends a request with a status and an error id; `facts` go into the answer."""

    def __init__(self, status: int, error_id: str, **facts: object) -> None:
        """`status` is HTTP's."""
        super().__init__(error_id)
        self.status, self.error_id, self.facts = status, error_id, facts


class Asked(BaseModel):
    """The JSON body of a request."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @classmethod
    def of(cls: type[T], request: HttpRequest) -> T:
        """Read the body; ends the request with 400 (CEN-041) when it is none."""
        try:
            return cls.model_validate_json(request.body)
        except ValidationError as error:
            raise ApiError(400, "CEN-041") from ValueError(error.error_count())


def api(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Make a view of the kiosk API: these methods only, errors as JSON, no form protection (no cookies)."""

    def made(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @functools.wraps(view)
        def answer(request: HttpRequest, **values: object) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise ApiError(405, "CEN-042")
                return view(cast(KioskRequest, request), **values)
            except ApiError as error:
                return JsonResponse({"error": error.error_id, **error.facts}, status=error.status)

        return answer

    return made


def check_digest(request: HttpRequest, body: bytes) -> str:
    """Compare `Repr-Digest` (RFC 9530, sha-256) with the body; return it in hex, else 400 (CEN-016)."""
    header = request.headers.get("Repr-Digest", "")
    found = hashlib.sha256(body).digest()
    try:
        name, _, value = header.partition("=")
        told = base64.b64decode(value.strip(":"), validate=True)
    except binascii.Error as error:
        raise ApiError(400, "CEN-016") from error
    if name != "sha-256" or told != found:
        raise ApiError(400, "CEN-016")
    return found.hex()


def unpacked(text: str) -> bytes:
    """Base64 to bytes; else 400 (CEN-041)."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ApiError(400, "CEN-041") from error
