"""Firmware profiles: what ships is valid, and a mistake is named where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.data import data_folder
from kiosk.devices.profiles import LockerProfile, ProfileError, json_schema, load_all, load_profile

SHIPPED = data_folder("firmware_profiles")
LOCKER = SHIPPED / "locker.xor8a-24.toml"


def wrong(tmp_path: Path, right: str, mistake: str) -> str:
    path = tmp_path / LOCKER.name
    text = LOCKER.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, mistake, 1), encoding="utf-8")
    with pytest.raises(ProfileError) as raised:
        load_profile(path)
    return str(raised.value)


def test_every_shipped_profile_loads_under_its_own_id() -> None:
    profiles = load_all(SHIPPED)
    assert {profile.kind for profile in profiles.values()} == {
        "locker",
        "printer",
        "card_reader",
        "document_camera",
    }
    assert all(key == profile.id for key, profile in profiles.items())


@pytest.mark.parametrize(
    ("right", "mistake", "line", "nearest"),
    [
        ("baudrate", "baudrat", 14, "'baudrate'"),
        ("echo =", "ecko =", 16, "'echo'"),
        ("[poll]", "[pole]", 39, "'poll'"),
        ("maker", "makr", 4, "'maker'"),
    ],
)
def test_an_unknown_key_is_named_with_file_line_and_nearest_key(
    tmp_path: Path, right: str, mistake: str, line: int, nearest: str
) -> None:
    first = wrong(tmp_path, right, mistake).splitlines()[0]
    assert f"{LOCKER.name}:{line}: unknown key" in first
    assert nearest in first


def test_a_board_that_may_open_all_doors_is_not_accepted(tmp_path: Path) -> None:
    assert ":28: limits.open_all" in wrong(tmp_path, '"forbidden"', '"service"')


def test_a_value_out_of_range_is_named_with_its_line(tmp_path: Path) -> None:
    assert ":27: limits.channels" in wrong(tmp_path, "channels = 24", "channels = 0")


def test_an_unknown_kind_of_device_is_not_accepted(tmp_path: Path) -> None:
    assert "loker" in wrong(tmp_path, 'kind = "locker"', 'kind = "loker"')


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    assert LOCKER.name in wrong(tmp_path, "[poll]", "[poll")


def test_a_profile_under_another_name_is_not_accepted(tmp_path: Path) -> None:
    assert ":2: id is" in wrong(tmp_path, 'id = "locker.xor8a-24"', 'id = "locker.other"')


def test_site_values_have_no_place_in_a_profile(tmp_path: Path) -> None:
    assert "unknown key 'transport.port'" in wrong(
        tmp_path, "baudrate = 9600", 'baudrate = 9600\nport = "/dev/ttyUSB0"'
    )


def test_editors_get_a_schema_of_every_kind() -> None:
    assert set(json_schema()["discriminator"]["mapping"]) == {
        "locker",
        "printer",
        "card_reader",
        "document_camera",
    }
    assert isinstance(load_profile(LOCKER), LockerProfile)
