"""A document camera on the wire: paced MJPEG over HTTP, and every way such a camera fails.

`GET /stream` answers `multipart/x-mixed-replace` (RFC 2046 parts, one JPEG each) at the rate of the
camera. Pictures of a scene are made once and repeated in turn, so that serving costs next to nothing.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from kiosk.devices.simulators.papers.photograph import HEIGHT, WIDTH, expose, jpeg
from kiosk.devices.simulators.papers.scene import Scene, exposures

BOUNDARY = "document-camera"
FRAMES_PER_SECOND = 12.0
SLOW_FRAMES_PER_SECOND = 1.0
FAULTS = ("frozen", "stalled", "unplugged", "slow", "black", "garbage")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    camera: SimulatedDocumentCamera

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A viewer that went away is no news."""


class _Viewer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """The ledger says what happened."""

    def do_GET(self) -> None:
        """Stream until the viewer leaves or the plug is pulled."""
        camera = self.server.camera
        if camera.has_fault("unplugged"):
            self.close_connection = True
            return
        if self.path != "/stream":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.end_headers()
        camera.stream_to(self)


class SimulatedDocumentCamera:
    """The camera and what lies under it. All methods may be called from any thread."""

    def __init__(self, ledger: Path | None = None, *, port: int = 0, rate: float = FRAMES_PER_SECOND) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one. `rate` in pictures a second."""
        self._rate = rate
        self._lock = threading.Lock()
        self._faults: set[str] = set()
        self._served = 0
        self._stopping = threading.Event()
        self._ledger: TextIO | None = ledger.open("a", encoding="utf-8") if ledger else None
        dark = np.full((HEIGHT, WIDTH, 3), 3, np.float32)
        self._black = [jpeg(expose(dark, np.random.default_rng(seed))) for seed in (1, 2)]
        self._scene = Scene()
        self._empty = exposures(self._scene)
        self._pictures, self._corners = self._empty
        self._server = _Server(("127.0.0.1", port), _Viewer)
        self._server.camera = self
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.2},
            name="document-camera-simulator",
            daemon=True,
        )

    @property
    def url(self) -> str:
        """Where a driver finds the pictures."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/stream"

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()
        self._note("started")

    def stop(self) -> None:
        """End every stream and the server."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._server.shutdown()
            self._thread.join(timeout=5)
        self._server.server_close()
        self._note("stopped", served=self._served)
        with self._lock:
            if self._ledger is not None:
                self._ledger.close()
                self._ledger = None

    def lay(self, scene: Scene) -> None:
        """Put a paper under the camera; whatever lay there is taken away."""
        pictures, corners = self._empty if scene == Scene() else exposures(scene)
        with self._lock:
            self._scene, self._pictures, self._corners = scene, pictures, corners
        self._note("laid", paper=scene.paper, seed=scene.seed, defects=sorted(scene.defects))

    def clear(self) -> None:
        """Take the paper away."""
        self.lay(Scene())

    def fault(self, name: str, on: bool) -> None:
        """Switch a fault of FAULTS on or off."""
        if name not in FAULTS:
            raise ValueError(f"no such fault: {name}; known: {', '.join(FAULTS)}")
        with self._lock:
            (self._faults.add if on else self._faults.discard)(name)
        self._note("fault", name=name, on=on)

    def has_fault(self, name: str) -> bool:
        """Whether a fault is on."""
        with self._lock:
            return name in self._faults

    def state(self) -> Mapping[str, Any]:
        """What lies there, which faults are on, how many pictures went out."""
        with self._lock:
            return {
                "paper": self._scene.paper,
                "seed": self._scene.seed,
                "quarter": self._scene.quarter,
                "defects": sorted(self._scene.defects),
                "corners": None if self._corners is None else self._corners.round(1).tolist(),
                "faults": sorted(self._faults),
                "served": self._served,
                "url": self.url,
            }

    def stream_to(self, viewer: BaseHTTPRequestHandler) -> None:
        """Send one picture after the other at the camera's pace."""
        self._note("viewer", open=True)
        due = time.monotonic()
        try:
            while not self._stopping.is_set() and not self.has_fault("unplugged"):
                if (picture := self._next()) is not None:
                    head = (
                        f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                    )
                    viewer.wfile.write(head.encode() + picture + b"\r\n")
                due = max(due + self._period(), time.monotonic())
                self._stopping.wait(due - time.monotonic())
        except OSError:
            pass  # the viewer closed its end
        finally:
            self._note("viewer", open=False)

    def _period(self) -> float:
        return 1 / (SLOW_FRAMES_PER_SECOND if self.has_fault("slow") else self._rate)

    def _next(self) -> bytes | None:
        with self._lock:
            if "stalled" in self._faults:
                return None
            self._served += 1
            turn = 0 if "frozen" in self._faults else self._served
            source = self._black if "black" in self._faults else self._pictures
            picture = source[turn % len(source)]
            if "garbage" in self._faults:
                # Start and end of the picture survive, as when a cable loses bits on the way
                noise = np.random.default_rng(self._served).bytes(len(picture) // 2)
                picture = picture[:160] + noise + picture[-2:]
            return picture

    def _note(self, event: str, **facts: Any) -> None:
        with self._lock:
            if self._ledger is not None:
                line = {"at": round(time.time(), 3), "device": "document-camera", "event": event, **facts}
                self._ledger.write(json.dumps(line, ensure_ascii=False) + "\n")
                self._ledger.flush()
