"""What comes down, handed to the engine as bytes: signed directives in central's order, the signed config.

With the directives comes who waits in the office's hall; that is no order and is not signed.
"""

from __future__ import annotations

import base64
import binascii
import json

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.messages.outbox import ConfigArrived, DirectiveArrived, Done, HallArrived, OutboxState, ReadState
from kiosk.sync.engine_link import EngineLink
from kiosk.sync.transport import Central, LinkError, judged


class _Directive(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    number: int
    body: str
    signature: str


class _Directives(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    directives: list[_Directive]
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
        reply = judged(self._central.ask("GET", asked), 200)
        try:
            told = _Directives.model_validate_json(reply.body)
            page = told.directives
            bodies = [base64.b64decode(each.body, validate=True) for each in page]
        except (ValidationError, binascii.Error):
            raise LinkError("a reply that is no list of directives") from None
        for each, body in zip(page, bodies, strict=True):
            message = DirectiveArrived(number=each.number, signature=each.signature)
            self._engine.ask(message, Done, body)
        self._engine.ask(HallArrived(), Done, json.dumps(told.hall).encode())
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
