"""The cabinet: where each compartment stands, its size, and its channel on the lock board."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.messages.pages import Size

SIZES: tuple[Size, ...] = ("small", "medium", "large")


class CompartmentPlan(BaseModel):
    """One compartment; columns and rows count from 1 at the top left, `rows` is its height."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(gt=0)
    channel: int = Field(gt=0)
    size: Size
    column: int = Field(gt=0)
    row: int = Field(gt=0)
    rows: int = Field(default=1, gt=0)
    disabled: bool = False


class CabinetPlan(BaseModel):
    """All compartments; numbers and channels are each used once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    compartments: tuple[CompartmentPlan, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> CabinetPlan:
        numbers = [plan.number for plan in self.compartments]
        channels = [plan.channel for plan in self.compartments]
        if len(set(numbers)) != len(numbers) or len(set(channels)) != len(channels):
            raise ValueError("a compartment's number or channel is used twice")
        return self

    def channel(self, number: int) -> int:
        """The lock board's channel of a compartment; `KeyError` when there is no such compartment."""
        return self._by_number()[number].channel

    def number(self, channel: int) -> int | None:
        """The compartment on a channel; None when nothing hangs there."""
        found = [plan.number for plan in self.compartments if plan.channel == channel]
        return found[0] if found else None

    def at_least(self, size: Size) -> list[CompartmentPlan]:
        """Usable compartments of this size or larger, smallest first."""
        fitting = SIZES[SIZES.index(size) :]
        usable = [plan for plan in self.compartments if plan.size in fitting and not plan.disabled]
        return sorted(usable, key=lambda plan: (SIZES.index(plan.size), plan.number))

    def size(self, number: int) -> Size:
        """The size of a compartment."""
        return self._by_number()[number].size

    def _by_number(self) -> dict[int, CompartmentPlan]:
        return {plan.number: plan for plan in self.compartments}
