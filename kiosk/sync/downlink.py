"""What comes down, handed to the engine as bytes: signed directives in central's order, the signed config.

With the directives come the signed lease, when the engine wants one, and who waits in the office's hall;
that is no order and is not signed.
"""

from __future__ import annotations

import base64
import binascii
import json

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.messages.outbox import (
    ConfigArrived,
    DirectiveArrived,
    Done,
    HallArrived,
    LeaseArrived,
    OutboxState,
    ReadState,
)
from kiosk.sync.engine_link import EngineLink
from kiosk.sync.transport import Central, LinkError, judged


class _Directive(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    number: int
    body: str
    signature: str


class _Lease(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    body: str
    signature: str


class _Directives(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    directives: list[_Directive]
    lease: _Lease | None = None
    hall: dict[str, object] = {}


class Downlink:
    """Asks for what is newer than the engine has."""

    def __init__(self, engine: EngineLink, central: Central) -> None:
        """The engine knows what it took in; nothing is kept here."""
        self._engine, self._central = engine, central

    def work(self) -> bool:
        """Fetch and hand over one page; whether there was anything."""
        state, _ = self._engine.ask(ReadState(), OutboxState)
        asked = f"/v1/directives?after={state.last_directive}&id={state.last_directive_id}"
        asked += f"&lease={state.lease_wanted}" if state.lease_wanted else ""
        reply = judged(self._central.ask("GET", asked), 200)
        try:
            told = _Directives.model_validate_json(reply.body)
            page = told.directives
            bodies = [base64.b64decode(each.body, validate=True) for each in page]
            lease = b"" if told.lease is None else base64.b64decode(told.lease.body, validate=True)
        except (ValidationError, binascii.Error):
            raise LinkError("a reply that is no list of directives") from None
        for each, body in zip(page, bodies, strict=True):
            message = DirectiveArrived(number=each.number, signature=each.signature)
            self._engine.ask(message, Done, body)
        self._engine.ask(HallArrived(), Done, json.dumps(told.hall).encode())
        if told.lease is not None:
            # after the directives: it says that all of them have arrived
            self._engine.ask(LeaseArrived(signature=told.lease.signature), Done, lease)
        return bool(page)


class ConfigDownlink:
    """Asks for a config package that the engine has not looked at yet."""

    def __init__(self, engine: EngineLink, central: Central) -> None:
        """The engine knows what it saw last."""
        self._engine, self._central = engine, central

    def work(self) -> bool:
        """Fetch and hand over; there is never more than one."""
        state, _ = self._engine.ask(ReadState(), OutboxState)
        asked = {"If-None-Match": f'"{state.config_seen}"'}
        reply = judged(self._central.ask("GET", "/v1/config", headers=asked), 200, 204, 304)
        if reply.status == 200:
            self._engine.ask(ConfigArrived(), Done, reply.body)
        return False
