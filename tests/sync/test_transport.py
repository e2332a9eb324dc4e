"""Sync speaks to central and to nobody else, whatever the surroundings say."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from central.keys import KeyRing
from central.pki import Identity, make_authority, make_client, make_server
from kiosk.config.enrolment import SyncIdentity
from kiosk.sync.transport import (
    BusyError,
    Central,
    ItemRefusedError,
    Limits,
    LinkError,
    Reply,
    TooLongError,
    TurnedAwayError,
    judged,
)
from tests.central.world import CentralProcess, EnrolledKiosk

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Imposter:
    """A TLS server that sends one fixed answer to every connection and counts the requests it got."""

    def __init__(self, context: ssl.SSLContext, answer: bytes, silent: bool = False) -> None:
        self._context, self._answer, self._silent = context, answer, silent
        self.requests = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            try:
                raw.settimeout(5)
                with self._context.wrap_socket(raw, server_side=True) as connection:
                    if connection.recv(65536):
                        self.requests += 1
                    while self._silent and connection.recv(65536):
                        pass
                    connection.sendall(self._answer)
            except OSError:
                raw.close()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)


def server_context(folder: Path, identity: Identity) -> ssl.SSLContext:
    pem = folder / "imposter.pem"
    pem.write_bytes(identity.certificate + identity.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.fixture
def authority(folder: Path) -> Identity:
    """The private authority that every kiosk of this run trusts."""
    return KeyRing(folder / "data").authority()


@pytest.fixture
def imposter(tmp_path: Path, authority: Identity) -> Iterator[Callable[..., Imposter]]:
    """Starts servers whose certificate the kiosk trusts."""
    started: list[Imposter] = []

    def start(
        answer: bytes, change: Callable[[ssl.SSLContext], None] | None = None, silent: bool = False
    ) -> Imposter:
        context = server_context(tmp_path, make_server(authority, ["localhost"]))
        if change is not None:
            change(context)
        started.append(Imposter(context, answer, silent))
        return started[-1]

    yield start
    for each in started:
        each.close()


def at_port(identity: SyncIdentity, port: int, limits: Limits | None = None) -> Central:
    return Central(identity.model_copy(update={"central_url": f"https://localhost:{port}"}), limits)


def test_the_imposter_of_these_tests_would_be_believed_if_it_behaved(
    kiosk: EnrolledKiosk, imposter: Callable[..., Imposter]
) -> None:
    assert at_port(kiosk.sync, imposter(OK).port).ask("GET", "/v1/directives").body == b"ok"


def test_a_server_of_another_authority_is_refused(kiosk: EnrolledKiosk, tmp_path: Path) -> None:
    stranger = make_server(make_authority("stranger"), ["localhost"])
    server = Imposter(server_context(tmp_path, stranger), OK)
    with pytest.raises(LinkError):
        at_port(kiosk.sync, server.port).ask("GET", "/v1/directives")
    server.close()
    assert server.requests == 0


def test_a_server_for_another_host_is_refused(
    kiosk: EnrolledKiosk, authority: Identity, tmp_path: Path
) -> None:
    server = Imposter(server_context(tmp_path, make_server(authority, ["elsewhere.invalid"])), OK)
    with pytest.raises(LinkError):
        at_port(kiosk.sync, server.port).ask("GET", "/v1/directives")
    server.close()
    assert server.requests == 0


def test_a_server_that_speaks_only_tls_1_2_is_refused(
    kiosk: EnrolledKiosk, imposter: Callable[..., Imposter]
) -> None:
    def old(context: ssl.SSLContext) -> None:
        context.maximum_version = ssl.TLSVersion.TLSv1_2

    server = imposter(OK, old)
    with pytest.raises(LinkError):
        at_port(kiosk.sync, server.port).ask("GET", "/v1/directives")
    assert server.requests == 0


def test_a_redirect_is_not_followed(kiosk: EnrolledKiosk, imposter: Callable[..., Imposter]) -> None:
    target = imposter(OK)
    moved = f"HTTP/1.1 307 Go\r\nLocation: https://localhost:{target.port}/\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(LinkError):
        at_port(kiosk.sync, imposter(moved.encode()).port).ask("PUT", "/v1/dossiers/x", b"sealed")
    assert target.requests == 0


def test_a_bundle_named_by_the_environment_does_not_widen_what_is_believed(
    kiosk: EnrolledKiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = make_authority("stranger")
    believed = tmp_path / "believed.pem"
    believed.write_bytes(stranger.certificate)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(believed))
    server = Imposter(server_context(tmp_path, make_server(stranger, ["localhost"])), OK)
    with pytest.raises(LinkError):
        at_port(kiosk.sync, server.port).ask("GET", "/v1/directives")
    server.close()
    assert server.requests == 0


def test_a_proxy_named_by_the_environment_is_not_used(
    kiosk: EnrolledKiosk, imposter: Callable[..., Imposter], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = imposter(OK)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://localhost:{proxy.port}")
    assert Central(kiosk.sync).ask("GET", "/v1/directives").status == 200
    assert proxy.requests == 0


def test_a_reply_without_end_is_cut_off(kiosk: EnrolledKiosk, imposter: Callable[..., Imposter]) -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (Limits.most + 1)
    with pytest.raises(TooLongError):
        at_port(kiosk.sync, imposter(endless).port).ask("GET", "/v1/directives")


def test_a_server_that_says_nothing_is_given_up(
    kiosk: EnrolledKiosk, imposter: Callable[..., Imposter]
) -> None:
    server = imposter(OK, None, silent=True)
    with pytest.raises(LinkError):
        at_port(kiosk.sync, server.port, Limits(silence=0.2)).ask("GET", "/v1/directives")


def answered(central: CentralProcess, context: ssl.SSLContext) -> bytes:
    """The first bytes that central answers; none when it ends the connection before."""
    try:
        with (
            socket.create_connection(("localhost", central.port), timeout=10) as raw,
            context.wrap_socket(raw, server_hostname="localhost") as connection,
        ):
            connection.sendall(b"GET /v1/directives HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connection.recv(100)
    except (ssl.SSLError, ConnectionError):
        return b""


def client_context(kiosk: EnrolledKiosk) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=kiosk.sync.authority)
    context.load_cert_chain(*kiosk.sync.certificate)
    return context


def test_central_answers_a_kiosk_over_tls_1_3(central: CentralProcess, kiosk: EnrolledKiosk) -> None:
    assert answered(central, client_context(kiosk)).startswith(b"HTTP/1.1 200")


def test_central_refuses_who_has_no_certificate(central: CentralProcess, kiosk: EnrolledKiosk) -> None:
    context = ssl.create_default_context(cafile=kiosk.sync.authority)
    assert answered(central, context) == b""


def test_central_refuses_a_certificate_of_another_authority(
    central: CentralProcess, kiosk: EnrolledKiosk, tmp_path: Path
) -> None:
    stranger = make_client(make_authority("stranger"), kiosk.bundle.kiosk_id)
    pem = tmp_path / "stranger.pem"
    pem.write_bytes(stranger.certificate + stranger.key)
    context = ssl.create_default_context(cafile=kiosk.sync.authority)
    context.load_cert_chain(pem)
    assert answered(central, context) == b""


def test_central_turns_away_a_certificate_it_did_not_record(
    central: CentralProcess, kiosk: EnrolledKiosk, authority: Identity, tmp_path: Path
) -> None:
    unrecorded = make_client(authority, kiosk.bundle.kiosk_id)
    pem = tmp_path / "unrecorded.pem"
    pem.write_bytes(unrecorded.certificate + unrecorded.key)
    context = ssl.create_default_context(cafile=kiosk.sync.authority)
    context.load_cert_chain(pem)
    assert answered(central, context).startswith(b"HTTP/1.1 403")


def test_central_refuses_tls_1_2(central: CentralProcess, kiosk: EnrolledKiosk) -> None:
    context = client_context(kiosk)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert answered(central, context) == b""


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (429, BusyError),
        (503, BusyError),
        (401, TurnedAwayError),
        (403, TurnedAwayError),
        (400, ItemRefusedError),
        (409, ItemRefusedError),
        (422, ItemRefusedError),
        (302, LinkError),
        (404, LinkError),
        (500, LinkError),
    ],
)
def test_every_status_has_its_class_of_failure(status: int, failure: type[Exception]) -> None:
    with pytest.raises(failure):
        judged(Reply(status, {}, b"no JSON"), 200)


def test_central_says_how_long_to_wait_and_what_it_refused() -> None:
    with pytest.raises(BusyError) as busy:
        judged(Reply(503, {"Retry-After": "17"}, b""), 200)
    assert busy.value.wait_s == 17
    with pytest.raises(ItemRefusedError) as refused:
        judged(Reply(409, {}, b'{"error": "CEN-020", "expected": 8}'), 200)
    assert (refused.value.reason, refused.value.facts) == ("CEN-020", {"expected": 8})
