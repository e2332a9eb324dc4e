"""What tests and campaigns agree on: the kiosk, its unit, a procedure, a cabinet of any number of doors."""

from kiosk.config.cabinet import CabinetPlan, CompartmentPlan
from kiosk.messages.pages import Size

KIOSK = "K0001"
UNIT = "H29.251"
PROCEDURE = "1.004873"


def cabinet_plan(doors: int) -> CabinetPlan:
    """A third small, a third medium, a third large; number and channel are the same."""
    sizes: tuple[Size, ...] = ("small", "medium", "large")
    return CabinetPlan(
        compartments=tuple(
            CompartmentPlan(
                number=number, channel=number, size=sizes[(number - 1) * 3 // doors], column=1, row=number
            )
            for number in range(1, doors + 1)
        )
    )
