"""A line to central that does everything lines do: cuts, lost replies, silence, dribble, a flipped bit."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from dataclasses import dataclass

ENDLESS = 1 << 62
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Fate:
    """What becomes of one connection. Bytes each way until it is reset; seconds that a reset is waited for.

    `deaf`: nothing comes back. `flip`: the byte of that number on its way up has one bit changed.
    `pause`: seconds between pieces.
    """

    name: str
    up: int = ENDLESS
    down: int = ENDLESS
    deaf: bool = False
    flip: int = ENDLESS
    pause: float = 0.0


def fate(chance: random.Random) -> Fate:
    """One in three connections lives long; none for ever."""
    bytes_ = int(2 ** chance.uniform(7, 17))
    return chance.choices(
        [
            Fate("lives long", up=int(2 ** chance.uniform(15, 20))),
            Fate("cut on the way up", up=bytes_),
            Fate("reply lost", down=bytes_),
            Fate("half open", deaf=True),
            Fate("slow", pause=chance.uniform(0.002, 0.02)),
            Fate("bit flipped", flip=bytes_),
        ],
        weights=[35, 20, 20, 8, 10, 7],
    )[0]


class HostileNetwork:
    """Relays on loopback until closed; `met` counts fates."""

    def __init__(self, target: int, seed: int, heal_after: float = 0.6) -> None:
        """`target` is central's port. A half-open connection is reset after `heal_after` seconds."""
        self.met: dict[str, int] = {}
        self._target, self._chance, self._heal_after = target, random.Random(seed), heal_after
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self.kind = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End every connection."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._listener.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._serve, sock=self._listener))
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))

    async def _serve(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        drawn = Fate("whole") if self.kind else fate(self._chance)
        self.met[drawn.name] = self.met.get(drawn.name, 0) + 1
        try:
            server, ask = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            _reset(answer)
            return
        ways = [
            asyncio.ensure_future(_carry(client, ask, drawn.up, drawn)),
            asyncio.ensure_future(_carry(server, answer, drawn.down, drawn, back=True)),
        ]
        patience = self._heal_after if drawn.deaf else None
        await asyncio.wait(ways, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        _reset(ask)
        _reset(answer)


async def _carry(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, limit: int, fate_: Fate, *, back: bool = False
) -> None:
    carried = 0
    with contextlib.suppress(OSError):
        while data := await source.read(4096):
            if back and fate_.deaf:
                continue
            if not back and carried <= fate_.flip < carried + len(data):
                at = fate_.flip - carried
                data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            sink.write(data[: limit - carried])
            await sink.drain()
            carried += len(data)
            if carried >= limit:
                return
            if fate_.pause:
                await asyncio.sleep(fate_.pause)


def _reset(writer: asyncio.StreamWriter) -> None:
    """The peer sees a reset, not an orderly end (linger zero)."""
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
