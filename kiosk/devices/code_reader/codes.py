"""Codes in pictures: QR (ISO/IEC 18004) and Code 128 (ISO/IEC 15417), and nothing else.

Every further kind costs time on each picture and invites false readings.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from kiosk.capture.opencv import Picture, cv2, grey_of

try:
    import zxingcpp
except ImportError:  # the wheel is missing on this machine's architecture
    zxingcpp = None  # type: ignore[assignment]

log = structlog.get_logger()
LONGEST_TEXT = 4096


def read_codes(picture: Picture) -> list[str]:
    """The texts of all codes in a picture (BGR or grey), each once, from top to bottom. Never raises."""
    grey = grey_of(picture)
    if min(grey.shape) < 24:
        return []
    texts = _read_with_zxing(grey) if zxingcpp is not None else _read_with_opencv(grey)
    return [text for text in dict.fromkeys(texts) if 0 < len(text) <= LONGEST_TEXT]


def uses_fallback() -> bool:
    """Whether only OpenCV's slower reader is there, which knows QR alone (error COD-001)."""
    return zxingcpp is None


def _read_with_zxing(grey: Picture) -> list[str]:
    formats = zxingcpp.barcode_formats_from_str("QRCode,Code128")
    found = zxingcpp.read_barcodes(grey, formats=formats, text_mode=zxingcpp.TextMode.Plain)
    found = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [code.text for code in found]


def _read_with_opencv(grey: Picture) -> list[str]:
    try:
        _, texts, _, _ = cv2.QRCodeDetector().detectAndDecodeMulti(grey)
    except cv2.error:
        return []
    return [str(text) for text in texts]


class Pictures(Protocol):
    """Whoever has a newest picture: the document camera."""

    def frame(self) -> FrameLike | None:
        """The newest picture, or None."""


class FrameLike(Protocol):
    """A numbered picture."""

    @property
    def number(self) -> int:
        """Grows by one a picture."""

    @property
    def picture(self) -> Picture:
        """The pixels."""


class CodeWatcher:
    """Looks at the newest picture a few times a second and reports each new text once."""

    def __init__(
        self, camera: Pictures, report: Callable[[str], None], *, rate: float = 4.0, forget_after: float = 3.0
    ) -> None:
        """`report(text)` is called on the watcher's thread. `rate` in pictures a second.

        A text is reported again only after it was out of sight for `forget_after` seconds.
        """
        self._camera = camera
        self._report = report
        self._period = 1 / rate
        self._forget_after = forget_after
        self._seen: dict[str, float] = {}
        self._last = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="code-watcher", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more and forget what was seen; from the watcher's own thread it ends after the report."""
        self._stopping.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _watch(self) -> None:
        while not self._stopping.wait(self._period):
            try:
                self._look(time.monotonic())
            except Exception as error:  # noqa: BLE001 - a bad picture or listener must not end the watch
                log.error("codes.look-failed", error=type(error).__name__)
        self._seen.clear()

    def _look(self, now: float) -> None:
        frame = self._camera.frame()
        if frame is None or frame.number == self._last:
            return
        self._last = frame.number
        self._seen = {t: at for t, at in self._seen.items() if now - at <= self._forget_after}
        for text in read_codes(frame.picture):
            known = text in self._seen
            self._seen[text] = now
            if not known and not self._stopping.is_set():
                self._report(text)
