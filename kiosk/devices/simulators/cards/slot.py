"""The place where cards are laid, for whoever plays the person in front of the cabinet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.devices.simulators.cards.pcscd import PrivatePcscd
from kiosk.devices.simulators.cards.spec import CardSpec


@dataclass(frozen=True)
class SlotState:
    """`card` is citizen, piv or None; `exchanges` counts the APDUs since the last card was laid."""

    card: str | None
    exchanges: int
    service_pid: int | None


class CardSlot:
    """One virtual reader with its own PC/SC service; every call blocks until it is done."""

    def __init__(self, folder: Path, ledger: Path | None = None) -> None:
        """`folder` will hold the service's socket, and the ledger unless it is told elsewhere."""
        self._service = PrivatePcscd(folder, ledger)

    @property
    def socket_path(self) -> Path:
        """What the card reader's driver takes as `pcsc_socket`."""
        return self._service.socket_path

    @property
    def environment(self) -> dict[str, str]:
        """What a process of its own needs to find this reader."""
        return self._service.environment

    @property
    def ledger(self) -> Path:
        """The acts on cards as JSON lines."""
        return self._service.ledger

    def start(self) -> None:
        """Start the service; RuntimeError when it cannot."""
        self._service.start()

    def stop(self) -> None:
        """End the service."""
        self._service.stop()

    def lay(self, card: CardSpec) -> None:
        """Lay the card of `spec.citizen` or `spec.staff`, taking away what lay there."""
        self._service.order("lay", card=dict(card))

    def lift(self) -> None:
        """Take the card away; nothing happens when none lies there."""
        self._service.order("lift")

    def fault(self, **faults: float) -> None:
        """Faults by the names of `smartcard_os.Faults`, for this card or else for the next one laid."""
        self._service.order("fault", faults=faults)

    def state(self) -> SlotState:
        """What lies there."""
        words = self._service.order("state")
        return SlotState(words["card"], words["exchanges"], words["service"])

    def kill_service(self) -> None:
        """Let pcscd die as by a crash; a card that lies there goes on lying."""
        self._service.order("kill")

    def start_service(self) -> None:
        """Bring pcscd back."""
        self._service.order("start")
