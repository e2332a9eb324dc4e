"""The one form in which central signs: JSON with sorted keys, no spaces, UTF-8."""

from __future__ import annotations

import json


def canonical(tree: object) -> bytes:
    """Return the canonical bytes of a JSON tree."""
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def to_carry(body: bytes, signature: str) -> bytes:
    """A signed document as it is carried to a kiosk by hand: `{"body", "signature"}`."""
    return canonical({"body": body.decode(), "signature": signature})
