"""tus 1.0.0 (core and creation): bytes grow in a file whose size is the offset, and become a blob when whole.

tus moves bytes; only a receipt means that a dossier is stored.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import os
import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.http import HttpResponse

from central.instance import blobs, uploads_folder
from central.intake.gate import KioskRequest
from central.intake.models import Upload
from central.intake.replies import ApiError, api

MAX_BLOB = 32 * 1024 * 1024
TUS = "1.0.0"
ABANDONED = timedelta(days=60)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 16
# two uploads of the same bytes must not write the same temporary file of the store
_storing = threading.Lock()


def remove_abandoned(at: datetime) -> int:
    """Remove uploads begun before `at` minus `ABANDONED`, and say how many; kiosks may be dark for weeks."""
    old = Upload.objects.filter(created_at__lt=at - ABANDONED)
    for upload in old.filter(complete=False):
        _file(upload).unlink(missing_ok=True)
    removed, _ = old.delete()
    return removed


@api("POST")
def create(request: KioskRequest) -> HttpResponse:
    """Begin an upload: `Upload-Length`, `sha256` in `Upload-Metadata`. 201 with an absolute `Location`."""
    _check_version(request)
    length = _number(request, "Upload-Length")
    if not 0 < length <= MAX_BLOB:
        raise ApiError(413, "CEN-031")
    upload = Upload.objects.create(kiosk=request.kiosk, length=length, sha256=_sha256(request))
    _file(upload).touch(mode=0o600)
    location = request.build_absolute_uri(f"/v1/uploads/{upload.id}")
    return _reply(201, Location=location)


@api("HEAD", "PATCH", "OPTIONS")
def upload(request: KioskRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Tell the offset, or take more bytes at it. 404 when there is no such upload of this kiosk."""
    if request.method == "OPTIONS":
        return _reply(204, **{"Tus-Version": TUS, "Tus-Extension": "creation", "Tus-Max-Size": str(MAX_BLOB)})
    _check_version(request)
    found = Upload.objects.filter(id=upload_id, kiosk=request.kiosk).first()
    if found is None or not (found.complete or _file(found).exists()):
        raise ApiError(404, "CEN-032")
    if request.method == "HEAD":
        return _offset_reply(200, found, _offset(found))
    return _offset_reply(204, found, _append(request, found))


@api("HEAD")
def blob(request: KioskRequest, digest: str) -> HttpResponse:
    """Whether a blob is here: 200, or 404, then with `X-Upload-Location` when an upload of it can go on."""
    if blobs().holds(digest):
        return _reply(200)
    begun = Upload.objects.filter(kiosk=request.kiosk, sha256=digest, complete=False).order_by("created_at")
    growing = [upload for upload in begun if _file(upload).exists()]
    if not growing:
        return _reply(404)
    furthest = max(growing, key=_offset)
    return _reply(404, **{"X-Upload-Location": f"/v1/uploads/{furthest.id}"})


def _append(request: KioskRequest, upload: Upload) -> int:
    if request.headers.get("Content-Type") != "application/offset+octet-stream":
        raise ApiError(415, "CEN-041")
    told = _number(request, "Upload-Offset")
    if upload.complete:
        return _at(told, upload.length)
    with _locked(_file(upload)) as file:
        offset = _at(told, os.fstat(file.fileno()).st_size)
        file.seek(offset)
        while piece := request.read(_PIECE):
            offset += len(piece)
            if offset > upload.length:
                raise ApiError(413, "CEN-031")
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        if offset == upload.length:
            _finish(upload, file)
    return offset


def _finish(upload: Upload, file: BinaryIO) -> None:
    file.seek(0)
    content = file.read()
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        # what arrived is not what was announced: begin anew, nothing of it can be kept
        _file(upload).unlink()
        upload.delete()
        raise ApiError(460, "CEN-030")
    with _storing:
        blobs().put(content)
    upload.complete = True
    upload.save()
    _file(upload).unlink()


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("r+b")
    except FileNotFoundError as error:
        raise ApiError(404, "CEN-032") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ApiError(423, "CEN-033") from error
        yield file


def _at(told: int, offset: int) -> int:
    if told != offset:
        raise ApiError(409, "CEN-034", offset=offset)
    return offset


def _offset(upload: Upload) -> int:
    return upload.length if upload.complete else _file(upload).stat().st_size


def _file(upload: Upload) -> Path:
    return uploads_folder() / upload.id.hex


def _check_version(request: KioskRequest) -> None:
    if request.headers.get("Tus-Resumable") != TUS:
        raise ApiError(412, "CEN-035")


def _number(request: KioskRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not re.fullmatch(r"[0-9]{1,12}", value):
        raise ApiError(400, "CEN-041")
    return int(value)


def _sha256(request: KioskRequest) -> str:
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        if name == "sha256":
            try:
                digest = base64.b64decode(value, validate=True).decode("ascii")
            except (binascii.Error, UnicodeDecodeError) as error:
                raise ApiError(400, "CEN-041") from error
            if _SHA256.fullmatch(digest):
                return digest
    raise ApiError(400, "CEN-041")


def _offset_reply(status: int, upload: Upload, offset: int) -> HttpResponse:
    return _reply(status, **{"Upload-Offset": str(offset), "Upload-Length": str(upload.length)})


def _reply(status: int, **headers: str) -> HttpResponse:
    return HttpResponse(status=status, headers={"Tus-Resumable": TUS, "Cache-Control": "no-store", **headers})
