"""What lies ready for the hands, as the panel's window lists it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.devices.simulators.panel import choices

QML_IMPORT_NAME = "Kiosk.CabinetPanel"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Shelf(QObject):
    """Lists to choose from; all but the staff's cards stay the same."""

    staffChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Without staff before `use`."""
        super().__init__(parent)
        self._staff = Path()

    def use(self, staff: Path) -> None:
        """Offer the staff cards below `staff`, as they are now."""
        self._staff = staff
        self.staffChanged.emit()

    @Property("QVariant", constant=True)  # type: ignore[arg-type]
    def people(self) -> list[dict[str, str]]:
        """Citizens with cards."""
        return choices.people()

    @Property("QVariant", notify=staffChanged)  # type: ignore[arg-type]
    def staff(self) -> list[dict[str, str]]:
        """Staff with cards."""
        return choices.staff(self._staff)

    @Property("QVariant", constant=True)  # type: ignore[arg-type]
    def papers(self) -> list[str]:
        """Papers to lay."""
        return choices.papers()

    @Property("QVariant", constant=True)  # type: ignore[arg-type]
    def defects(self) -> list[str]:
        """Ways to spoil a picture."""
        return choices.names("defects")

    @Property("QVariant", constant=True)  # type: ignore[arg-type]
    def things(self) -> list[str]:
        """Things to put into a compartment."""
        return choices.names("things")

    @Property("QVariant", constant=True)  # type: ignore[arg-type]
    def places(self) -> list[dict[str, object]]:
        """Where the doors are."""
        return choices.places()

    @Property("QVariant", constant=True)  # type: ignore[arg-type]
    def faultNames(self) -> dict[str, Any]:
        """Device -> names of faults."""
        return choices.fault_names()
