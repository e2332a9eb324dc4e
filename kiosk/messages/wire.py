"""How messages travel between the processes: length-framed JSON, with raw bytes beside it.

A frame is `u32 total | u32 json length | JSON | raw bytes`, big-endian. The JSON is one message model with
its `kind`; raw bytes carry pictures, sealed pages and manifests, so that they are never re-encoded.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import threading
from dataclasses import dataclass, replace
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

MAX_FRAME = 32 * 1024 * 1024
# JSON is small; what is large travels as raw bytes. Parsing takes a multiple of it in memory.
MAX_TEXT = 4 * 1024 * 1024
# one stands beside its message; more than a few mean that the peer only wants to fill our table of them
MOST_DESCRIPTORS = 4
_LENGTHS = struct.Struct(">II")


class Message(BaseModel):
    """A message between processes; `kind` names the model on the wire.

    `with_descriptor`: an open file descriptor stands beside it (SCM_RIGHTS).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: ClassVar[str]
    with_descriptor: ClassVar[bool] = False


M = TypeVar("M", bound=Message)


class WireError(Exception):
    """A frame that is too long, cut short, or not a message of this vocabulary."""


@dataclass(frozen=True)
class Frame:
    """A message, the raw bytes and the descriptor beside it; the descriptor is the receiver's to close."""

    message: Message
    raw: bytes = b""
    descriptor: int | None = None

    def close(self) -> None:
        """Close the descriptor; whoever goes on with it has duplicated it."""
        if self.descriptor is not None:
            os.close(self.descriptor)


class Vocabulary:
    """The messages that one side of a connection understands."""

    def __init__(self, *models: type[Message]) -> None:
        """Register the models by their kind."""
        self._models = {model.kind: model for model in models}

    @property
    def kinds(self) -> frozenset[str]:
        """The names of its messages."""
        return frozenset(self._models)

    def encode(self, message: Message, raw: bytes = b"") -> bytes:
        """Return the whole frame."""
        if self._models.get(message.kind) is not type(message):
            raise WireError(f"not in this vocabulary: {message.kind}")
        text = b'{"kind":"%s","body":%s}' % (message.kind.encode(), message.model_dump_json().encode())
        total = _LENGTHS.size + len(text) + len(raw)
        if total > MAX_FRAME:
            raise WireError("frame too long")
        return _LENGTHS.pack(total, len(text)) + text + raw

    def decode(self, frame: bytes) -> Frame:
        """Read a whole frame as made by `encode`."""
        total, length = _LENGTHS.unpack_from(frame)
        text = frame[_LENGTHS.size : _LENGTHS.size + length]
        if total != len(frame) or len(text) != length:
            raise WireError("frame cut short")
        try:
            envelope = _Envelope.model_validate_json(text)
            model = self._models[envelope.kind]
            return Frame(model.model_validate(envelope.body), frame[_LENGTHS.size + length :])
        except (ValidationError, KeyError) as error:
            raise WireError("not a message of this vocabulary") from error


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: str
    body: dict[str, object]


class Splitter:
    """Cuts a byte stream into frames of at most `longest` bytes, with at most `most_text` of JSON."""

    def __init__(self, longest: int = MAX_FRAME, most_text: int = MAX_TEXT) -> None:
        """Start with nothing received."""
        self.longest = longest
        self._most_text = most_text
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the frames completed by `data`; raises `WireError` on an impossible length."""
        self._buffer += data
        frames = []
        while len(self._buffer) >= _LENGTHS.size:
            total, length = _LENGTHS.unpack_from(self._buffer)
            if not _LENGTHS.size + length <= total <= self.longest or length > self._most_text:
                raise WireError("impossible frame length")
            if len(self._buffer) < total:
                break
            frames.append(bytes(self._buffer[:total]))
            del self._buffer[:total]
        return frames


class Channel:
    """A blocking connection between two processes; sending is safe from several threads."""

    def __init__(
        self,
        sock: socket.socket,
        vocabulary: Vocabulary,
        longest: int = MAX_FRAME,
        most_text: int = MAX_TEXT,
    ) -> None:
        """Own `sock` from now on; longer frames, or more JSON in one, are not received."""
        self._sock = sock
        self._vocabulary = vocabulary
        self._splitter = Splitter(longest, most_text)
        self._waiting: list[bytes] = []
        self._descriptors: list[int] = []
        self._lock = threading.Lock()

    def switch(self, vocabulary: Vocabulary) -> None:
        """Speak another vocabulary from the next message on, in frames of any legal length."""
        self._vocabulary = vocabulary
        self._splitter.longest = MAX_FRAME

    def send(self, message: Message, raw: bytes = b"") -> None:
        """Send one message; raises `OSError` when the peer is gone."""
        frame = self._vocabulary.encode(message, raw)
        with self._lock:
            self._sock.sendall(frame)

    def send_with(self, message: Message, descriptor: int) -> None:
        """Send one message with an open file descriptor beside it (SCM_RIGHTS)."""
        frame = self._vocabulary.encode(message)
        with self._lock:
            sent = socket.send_fds(self._sock, [frame], [descriptor])
            # nothing left: the peer may have read all and be gone, and an empty send would blame it
            if sent < len(frame):
                self._sock.sendall(frame[sent:])

    def receive(self) -> Frame | None:
        """Wait for the next message; None when the peer closed the connection."""
        while not self._waiting:
            data, descriptors, _, _ = socket.recv_fds(self._sock, 1 << 18, MOST_DESCRIPTORS)
            self._descriptors += descriptors
            if len(self._descriptors) > MOST_DESCRIPTORS:
                raise WireError("descriptors that no message speaks of")
            if not data:
                return None
            self._waiting = self._splitter.feed(data)
        frame = self._vocabulary.decode(self._waiting.pop(0))
        if not frame.message.with_descriptor:
            return frame
        if not self._descriptors:
            raise WireError("a message without its descriptor")
        return replace(frame, descriptor=self._descriptors.pop(0))

    def close(self) -> None:
        """Close the connection; a thread blocked in `receive` wakes with None."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()
        while self._descriptors:
            os.close(self._descriptors.pop())
