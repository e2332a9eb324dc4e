"""The cabinet: where each compartment stands, its size, its channel on the lock board, and its purpose.

The plan is measured once, when the machine is set up, and lies beside its journal as `cabinet.json`. Purposes
come with the config.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.config.nearest import explain
from kiosk.dossier.procedure import Size

Purpose = Literal["any", "deposit", "result", "closed"]
SIZES: tuple[Size, ...] = ("small", "medium", "large")


class CabinetError(ValueError):
    """The machine's own plan of its compartments cannot be read (CFG-002)."""

    error_id = "CFG-002"


class CompartmentPlan(BaseModel):
    """One compartment; columns and rows count from 1 at the top left, `rows` is its height."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(gt=0)
    channel: int = Field(gt=0)
    size: Size
    column: int = Field(gt=0)
    row: int = Field(gt=0)
    rows: int = Field(default=1, gt=0)
    purpose: Purpose = "any"


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

    @classmethod
    def from_file(cls, path: Path) -> CabinetPlan:
        """Read the plan; raises `CabinetError`."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise CabinetError(f"{path}: {error}") from error
        except ValidationError as error:
            raise CabinetError(f"{path}: {explain(cls, error)}") from None

    def used_as(self, purposes: Mapping[int, Purpose]) -> CabinetPlan:
        """The same cabinet with these purposes; every other compartment takes anything."""
        return CabinetPlan(
            compartments=tuple(
                plan.model_copy(update={"purpose": purposes.get(plan.number, "any")})
                for plan in self.compartments
            )
        )

    def numbers(self) -> set[int]:
        """The compartments that exist."""
        return set(self._by_number())

    def channel(self, number: int) -> int:
        """The lock board's channel of a compartment; `KeyError` when there is no such compartment."""
        return self._by_number()[number].channel

    def number(self, channel: int) -> int | None:
        """The compartment on a channel; None when nothing hangs there."""
        found = [plan.number for plan in self.compartments if plan.channel == channel]
        return found[0] if found else None

    def at_least(self, size: Size, purpose: Literal["deposit", "result"]) -> list[CompartmentPlan]:
        """Compartments of this size or larger that may be used for this, smallest first."""
        fitting = SIZES[SIZES.index(size) :]
        usable = [
            plan for plan in self.compartments if plan.size in fitting and plan.purpose in {"any", purpose}
        ]
        return sorted(usable, key=lambda plan: (SIZES.index(plan.size), plan.number))

    def size(self, number: int) -> Size:
        """The size of a compartment."""
        return self._by_number()[number].size

    def _by_number(self) -> dict[int, CompartmentPlan]:
        return {plan.number: plan for plan in self.compartments}
