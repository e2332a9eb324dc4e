"""How alike two pictures of a page are, however light, size and a little tilt differ."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

_GRID = (300, 424)
_BLUR = 1.2
_BACKGROUND = 14.0
_REACH = 6

Ink = npt.NDArray[np.float64]


def ink_of(picture: Image.Image) -> Ink:
    """Where something is written: darkness against the paper around it, 300 x 424 cells of the sheet."""
    grey = picture.convert("L").resize((_GRID[0] * 3, _GRID[1] * 3), Image.Resampling.BOX)
    paper = grey.filter(ImageFilter.GaussianBlur(_BACKGROUND))
    dark = np.clip(np.asarray(paper, float) - np.asarray(grey, float), 0, 63) * 4
    spread = Image.fromarray(dark.astype(np.uint8)).resize(_GRID, Image.Resampling.BOX)
    return np.asarray(spread.filter(ImageFilter.GaussianBlur(_BLUR)), float)


def likeness(first: Ink, second: Ink) -> float:
    """The best correlation of the two, moved by up to six cells each way; 1 is the same."""
    reach = range(-_REACH, _REACH + 1, 2)
    moved = (np.roll(second, (down, across), (0, 1)) for down in reach for across in reach)
    return max(float(np.corrcoef(first.ravel(), each.ravel())[0, 1]) for each in moved)


def opened(content: bytes) -> Image.Image:
    """A picture from its bytes."""
    with Image.open(io.BytesIO(content)) as picture:
        return picture.convert("RGB")
