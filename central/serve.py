"""One process, two listeners: kiosks over mutual TLS 1.3, officers over plain HTTP on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import ssl
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import uvicorn
from django.core.asgi import get_asgi_application
from uvicorn.protocols.http.h11_impl import H11Protocol

from central.keys import KeyRing
from kiosk.service import Service, beat_with_loop

MAX_BODY = 33 * 1024 * 1024
# a peer that neither sends nor closes is dropped; h11 itself waits for ever
IDLE_SECONDS = 75


@dataclass(frozen=True)
class Listeners:
    """Where to listen. Port 0 lets the system choose."""

    host: str
    port: int
    staff_host: str
    staff_port: int


class PeerProtocol(H11Protocol):
    """HTTP/1.1 that tells the application the peer's certificate, as ASGI's TLS extension describes.

    The certificate is read from the connection's TLS object after the handshake has verified it.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Bind the peer's certificate to every request of this connection."""
        super().connection_made(transport)
        tls: ssl.SSLObject = transport.get_extra_info("ssl_object")
        der = tls.getpeercert(binary_form=True)
        chain = [] if der is None else [ssl.DER_cert_to_PEM_cert(der)]
        application = self.app

        async def with_peer(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})["tls"] = {"client_cert_chain": chain}
            await application(scope, receive, send)

        self.app = with_peer


class BodyLimit:
    """Refuses a body of unknown or excessive length before a byte of it is stored."""

    def __init__(self, application: Any) -> None:
        """Guard `application`."""
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """411 for a chunked body, 413 for one over `MAX_BODY`."""
        headers = dict(scope.get("headers", ()))
        status = None
        if b"transfer-encoding" in headers:
            status = 411
        elif int(headers.get(b"content-length", b"0")) > MAX_BODY:
            status = 413
        if status is None:
            await self._application(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": status, "headers": [(b"connection", b"close")]})
        await send({"type": "http.response.body", "body": b""})


class _Listener(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        # signals belong to the process, which has two of these
        yield


def tls_context(ring: KeyRing) -> ssl.SSLContext:
    """TLS 1.3 only, client certificates of the private authorities required."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(ring.path("server.pem"))
    context.load_verify_locations(cadata=ring.authorities_pem().decode())
    return context


async def serve(listeners: Listeners, ring: KeyRing) -> None:
    """Serve until SIGTERM or SIGINT; prints one line with both addresses when ready."""
    application = BodyLimit(get_asgi_application())
    kiosks = _Listener(
        uvicorn.Config(
            application,
            host=listeners.host,
            port=listeners.port,
            http=PeerProtocol,
            ssl_context_factory=lambda _config, _default: tls_context(ring),
            **_COMMON,
        )
    )
    staff = _Listener(
        uvicorn.Config(
            application, host=listeners.staff_host, port=listeners.staff_port, http="h11", **_COMMON
        )
    )
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, _stop, kiosks, staff)
    tasks = [asyncio.create_task(each.serve()) for each in (kiosks, staff)]
    beating: list[asyncio.Task[None]] = []
    while not (kiosks.started and staff.started):
        if any(task.done() for task in tasks):
            break
        await asyncio.sleep(0.02)
    else:
        service = Service()
        service.ready()
        beating.append(asyncio.create_task(beat_with_loop(service)))
        os.write(1, f"ready kiosks={_port(kiosks)} staff={_port(staff)}\n".encode())
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for beat in beating:
        beat.cancel()
    _stop(kiosks, staff)
    await asyncio.gather(*tasks)


_COMMON: dict[str, Any] = {
    "lifespan": "off",
    "ws": "none",
    "proxy_headers": False,
    "server_header": False,
    "access_log": False,
    "log_level": "warning",
    "timeout_keep_alive": IDLE_SECONDS,
    "timeout_graceful_shutdown": 2,
}


def _stop(*servers: uvicorn.Server) -> None:
    for server in servers:
        server.should_exit = True


def _port(server: uvicorn.Server) -> int:
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port
