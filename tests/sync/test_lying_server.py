"""Something between sync and central that speaks tus and lies about what it has: only the receipt counts."""

from __future__ import annotations

import base64
import contextlib
import http.server
import ssl
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.central.world import CentralProcess, EnrolledKiosk, make_dossier
from tests.sync.cabinet import Cabinet, Sync, eventually
from tests.sync.conftest import Ask, NewKiosk
from tests.sync.test_delivery import receipts_at_central, rows_at_central

HOP = {"connection", "content-length", "transfer-encoding", "host", "date", "server"}


@dataclass
class Liar:
    """Passes everything on to central, but for the uploads of `about`; `lie` None: it passes all on."""

    keys: Path
    central: CentralProcess
    lie: str | None = None
    about: set[str] = field(default_factory=set)
    kiosk: EnrolledKiosk | None = None
    # of each upload it took: length, bytes that it says it has
    taken: dict[str, list[int]] = field(default_factory=dict)
    lied: int = 0

    def start(self) -> int:
        liar = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, content = liar.answers(self.command, self.path, dict(self.headers), body)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_PATCH = do_HEAD = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.keys / "server.pem")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answers(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        told = self._lies(method, path, headers, body) if self.lie is not None else None
        if told is not None:
            self.lied += 1
            return told[0], {"Tus-Resumable": "1.0.0", **told[1]}, b""
        if self.lie == "changes a byte" and method == "PATCH":
            body, self.lied = bytes([body[0] ^ 1]) + body[1:], self.lied + 1
        return self._central(method, path, headers, body)

    def _lies(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str]] | None:
        if self.lie == "changes a byte":
            return None
        blob, upload = path.removeprefix("/v1/blobs/"), path.removeprefix("/v1/uploads/")
        if blob in self.about:
            return (200 if self.lie == "holds the blob" else 404), {}
        if method == "POST" and path == "/v1/uploads":
            digest = base64.b64decode(headers["Upload-Metadata"].removeprefix("sha256 ")).decode()
            return self._begins(int(headers["Upload-Length"])) if digest in self.about else None
        if upload not in self.taken:
            return None
        length, has = self.taken[upload]
        if method == "HEAD":
            return 200, {"Upload-Offset": str(length if self.lie == "has all from the start" else has)}
        self.taken[upload][1] += len(body)
        says = length + 1000 if self.lie == "leaps ahead" else has + len(body)
        return 204, {"Upload-Offset": str(says)}

    def _begins(self, length: int) -> tuple[int, dict[str, str]]:
        upload = str(uuid.uuid4())
        self.taken[upload] = [length, 0]
        return 201, {"Location": f"/v1/uploads/{upload}"}

    def _central(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        assert self.kiosk is not None
        passed = {name: value for name, value in headers.items() if name.lower() not in HOP}
        with self.kiosk.session() as session:
            url = f"https://localhost:{self.central.port}{path}"
            reply = session.request(method, url, data=body or None, headers=passed, timeout=30)
        kept = {name: value for name, value in reply.headers.items() if name.lower() not in HOP}
        return reply.status_code, kept, reply.content


@pytest.fixture
def liar(central: CentralProcess, folder: Path, new_kiosk: NewKiosk) -> Iterator[Liar]:
    """Between a kiosk and central; honest until it is told otherwise."""
    made = Liar(folder / "data" / "keys", central)
    made.kiosk = new_kiosk(f"https://localhost:{made.start()}")
    yield made
    with contextlib.suppress(OSError):
        made.close()


@pytest.mark.parametrize(
    "lie",
    ["has all from the start", "swallows what comes", "leaps ahead", "holds the blob", "changes a byte"],
)
def test_a_dossier_about_which_a_server_lies_is_kept_shouted_about_and_carried_once_it_is_honest(
    liar: Liar, ask: Ask, lie: str
) -> None:
    assert liar.kiosk is not None
    cabinet = Cabinet(liar.kiosk)
    believed, other = make_dossier(liar.kiosk, page=b"p" * 700_000), make_dossier(liar.kiosk)
    liar.lie, liar.about = lie, set(believed.blobs)
    if lie == "changes a byte":
        # it cannot tell whose byte it is
        other = believed
    cabinet.stage(believed)
    cabinet.stage(other)
    liar.kiosk.append("seat.given/1", seat=1)
    with capture_logs() as logs:
        sync = Sync(cabinet)
        eventually(lambda: liar.lied >= 6 and cabinet.acknowledged == 1)
        eventually(lambda: other is believed or other.manifest.dossier_id not in cabinet.pending)
        held_up = [each for each in logs if each["event"] == "sync.held-up"]
    assert list(cabinet.pending) == [believed.manifest.dossier_id]
    assert (cabinet.refused, receipts_at_central(ask, believed)) == ({}, 0)
    assert {each["dossier"] for each in held_up} == {believed.manifest.dossier_id}
    assert {each["error"] for each in held_up} <= {"SYN-021", "CEN-030"}
    liar.lie = None
    eventually(lambda: not cabinet.pending)
    sync.close()
    assert [receipts_at_central(ask, each) for each in (believed, other)] == [1, 1]
    assert rows_at_central(ask, liar.kiosk) == [row.body for row in liar.kiosk.rows]
