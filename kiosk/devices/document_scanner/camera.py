"""The document camera: one thread reads, the newest picture wins, nothing is ever queued.

A session that waits for its turn opens no device, so the camera is opened by `start()` and released by
`stop()`. In between it reconnects by itself.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from kiosk.capture.opencv import Picture, cv2
from kiosk.devices.contract import (
    Action,
    Command,
    CompletionCode,
    Device,
    DeviceError,
    DeviceState,
    Fault,
    Status,
    Worker,
)
from kiosk.devices.document_scanner.frames import Frame, FrameWatch

# FFMPEG gives up a read after this time; with it, an unplugged camera is known in less than two seconds
READ_TIMEOUT_MS = 1500
OPEN_TIMEOUT_MS = 3000
STALE_AFTER = 2.0
RETRY_EVERY = 0.5
BAD_READS = 3
COMMAND_TIMEOUT = 10.0
UNUSABLE = frozenset({"CAM-003", "CAM-004"})


@dataclass(frozen=True)
class CameraOptions:
    """`source` is a URL of MJPEG or a V4L2 device path; `turned` the quarter turns its mount needs."""

    source: str
    width: int = 1920
    height: int = 1440
    turned: int = 0


class DocumentCamera(Device):
    """Facts: camera = unknown | ok | inop (XFS4IoT CameraStatus), focus = unknown | sharp | soft."""

    def __init__(self, name: str, publish: Callable[[str, Status], None], options: CameraOptions) -> None:
        """Opens nothing yet."""
        super().__init__(name, publish)
        self._options = options
        self._capture: cv2.VideoCapture | None = None
        self._wanted = False
        self._newest: Frame | None = None
        self._watch = FrameWatch()
        self._counts: Counter[str] = Counter(frames=0, opened=0, lost=0, damaged=0)
        self._bad_reads = 0
        self._seen_since_open = 0
        self._worker: Worker | None = None
        self._status = Status(DeviceState.OFFLINE, _facts("unknown", "unknown"))

    def start(self) -> Command[None]:
        """Begin to take pictures; done when the camera was asked, not when the first picture came."""
        return self._submit("start", self._begin)

    def stop(self) -> Command[None]:
        """Release the camera and forget its last picture."""
        return self._submit("stop", self._end)

    def reset(self) -> Command[None]:
        """Close and open again."""
        return self._submit("reset", self._reopen)

    def take(self, timeout: float = 5.0) -> Command[Frame]:
        """A picture exposed after this call. CAM-008 when none came in `timeout` seconds."""
        return self._work().submit("take", self._take, timeout)

    def frame(self) -> Frame | None:
        """The newest picture, or None when there is none of the last two seconds or the camera is inop."""
        newest = self._newest
        if newest is None or newest.age > STALE_AFTER or self._status.facts.get("camera") != "ok":
            return None
        return newest

    def preview(self, max_width: int) -> bytes | None:
        """The newest picture as JPEG, at most `max_width` pixels wide."""
        frame = self.frame()
        if frame is None or max_width < 1:
            return None
        height, width = frame.picture.shape[:2]
        shrink = min(1.0, max_width / width)
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        small = cv2.resize(frame.picture, size, interpolation=cv2.INTER_AREA)
        done, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 75])
        return data.tobytes() if done else None

    def counters(self) -> Mapping[str, int]:
        """frames, opened, lost (streams that ended), damaged (streams that gave no picture)."""
        return dict(self._counts)

    def close(self) -> None:
        """Stop the thread and release the camera."""
        if self._worker is not None:
            self._worker.stop()
        self._release()

    def _work(self) -> Worker:
        if self._worker is None:
            self._worker = Worker(f"camera-{self.name}", self._idle)
            self._worker.start()
        return self._worker

    def _submit(self, name: str, run: Callable[[], None]) -> Command[None]:
        return self._work().submit(name, lambda _command: run(), COMMAND_TIMEOUT)

    def _begin(self) -> None:
        if not self._wanted:
            self._wanted = True
            self._watch = FrameWatch()
            self._set_status(Status(DeviceState.STARTING, _facts("unknown", "unknown")))

    def _end(self) -> None:
        self._wanted = False
        self._release()
        self._set_status(Status(DeviceState.OFFLINE, _facts("unknown", "unknown")))

    def _reopen(self) -> None:
        self._release()
        self._watch = FrameWatch()

    def _idle(self) -> float:
        """Read one picture or try to connect; the seconds until the next turn."""
        if not self._wanted:
            return 3600.0
        if self._capture is None and not self._open():
            self._fail(Fault("CAM-001", Action.MAINTENANCE), DeviceState.NO_DEVICE)
            return RETRY_EVERY
        return self._read()

    def _open(self) -> bool:
        capture = _open(self._options)
        if not capture.isOpened():
            capture.release()
            return False
        self._capture = capture
        self._counts["opened"] += 1
        self._bad_reads = self._seen_since_open = 0
        self._watch.resume()
        return True

    def _read(self) -> float:
        assert self._capture is not None
        began = time.monotonic()
        done, picture = self._capture.read()
        if not done:
            return self._missed(time.monotonic() - began)
        self._bad_reads = 0
        self._seen_since_open += 1
        self._counts["frames"] += 1
        turned = _turn(np.asarray(picture, np.uint8), self._options.turned)
        frame = Frame(self._counts["frames"], turned, time.monotonic())
        self._newest = frame
        self._judge(self._watch.see(frame))
        return 0.0

    def _judge(self, fault: Fault | None) -> None:
        if fault is not None and fault.error_id in UNUSABLE:
            self._fail(fault, DeviceState.HARDWARE_ERROR)
        else:
            self._set_status(Status(DeviceState.ONLINE, _facts("ok", self._watch.focus), fault))

    def _missed(self, waited: float) -> float:
        """A read without a picture: the stream hangs, ended, or is damaged."""
        self._bad_reads += 1
        if waited * 1000 >= READ_TIMEOUT_MS * 0.9:
            self._counts["lost"] += 1
            self._release()
            self._fail(Fault("CAM-002", Action.RESET), DeviceState.POWER_OFF)
        elif self._bad_reads >= BAD_READS:
            # An ended stream shows when it is opened again; one that opens and gives nothing is damaged
            damaged = self._seen_since_open == 0
            self._counts["damaged" if damaged else "lost"] += 1
            self._release()
            if damaged:
                self._fail(Fault("CAM-005", Action.MAINTENANCE), DeviceState.HARDWARE_ERROR)
                return RETRY_EVERY
        return 0.0

    def _fail(self, fault: Fault, state: DeviceState) -> None:
        self._newest = None
        self._set_status(Status(state, _facts("inop", self._watch.focus), fault))

    def _release(self) -> None:
        self._newest = None
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _take(self, command: Command[Frame]) -> Frame:
        if not self._wanted:
            raise DeviceError(CompletionCode.SEQUENCE_ERROR, "CAM-008", "the camera was not started")
        # The first picture may have waited in the socket since before the call
        first = self._counts["frames"] + 2
        while (frame := self.frame()) is None or frame.number < first:
            if command.remaining() <= 0:
                raise DeviceError(CompletionCode.TIME_OUT, "CAM-008")
            command.check()
            time.sleep(min(self._idle(), command.remaining()))
        return frame


def _facts(camera: str, focus: str) -> Mapping[str, str]:
    return {"camera": camera, "focus": focus}


def _open(options: CameraOptions) -> cv2.VideoCapture:
    """A device path is opened through V4L2 (unverified: no such device in the tests), all else by FFMPEG."""
    if options.source.startswith("/dev/"):
        capture = cv2.VideoCapture(options.source, cv2.CAP_V4L2)
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, options.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, options.height)
        return capture
    limits = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        OPEN_TIMEOUT_MS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        READ_TIMEOUT_MS,
    ]
    # One thread: frame threads would each hold a picture back
    return cv2.VideoCapture(options.source, cv2.CAP_FFMPEG, [*limits, cv2.CAP_PROP_N_THREADS, 1])


def _turn(picture: Picture, quarters: int) -> Picture:
    turns = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
    turn = turns[quarters % 4]
    return picture if turn is None else np.asarray(cv2.rotate(picture, turn), np.uint8)
