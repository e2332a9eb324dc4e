"""How many pixels a millimetre on the tray has: the profile's word, or what was measured at this cabinet."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.devices.simulators.papers.photograph import PIXELS_PER_MM
from kiosk.devices.simulators.workspace import SETTINGS
from kiosk.engine.installation import camera_scale
from kiosk.settings import Settings, SettingsError


def settings(folder: Path, camera: str = "") -> Settings:
    """The simulated cabinet's settings, with more lines for its camera."""
    text = SETTINGS.format(folder=folder, camera_port=9, panel="portrait-21", hotline="", build="b")
    path = folder / "settings.toml"
    path.write_text(text.replace("[sync]", f"{camera}\n[sync]"))
    return Settings.load(path)


def test_the_simulated_camera_hangs_as_its_profile_says(tmp_path: Path) -> None:
    assert camera_scale(settings(tmp_path)) == PIXELS_PER_MM


def test_what_was_measured_at_the_cabinet_counts_more_than_the_profile(tmp_path: Path) -> None:
    assert camera_scale(settings(tmp_path, "pixels_per_mm = 7.25\n")) == 7.25


@pytest.mark.parametrize("scale", ["0", "-5.7", "145", '"wide"'])
def test_a_scale_that_no_camera_has_is_refused(tmp_path: Path, scale: str) -> None:
    with pytest.raises(SettingsError, match=r"camera\.pixels_per_mm"):
        settings(tmp_path, f"pixels_per_mm = {scale}\n")


def test_the_profile_of_another_kind_of_device_is_no_camera(tmp_path: Path) -> None:
    loaded = settings(tmp_path)
    other = loaded.camera.model_copy(update={"profile": "locker.xor8a-24"})
    with pytest.raises(TypeError, match="another kind"):
        camera_scale(loaded.model_copy(update={"camera": other}))
