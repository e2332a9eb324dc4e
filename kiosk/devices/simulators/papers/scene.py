"""A scene under the camera, as a person at the cabinet orders it: which paper, whose, lying how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kiosk.devices.simulators.papers.forms import PAPERS, Filling
from kiosk.devices.simulators.papers.people import Person, invent
from kiosk.devices.simulators.papers.photograph import DEFECTS, compose, expose, jpeg
from kiosk.devices.simulators.papers.sheet import SHEETS, Sheet

EMPTY = "empty"
VARIANTS = 3


@dataclass(frozen=True)
class Scene:
    """`paper` is a key of PAPERS or "empty"; `quarter` counts quarter turns clockwise on the tray.

    `file` is the picture of a printed slip (paper "slip"), `qr` the text of a code (paper "card-code"),
    `canary` a text and `canary_picture` a picture printed onto the paper.
    """

    paper: str = EMPTY
    seed: int = 1
    person: Person | None = None
    quarter: int = 0
    defects: frozenset[str] = frozenset()
    canary: str = ""
    canary_picture: Path | None = None
    qr: str = ""
    file: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be laid."""
        if self.paper != EMPTY and self.paper not in PAPERS:
            raise ValueError(f"no such paper: {self.paper}; known: {', '.join([EMPTY, *PAPERS])}")
        if unknown := self.defects - DEFECTS:
            raise ValueError(f"no such defect: {sorted(unknown)}; known: {sorted(DEFECTS)}")

    @classmethod
    def from_json(cls, order: Mapping[str, Any]) -> Scene:
        """From a message of the control socket; an unknown key is an error."""
        values = dict(order)
        if unknown := set(values) - {field.name for field in fields(cls)}:
            raise ValueError(f"a scene has no {sorted(unknown)}")
        if isinstance(values.get("person"), Mapping):
            values["person"] = Person(**values["person"])
        for key in ("file", "canary_picture"):
            if values.get(key) is not None:
                values[key] = Path(values[key])
        values["defects"] = frozenset(values.get("defects", ()))
        return cls(**values)


def sheet_of(scene: Scene) -> Sheet | None:
    """The paper itself, as if held in the hand."""
    if scene.paper == EMPTY:
        return None
    person = scene.person or invent(scene.seed)
    return PAPERS[scene.paper](
        Filling(scene.seed, person, scene.canary, scene.canary_picture, scene.qr, scene.file)
    )


def exposures(scene: Scene, variants: int = VARIANTS) -> tuple[list[bytes], npt.NDArray[np.float64] | None]:
    """A few JPEG pictures of the scene that differ as a sensor's do, and the sheet's corners.

    `corners` are top left first and clockwise on the sheet as printed; None for the empty tray.
    A paper that moves lies elsewhere in every picture; its corners are those of the first.
    """
    sheet = sheet_of(scene)
    size = sheet.size if sheet else SHEETS["A4"]
    image = sheet.image if sheet else None
    light, corners = compose(image, size, seed=scene.seed, quarter=scene.quarter, defects=scene.defects)
    pictures = []
    rng = np.random.default_rng(scene.seed + 1)
    for variant in range(variants):
        shift = 34 * variant if "moving" in scene.defects else 0
        pictures.append(jpeg(expose(np.roll(light, (shift, -shift), (0, 1)), rng)))
    return pictures, corners if sheet else None
