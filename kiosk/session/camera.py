"""The document camera as journeys use it: looks while a page is wanted, takes one page at a time.

Threads look: they shrink the newest picture for the screen, judge it, or read codes when asked to. Nothing is
queued; a picture that comes too late is replaced by the next.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np

from kiosk.capture.archive import ARCHIVE_DPI, archive_page
from kiosk.capture.judge import Judgement, judge
from kiosk.capture.opencv import Picture, cv2
from kiosk.capture.sharpness import edge_slope
from kiosk.capture.steady import Steady
from kiosk.capture.straighten import even_light, straighten
from kiosk.devices.contract import DeviceState
from kiosk.devices.document_scanner.camera import DocumentCamera
from kiosk.devices.document_scanner.frames import Frame
from kiosk.session.failures import DeviceFailedError
from kiosk.session.ports import Inspection, Look, TakenPage
from kiosk.texts import phrase

NO_PAGE = "SES-003"
ReadCodes = Callable[[Picture], list[str]]
Tell = Callable[[Look | None, Judgement | None, list[str]], None]
# a look comes some three times a second: a second of lying still
STEADY_LOOKS = 3
_LIVE_WIDTH = 640
_THUMBNAIL_WIDTH = 900
_LIVE_EVERY = 0.1
_JUDGE_EVERY = 0.15
_REST_BEFORE_STOP = 15.0
_SHOWS_WITHIN = 5.0
_LAST_LOOK_WITHIN = 3.0


class PaperCamera:
    """`Camera` over a document camera; use it from the event loop's thread."""

    def __init__(
        self, camera: DocumentCamera, read_codes: ReadCodes, pixels_per_mm: float | None = None
    ) -> None:
        """`read_codes` gives the texts of codes in a picture; `pixels_per_mm` is the scale at the tray."""
        self._camera = camera
        self._read_codes = read_codes
        self._pixels_per_mm = pixels_per_mm
        self._loop = asyncio.get_running_loop()
        self._steady = Steady(STEADY_LOOKS)
        self._tray_empty: bool | None = None
        self.taken = 0
        self._watch: _Watch | None = None
        self._last: _Watch | None = None
        self._stop_later: asyncio.TimerHandle | None = None
        self._started = False
        self._watching_since = 0.0

    def probe(self) -> None:
        """See whether the camera works, so that nobody is offered what cannot be done."""
        self._wake()
        self.rest()

    def watch(self, on_look: Callable[[Look], None], on_code: Callable[[str], None] | None = None) -> None:
        """Begin to look; a watch before this one ends. With `on_code` it looks for codes only."""
        self.rest()
        self._wake()
        self._tray_empty, self._watching_since = None, self._loop.time()
        watch = _Watch(self._camera, self._steady, self._read_codes if on_code else None, self._pixels_per_mm)
        self._watch = watch

        def seen(look: Look | None, judgement: Judgement | None, codes: list[str]) -> None:
            if self._watch is not watch:
                return
            if judgement is not None:
                self._tray_empty = judgement.empty_tray
            if look is not None:
                on_look(look)
            for code in codes:
                if on_code is not None:
                    on_code(code)

        watch.start(lambda *what: self._hand_over(seen, *what))

    def rest(self) -> None:
        """Stop looking; the camera itself is released a little later, unless it is wanted again."""
        if self._watch is not None:
            self._watch.stop()
            self._last, self._watch = self._watch, None
        if self._started:
            if self._stop_later is not None:
                self._stop_later.cancel()
            self._stop_later = self._loop.call_later(_REST_BEFORE_STOP, self._release)

    def close(self) -> None:
        """Release the camera. A thread still inside OpenCV when Python ends would abort the process."""
        self.rest()
        if self._last is not None:
            self._last.join()
        self._camera.close()

    async def take(self) -> TakenPage:
        """Take the page that lies there; `DeviceFailedError` when there is none or the camera fails."""
        return await asyncio.to_thread(self._take)

    async def inspect(self) -> Inspection:
        """Measure the next picture; `DeviceFailedError` when none comes."""
        return await asyncio.to_thread(self._inspect)

    def tray_empty(self) -> bool:
        """Whether no paper is seen; a camera that shows nothing for a while holds nobody back."""
        if self._tray_empty is None:
            return self._loop.time() - self._watching_since > _SHOWS_WITHIN
        return self._tray_empty

    def _inspect(self) -> Inspection:
        self._camera.start()
        completion = self._camera.take().wait()
        if completion.value is None:
            raise DeviceFailedError(completion.error_id or NO_PAGE)
        picture = completion.value.picture
        return Inspection(edge_slope(picture), self._read_codes(picture))

    def _take(self) -> TakenPage:
        completion = self._camera.take().wait()
        if completion.value is None:
            raise DeviceFailedError(completion.error_id or NO_PAGE)
        picture = completion.value.picture
        judgement = judge(picture, pixels_per_mm=self._pixels_per_mm)
        if judgement.page is None:
            raise DeviceFailedError(NO_PAGE)
        self.taken += 1
        self._remember(judgement)
        page = straighten(picture, judgement.page.corners, ARCHIVE_DPI, self._pixels_per_mm)
        return _kept(np.rot90(even_light(page), -(judgement.upright_guess or 0)))

    def _remember(self, judgement: Judgement) -> None:
        """This sheet is taken: the camera must not take it again by itself while it lies there."""
        for _ in range(STEADY_LOOKS):
            if self._steady.see(judgement):
                return

    def _wake(self) -> None:
        if self._stop_later is not None:
            self._stop_later.cancel()
        if not self._started:
            self._camera.start()
            self._started = True

    def _release(self) -> None:
        """Let the camera go; one that does not work is kept trying, so that it comes back by itself."""
        if self._camera.status().device is not DeviceState.ONLINE:
            self._stop_later = self._loop.call_later(_REST_BEFORE_STOP, self._release)
            return
        self._started = False
        self._camera.stop()

    def _hand_over(self, call: Callable[..., None], *values: object) -> None:
        with suppress(RuntimeError):  # the session is ending
            self._loop.call_soon_threadsafe(call, *values)


def _kept(page: Picture) -> TakenPage:
    upright = np.ascontiguousarray(page)
    height, width = upright.shape[:2]
    shrink = min(1.0, _THUMBNAIL_WIDTH / width)
    small = cv2.resize(upright, (round(width * shrink), round(height * shrink)), interpolation=cv2.INTER_AREA)
    done, thumbnail = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return TakenPage(
        content=archive_page(upright).jpeg,
        media_type="image/jpeg",
        thumbnail=thumbnail.tobytes() if done else b"",
    )


class _Watch:
    """One stretch of looking: for codes, or for a page with its live picture beside."""

    def __init__(
        self,
        camera: DocumentCamera,
        steady: Steady,
        read_codes: ReadCodes | None,
        pixels_per_mm: float | None,
    ) -> None:
        self._camera = camera
        self._pixels_per_mm = pixels_per_mm
        self._steady = steady
        self._read_codes = read_codes
        self._ended = threading.Event()
        self._codes: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._newest = Look(b"")
        self._judged: Judgement | None = None

    def start(self, tell: Tell) -> None:
        """Look on own threads: a judgement takes longer than a live picture may."""
        if self._read_codes is not None:
            self._follow(self._look_for_codes, tell, _JUDGE_EVERY)
            return
        self._follow(self._show, tell, _LIVE_EVERY)
        self._follow(self._judge, tell, _JUDGE_EVERY)

    def stop(self) -> None:
        """No more looks."""
        self._ended.set()

    def join(self) -> None:
        """Wait for the last look to end."""
        for thread in self._threads:
            thread.join(timeout=_LAST_LOOK_WITHIN)

    def _follow(self, look: Callable[[Frame, Tell], None], tell: Tell, every: float) -> None:
        def run() -> None:
            number = 0
            while not self._ended.wait(every):
                frame = self._camera.frame()
                if frame is not None and frame.number != number:
                    number = frame.number
                    look(frame, tell)

        thread = threading.Thread(target=run, name="paper-watch", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _show(self, frame: Frame, tell: Tell) -> None:
        live = self._camera.preview(_LIVE_WIDTH)
        if live is not None:
            tell(replace(self._newest, jpeg=live), None, [])

    def _judge(self, frame: Frame, tell: Tell) -> None:
        judgement = judge(frame.picture, self._judged, pixels_per_mm=self._pixels_per_mm)
        steady = self._steady.see(judgement)
        advice = None if judgement.advice is None else phrase(f"scan.advice.{judgement.advice}")
        self._judged, self._newest = judgement, Look(b"", advice, ready=judgement.ok)
        tell(replace(self._newest, steady=steady), judgement, [])

    def _look_for_codes(self, frame: Frame, tell: Tell) -> None:
        assert self._read_codes is not None
        new = [code for code in self._read_codes(frame.picture) if code not in self._codes]
        self._codes.update(new)
        tell(None, None, new)
