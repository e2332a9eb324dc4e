"""The one door to OpenCV: quiet on stderr, and without its Qt settings.

FFMPEG reads its log level from the environment when the first stream opens, so it must be set before.
opencv-python also sets two variables that would make a Qt program load OpenCV's own old plugins.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # AV_LOG_QUIET

import cv2 as cv2
import numpy as np
import numpy.typing as npt

os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
os.environ.pop("QT_QPA_FONTDIR", None)
# An unplugged camera is reported by its driver, not on stderr
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)

Picture = npt.NDArray[np.uint8]
"""Height x width x 3 in the order blue, green, red, or height x width when grey."""

Points = npt.NDArray[np.float64]
"""n x 2 of x to the right and y down, in pixels."""


def level_below(grey: Picture, share: float) -> int:
    """The value that `share` percent of the pixels do not exceed; counting beats sorting ten times."""
    counts = np.cumsum(cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel())
    return int(np.searchsorted(counts, share / 100 * (grey.size - 1), side="right"))


def grey_of(picture: Picture) -> Picture:
    """The picture in grey; a grey one is returned as it is."""
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
