"""The cabinet as the panel's window sees it: what it shows, and what a hand can do there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.devices.simulators.panel import choices
from kiosk.devices.simulators.panel.link import CabinetLink
from kiosk.devices.simulators.panel.tray import EMPTY, Laid, TrayPictures

QML_IMPORT_NAME = "Kiosk.CabinetPanel"
QML_IMPORT_MAJOR_VERSION = 1

_A_LITTLE_MM, _WHOLE_ROLL_MM = 50.0, 60_000.0


@QmlElement
@QmlSingleton
class Cabinet(QObject):
    """State of the cabinet by device, as the control socket tells it; slots are what the hands do."""

    connectedChanged = Signal()
    cardChanged = Signal()
    lockerChanged = Signal()
    printerChanged = Signal()
    cameraChanged = Signal()
    trayChanged = Signal()
    messageChanged = Signal()
    cardFaultsChanged = Signal()
    doorOpened = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        """Connected to nothing before `use`."""
        super().__init__(parent)
        self.pictures = TrayPictures()
        self._link: CabinetLink | None = None
        self._folder = self._staff = Path()
        self._connected = False
        self._seen: dict[str, Any] = {"card": {}, "locker": {}, "printer": {}, "camera": {}}
        self._message = self._holder = self._holder_seen = ""
        self._writer = choices.people()[0]["number"]
        self._laid, self._laid_number = Laid(), 0
        self._card_faults: set[str] = set()

    def use(self, folder: Path, staff: Path) -> None:
        """Follow the cabinet of `folder`; staff cards lie below `staff`."""
        self._folder, self._staff = folder, staff
        self._link = CabinetLink(folder, self)
        self._link.seen.connect(self._see)
        self._link.refused.connect(self._refuse)
        self._link.lost.connect(self._lose)
        self._link.start()

    def end(self) -> None:
        """Let go of the cabinet."""
        if self._link is not None:
            self._link.end()

    # what is seen

    @Property(bool, notify=connectedChanged)
    def connected(self) -> bool:
        """Whether the cabinet answers."""
        return self._connected

    @Property(str, notify=cardChanged)
    def holder(self) -> str:
        """Number or role of the card that lies there, empty without one; "?" when somebody else laid it."""
        kind = self._seen["card"].get("card")
        if not kind:
            return ""
        laid_here = "citizen" if self._holder.isdecimal() else "piv" if self._holder else ""
        return self._holder if kind == laid_here else "?"

    @Property("QVariant", notify=lockerChanged)  # type: ignore[arg-type]
    def locker(self) -> dict[str, Any]:
        """State of board and doors."""
        return dict(self._seen["locker"])

    @Property("QVariant", notify=printerChanged)  # type: ignore[arg-type]
    def printer(self) -> dict[str, Any]:
        """State of the printer."""
        return dict(self._seen["printer"])

    @Property("QVariant", notify=cameraChanged)  # type: ignore[arg-type]
    def camera(self) -> dict[str, Any]:
        """State of camera and tray."""
        return dict(self._seen["camera"])

    @Property("QVariant", notify=cardFaultsChanged)  # type: ignore[arg-type]
    def cardFaults(self) -> list[str]:
        """Faults that wait for the next card or plague this one."""
        return sorted(self._card_faults)

    @Property(str, notify=messageChanged)
    def message(self) -> str:
        """Why the last act could not be done, in the cabinet's own words; empty when it could."""
        return self._message

    @Property(str, notify=trayChanged)
    def writer(self) -> str:
        """Name of the person whose papers are laid: the citizen whose card was laid last."""
        return choices.writer_of(self._writer)["name"]

    @Property(QUrl, notify=trayChanged)
    def paperPicture(self) -> QUrl:
        """The paper that lies under the camera."""
        return QUrl(f"image://tray/{self._laid_number}" if self._laid.paper != EMPTY else "")

    @Property(str, notify=trayChanged)
    def laidSlip(self) -> str:
        """Name of the slip that lies under the camera, empty without one."""
        return self._laid.slip.name if self._laid.slip else ""

    @Property("QVariant", notify=trayChanged)  # type: ignore[arg-type]
    def spoiled(self) -> list[str]:
        """How pictures are spoiled, of this paper and the next ones."""
        return sorted(self._laid.defects)

    @Slot(str, result=QUrl)
    def slipPicture(self, name: str) -> QUrl:
        """The picture of a printed slip."""
        return QUrl.fromLocalFile(str(self._folder.absolute() / "slips" / name)) if name else QUrl()

    # cards

    @Slot(str)
    def layCitizen(self, number: str) -> None:
        """Lay the card of the person with this number."""
        self._holder = self._writer = number
        self._order("card", "lay", card={"kind": "citizen", "person": number})
        self.trayChanged.emit()

    @Slot(str)
    def layStaff(self, role: str) -> None:
        """Lay the staff card of this role."""
        self._holder = role
        self._order("card", "lay", card={"kind": "piv", "folder": str(self._staff.absolute() / role)})

    @Slot()
    def liftCard(self) -> None:
        """Take the card away."""
        self._order("card", "lift")

    # papers

    @Slot(str)
    def layPaper(self, paper: str) -> None:
        """Lay a fresh paper of the person whose card was laid last."""
        self._lay(replace(self._laid, paper=paper, quarter=0, code="", slip=None))

    @Slot(str)
    def layCode(self, text: str) -> None:
        """Lay a label with this text as a QR code."""
        if text.strip():
            self._lay(replace(self._laid, paper="card-code", quarter=0, code=text.strip(), slip=None))

    @Slot(str)
    def laySlip(self, name: str) -> None:
        """Lay a slip that the printer gave."""
        path = self._folder.absolute() / "slips" / name
        self._lay(replace(self._laid, paper="slip", quarter=0, code="", slip=path))

    @Slot()
    def layAnother(self) -> None:
        """Lay another paper of the same kind."""
        self._lay(replace(self._laid, seed=self._laid.seed + 1))

    @Slot()
    def turnPaper(self) -> None:
        """Turn it a quarter clockwise."""
        self._lay(self._laid.turned())

    @Slot()
    def clearTray(self) -> None:
        """Take the paper away."""
        self._lay(Laid(seed=self._laid.seed, defects=self._laid.defects))

    @Slot(str, bool)
    def spoil(self, defect: str, on: bool) -> None:
        """Let the picture of what lies there be bad, or good again."""
        self._lay(self._laid.with_defect(defect, on))

    # doors and printer

    @Slot(int, str, str)
    def atDoor(self, door: int, verb: str, thing: str = "") -> None:
        """Close, open (pull), force a door; put a thing in or take one, or everything."""
        self._order("locker", "act", verb=verb, door=door, thing=thing)

    @Slot(str)
    def atPrinter(self, act: str) -> None:
        """ "new-roll", "short-roll" (a little paper left), "pull-roll", "open-cover" or "close-cover"."""
        rolls = {
            "new-roll": ("change-roll", _WHOLE_ROLL_MM),
            "short-roll": ("roll-left", _A_LITTLE_MM),
            "pull-roll": ("roll-left", 0.0),
        }
        if act in rolls:
            verb, mm = rolls[act]
            self._order("printer", "act", verb=verb, mm=mm)
        else:
            self._order("printer", "act", verb=act)

    # faults

    @Slot(str, str, bool, int)
    def setFault(self, device: str, name: str, on: bool, door: int = 0) -> None:
        """Switch a fault; `door` for those of one door."""
        if device == "card":
            self._set_card_fault(name, on)
        elif device == "door":
            self._order("locker", "fault", name=name, on=on, door=door)
        else:
            self._order(device, "fault", name=name, on=on)

    @Slot(bool)
    def runReaderService(self, on: bool) -> None:
        """Let the reader's service die, or bring it back."""
        self._order("card", "start-service" if on else "kill-service")

    @Slot()
    def clearFaults(self) -> None:
        """Everything works again."""
        for device in ("locker", "printer", "camera"):
            for name in self._seen[device].get("faults", ()):
                self.setFault(device, name, False, 0)
        for number, door in self._seen["locker"].get("doors", {}).items():
            for name in door["faults"]:
                self.setFault("door", name, False, int(number))
        for name in sorted(self._card_faults):
            self._set_card_fault(name, False)

    def _set_card_fault(self, name: str, on: bool) -> None:
        start, end = choices.CARD_FAULTS[name]
        (self._card_faults.add if on else self._card_faults.discard)(name)
        self._order("card", "fault", faults=start if on else end)
        self.cardFaultsChanged.emit()

    def _lay(self, laid: Laid) -> None:
        self._laid = replace(laid, person=choices.writer_of(self._writer))
        self._laid_number += 1
        self.pictures.lay(self._laid_number, self._laid)
        if laid.paper == EMPTY:
            self._order("camera", "clear")
        else:
            self._order("camera", "lay", scene=self._laid.words())
        self.trayChanged.emit()

    def _order(self, device: str, do: str, **words: Any) -> None:
        self._tell("")
        if self._link is not None:
            self._link.give(device, do, **words)

    # what comes back

    def _see(self, state: dict[str, Any]) -> None:
        before, self._seen = self._seen, {**state, "camera": _without(state["camera"], "served", "corners")}
        notifiers = {
            "card": self.cardChanged,
            "locker": self.lockerChanged,
            "printer": self.printerChanged,
            "camera": self.cameraChanged,
        }
        for device, notifier in notifiers.items():
            if before[device] != self._seen[device]:
                notifier.emit()
        if self._holder != self._holder_seen:
            # another card of the same kind looks the same to a bystander
            self._holder_seen = self._holder
            self.cardChanged.emit()
        if before["card"].get("card") and not state["card"]["card"] and self._card_faults:
            # a card takes its faults along
            self._card_faults.clear()
            self.cardFaultsChanged.emit()
        self._notice_openings(before["locker"].get("doors", {}))
        self._set_connected(True)

    def _notice_openings(self, before: dict[str, Any]) -> None:
        for number, door in self._seen["locker"]["doors"].items():
            if door["open"] and not before.get(number, {}).get("open", False):
                self.doorOpened.emit(int(number))

    def _refuse(self, reason: str) -> None:
        self._tell(reason.partition(": ")[2] or reason)

    def _lose(self) -> None:
        self._set_connected(False)

    def _set_connected(self, connected: bool) -> None:
        if connected != self._connected:
            self._connected = connected
            self.connectedChanged.emit()

    def _tell(self, message: str) -> None:
        if message != self._message:
            self._message = message
            self.messageChanged.emit()


def _without(words: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in words.items() if name not in names}
