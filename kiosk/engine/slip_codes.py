"""The QR codes of a deposit's two slips. Their secrets follow from K_claim, so that no disk holds them.

The deposit slip goes home with the citizen and finds what waits. The cover slip lies in the compartment with
the papers, where others see it: its code ties paper to dossier in the officer's round and gives no right.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Literal

from kiosk.dossier.codes import SECRET_BYTES, CodeError, SlipQr

Slip = Literal["deposit", "cover"]
_LABELS: dict[Slip, bytes] = {"deposit": b"slip ", "cover": b"cover "}


def slip_qr(key: Callable[[bytes], bytes], slip: Slip, deposit_code: str) -> SlipQr:
    """The code on one of a deposit's slips; `key` is HMAC-SHA256 under K_claim."""
    return SlipQr(slip, deposit_code, key(_LABELS[slip] + deposit_code.encode())[:SECRET_BYTES])


def is_slip_of(key: Callable[[bytes], bytes], slip: Slip, deposit_code: str, payload: str) -> bool:
    """Whether `payload` was printed here on this slip of this deposit; in constant time."""
    try:
        shown = SlipQr.parse(payload)
    except CodeError:
        return False
    expected = slip_qr(key, slip, deposit_code)
    same = hmac.compare_digest(expected.secret, shown.secret)
    return same and (shown.kind, shown.id) == (slip, deposit_code)


def is_cover_slip(payload: str) -> bool:
    """Whether `payload` calls itself a cover slip, whoever printed it."""
    try:
        return SlipQr.parse(payload).kind == "cover"
    except CodeError:
        return False
