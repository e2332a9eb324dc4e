"""PC/SC calls (winscard.h of pcsc-lite) with exceptions for return codes; no policy.

pyscard's own CardMonitor is not used: its thread dies for good when the service goes away.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

from smartcard import scard

STATE_PRESENT: int = scard.SCARD_STATE_PRESENT
STATE_MUTE: int = scard.SCARD_STATE_MUTE
STATE_GONE: int = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE
STATE_UNAWARE: int = scard.SCARD_STATE_UNAWARE
_STATE_CHANGED: int = scard.SCARD_STATE_CHANGED

SERVICE_GONE: frozenset[int] = frozenset(
    {
        scard.SCARD_E_NO_SERVICE,
        scard.SCARD_E_SERVICE_STOPPED,
        scard.SCARD_E_INVALID_HANDLE,
        scard.SCARD_F_INTERNAL_ERROR,
        # what the library says when the service dies between request and answer
        scard.SCARD_F_COMM_ERROR,
    }
)
READER_GONE: frozenset[int] = frozenset({scard.SCARD_E_UNKNOWN_READER, scard.SCARD_E_READER_UNAVAILABLE})
NO_CARD: frozenset[int] = frozenset({scard.SCARD_E_NO_SMARTCARD, scard.SCARD_W_REMOVED_CARD})
MUTE: frozenset[int] = frozenset(
    {scard.SCARD_W_UNRESPONSIVE_CARD, scard.SCARD_W_UNPOWERED_CARD, scard.SCARD_E_PROTO_MISMATCH}
)
BUSY: frozenset[int] = frozenset({scard.SCARD_E_SHARING_VIOLATION})
CARD_LOST: frozenset[int] = frozenset(
    {
        scard.SCARD_W_REMOVED_CARD,
        scard.SCARD_W_RESET_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_E_NOT_TRANSACTED,
        scard.SCARD_E_NO_SMARTCARD,
    }
)


class PcscError(Exception):
    """A call that did not return SCARD_S_SUCCESS."""

    def __init__(self, call: str, code: int) -> None:
        """`code` as in winscard.h, such as 0x80100069."""
        super().__init__(f"{call} 0x{code & 0xFFFFFFFF:08X}")
        self.code = code


def use_socket(path: Path) -> None:
    """Talk to the service behind this socket; only effective before the process's first call."""
    os.environ["PCSCLITE_CSOCK_NAME"] = str(path)


class Context:
    """A connection to the service; used by one thread, except for `cancel`."""

    def __init__(self) -> None:
        """Connect; PcscError when there is no service."""
        code, self._handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        _expect("SCardEstablishContext", code)

    def __enter__(self) -> Context:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Disconnect."""
        scard.SCardReleaseContext(self._handle)

    def readers(self) -> list[str]:
        """The names of the readers plugged in."""
        code, names = scard.SCardListReaders(self._handle, [])
        if code == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        _expect("SCardListReaders", code)
        return list(names)

    def wait_for_change(self, reader: str, known: int, timeout: float) -> int:
        """The reader's state once it differs from `known`, or `known` after `timeout` seconds."""
        milliseconds = int(timeout * 1000)
        code, states = scard.SCardGetStatusChange(self._handle, milliseconds, [(reader, known)])
        if code in (scard.SCARD_E_TIMEOUT, scard.SCARD_E_CANCELLED):
            return known
        _expect("SCardGetStatusChange", code)
        return int(states[0][1]) & ~_STATE_CHANGED

    def cancel(self) -> None:
        """End a wait of another thread."""
        scard.SCardCancel(self._handle)

    def look_again(self, reader: str) -> bool | None:
        """Make the service see what truly lies there, by resetting it.

        Whether a card answered; None when somebody else holds the reader or it is gone.

        A card lost during an exchange and laid again before pcscd polls (400 ms) stays unseen, because
        pcscd has noted the loss and its poll sees no change; and the same the other way round.
        """
        code, card, _ = scard.SCardConnect(self._handle, reader, scard.SCARD_SHARE_DIRECT, 0)
        if code in SERVICE_GONE:
            raise PcscError("SCardConnect", code)
        if code != scard.SCARD_S_SUCCESS:
            return None
        code, _ = scard.SCardReconnect(card, scard.SCARD_SHARE_DIRECT, 0, scard.SCARD_RESET_CARD)
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        return bool(code == scard.SCARD_S_SUCCESS)

    def connect(self, reader: str) -> Link:
        """Connect to the card; PcscError when none lies there."""
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        code, card, protocol = scard.SCardConnect(self._handle, reader, scard.SCARD_SHARE_SHARED, protocols)
        _expect("SCardConnect", code)
        return Link(card, protocol)


class Link:
    """A connection to one card, for one transaction."""

    def __init__(self, card: int, protocol: int) -> None:
        """As `Context.connect` got them."""
        self._card = card
        self._pci = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1

    def begin(self) -> None:
        """Keep every other program from the card until `end`."""
        _expect("SCardBeginTransaction", scard.SCardBeginTransaction(self._card))

    def transmit(self, command: bytes) -> bytes:
        """One APDU; PcscError when the card is lost."""
        code, answer = scard.SCardTransmit(self._card, self._pci, list(command))
        _expect("SCardTransmit", code)
        if len(answer) < 2:
            # some readers report a card that has just left as an empty success
            raise PcscError("SCardTransmit", scard.SCARD_W_REMOVED_CARD)
        return bytes(answer)

    def atr(self) -> bytes:
        """The answer to reset, as the service keeps it."""
        code, _, _, _, atr = scard.SCardStatus(self._card)
        _expect("SCardStatus", code)
        return bytes(atr)

    def end(self) -> None:
        """Reset the card, so that nothing it granted outlives us; a card already gone is fine."""
        scard.SCardDisconnect(self._card, scard.SCARD_RESET_CARD)


def _expect(call: str, code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise PcscError(call, code)
