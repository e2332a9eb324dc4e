"""The only way out: a factory of HTTPS sessions that trust one private authority and nothing around them.

TLS 1.3 with a client certificate; no proxy, no `REQUESTS_CA_BUNDLE`, no `.netrc`; no redirects; time limits
always; replies of limited size.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.ssl_ import create_urllib3_context

from kiosk.config.enrolment import SyncIdentity


@dataclass(frozen=True)
class Limits:
    """How long to wait for a connection, for the next byte and for a whole reply (seconds); its bytes.

    A peer that drips bytes keeps the silence limit from ever being reached.
    """

    connect: float = 5.0
    silence: float = 30.0
    whole: float = 120.0
    most: int = 4 * 1024 * 1024


class LinkError(Exception):
    """Central cannot be reached, or what answers does not behave like central (SYN-001)."""

    error_id = "SYN-001"


class TooLongError(LinkError):
    """A reply longer than anything that was asked for (SYN-019)."""

    error_id = "SYN-019"


class BusyError(Exception):
    """Central asks for patience (SYN-002)."""

    error_id = "SYN-002"

    def __init__(self, wait_s: float) -> None:
        """`wait_s` is what central asked for, 0 when it did not say."""
        super().__init__(str(wait_s))
        self.wait_s = wait_s


class TurnedAwayError(Exception):
    """Central does not know this kiosk's certificate, or no longer (SYN-003)."""

    error_id = "SYN-003"


class ItemRefusedError(Exception):
    """Central refuses this one thing; everything else goes on (SYN-004)."""

    error_id = "SYN-004"

    def __init__(self, status: int, reason: str, facts: Mapping[str, object]) -> None:
        """`reason` is central's error id; `facts` is the rest of its answer."""
        super().__init__(f"{status} {reason}")
        self.status, self.reason, self.facts = status, reason, facts


@dataclass(frozen=True)
class Reply:
    """A whole reply; header names as `requests` compares them, without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Tls13Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        context = create_urllib3_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        super().init_poolmanager(*args, ssl_context=context, **kwargs)


def private_session(authority: str, certificate: tuple[str, str]) -> requests.Session:
    """A session that speaks HTTPS to servers of `authority` (PEM file) only, as `certificate` (PEM, key)."""
    session = requests.Session()
    session.trust_env = False
    session.verify = authority
    session.cert = certificate
    session.max_redirects = 0
    session.adapters.clear()
    session.mount("https://", _Tls13Adapter())
    return session


class Central:
    """Central as the sync process sees it. One object a lane: a session is not shared between threads."""

    def __init__(self, identity: SyncIdentity, limits: Limits | None = None) -> None:
        """Nothing is connected before the first request."""
        self._limits = limits or Limits()
        self._url = identity.central_url
        self._session = private_session(identity.authority, identity.certificate)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send a request and return the reply, whatever its status; raises `LinkError`."""
        try:
            with self._session.request(
                method,
                self._url + path,
                data=body or None,
                headers=dict(headers or {}),
                timeout=(self._limits.connect, self._limits.silence),
                allow_redirects=False,
                stream=True,
            ) as response:
                return Reply(response.status_code, response.headers, _whole(response, self._limits))
        except (requests.RequestException, OSError) as error:
            # the pool may hold the other half of a broken exchange
            self._session.close()
            raise LinkError(type(error).__name__) from None
        except TooLongError:
            self._session.close()
            raise


def judged(reply: Reply, *expected: int) -> Reply:
    """Return a reply of an expected status; raise the failure's class for every other."""
    if reply.status in expected:
        return reply
    if reply.status in (429, 503, 423):
        raise BusyError(_retry_after(reply))
    if reply.status in (401, 403):
        raise TurnedAwayError
    if reply.status in (400, 409, 413, 415, 422, 460):
        facts = _facts(reply)
        raise ItemRefusedError(reply.status, str(facts.pop("error", reply.status)), facts)
    raise LinkError(f"status {reply.status}")


def _whole(response: requests.Response, limits: Limits) -> bytes:
    deadline = time.monotonic() + limits.whole
    body = bytearray()
    for piece in response.iter_content(1 << 16):
        body += piece
        if len(body) > limits.most:
            raise TooLongError
        if time.monotonic() > deadline:
            raise requests.RequestException("a reply without end")
    return bytes(body)


def _retry_after(reply: Reply) -> float:
    value = reply.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0.0


def _facts(reply: Reply) -> dict[str, object]:
    try:
        tree = json.loads(reply.body)
    except ValueError:
        return {}
    return tree if isinstance(tree, dict) else {}
