"""The commands with which an administrator runs central."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from typer.testing import CliRunner

from central.__main__ import app
from kiosk.__main__ import app as kiosk_app
from kiosk.config.enrolment import Bundle, load_engine
from kiosk.dossier.code_series import Pile, SeriesPart
from kiosk.engine.keys import signing_key
from kiosk.journal.reading import JournalFile
from tests.central.world import STAFF_CA, UNIT, EnrolledKiosk
from tests.engine.plan import cabinet_plan


class Admin:
    """Types commands for one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def type(self, command: str, *options: str) -> int:
        return CliRunner().invoke(app, [command, "--data", str(self.data), *options]).exit_code


@pytest.fixture
def admin(central_data: Path) -> Admin:
    return Admin(central_data)


def test_a_kiosk_is_added_with_a_bundle_only_its_owner_can_read(admin: Admin, tmp_path: Path) -> None:
    staff_ca, out = tmp_path / "staff.pem", tmp_path / "bundle.json"
    staff_ca.write_text(STAFF_CA)
    told = ["--name", "C9001", "--number", "9001", "--unit", UNIT, "--url", "https://central.invalid:8443"]
    assert admin.type("add-kiosk", *told, "--staff-ca", str(staff_ca), "--out", str(out)) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    bundle = Bundle.from_file(out)
    assert (bundle.kiosk_id, bundle.number, bundle.staff_ca_pem) == ("C9001", 9001, STAFF_CA)


def test_a_kiosk_of_an_unknown_unit_is_refused(admin: Admin, tmp_path: Path) -> None:
    from central.fleet.models import Kiosk

    staff_ca = tmp_path / "staff.pem"
    staff_ca.write_text(STAFF_CA)
    told = ["--name", "C9002", "--number", "9002", "--unit", "Z99", "--staff-ca", str(staff_ca)]
    assert admin.type("add-kiosk", *told, "--out", str(tmp_path / "bundle.json")) != 0
    assert not Kiosk.objects.filter(kiosk_id="C9002").exists()


def test_a_batch_carries_out_commands_until_the_first_that_fails(admin: Admin) -> None:
    from django.contrib.auth.models import User

    add = f"add-officer --data '{admin.data}' --password x --user"
    officers = [
        f"{add} {name} --unit {unit}" for name, unit in (("lan", UNIT), ("mai", "Z99"), ("sen", UNIT))
    ]
    lines = ["# the first day", "", *officers]
    ended = CliRunner().invoke(app, ["batch"], input="\n".join(lines))
    assert ended.exit_code != 0
    assert "line 4, add-officer" in ended.output
    names = User.objects.filter(username__in=["lan", "mai", "sen"]).values_list("username", flat=True)
    assert list(names) == ["lan"]


def test_an_officer_is_added_and_changed(admin: Admin) -> None:
    from django.contrib.auth import authenticate

    for password in ("first", "second"):
        told = ["--user", "minh", "--unit", UNIT, "--password", password]
        assert admin.type("add-officer", *told) == 0
    assert authenticate(username="minh", password="first") is None
    assert authenticate(username="minh", password="second") is not None


def test_a_handover_list_is_written_for_a_stick(admin: Admin, kiosk: EnrolledKiosk, tmp_path: Path) -> None:
    out = tmp_path / "list.json"
    assert admin.type("handover-list", "--name", kiosk.bundle.kiosk_id, "--out", str(out)) == 0
    written = json.loads(out.read_bytes())
    assert json.loads(written["body"])["kiosk"] == kiosk.bundle.kiosk_id
    assert len(written["signature"]) == 128


def test_a_handover_list_is_written_as_sheets_of_codes(
    admin: Admin, kiosk: EnrolledKiosk, tmp_path: Path
) -> None:
    out = tmp_path / "codes.pdf"
    assert admin.type("handover-list", "--name", kiosk.bundle.kiosk_id, "--codes", str(out)) == 0
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", out, tmp_path / "sheet"], check=True)
    with Image.open(tmp_path / "sheet.png") as sheet:
        payloads = [code.text for code in zxingcpp.read_barcodes(sheet.convert("L"))]
    pile = Pile(SeriesPart.parse(payloads[0]))
    for payload in payloads:
        pile.add(SeriesPart.parse(payload))
    body = json.loads(json.loads(pile.document())["body"])
    assert (body["kind"], body["kiosk"]) == ("handover.list", kiosk.bundle.kiosk_id)


def test_a_handover_list_that_goes_nowhere_is_refused(admin: Admin, kiosk: EnrolledKiosk) -> None:
    assert admin.type("handover-list", "--name", kiosk.bundle.kiosk_id) != 0


def test_a_new_computer_takes_a_kiosk_over_with_central_s_copy_of_its_journal(
    admin: Admin, kiosk: EnrolledKiosk, tmp_path: Path
) -> None:
    from central.fleet.journals import store_rows
    from central.fleet.models import Kiosk

    for number in range(1, 4):
        kiosk.append("seat.given/1", seat=number)
    store_rows(Kiosk.objects.get(kiosk_id=kiosk.bundle.kiosk_id), kiosk.rows)
    copy, bundle, state = tmp_path / "copy.json", tmp_path / "bundle.json", tmp_path / "state"
    assert admin.type("journal-copy", "--name", kiosk.bundle.kiosk_id, "--out", str(copy)) == 0
    bundle.write_bytes(kiosk.bundle.to_bytes())
    state.mkdir()
    (state / "cabinet.json").write_text(cabinet_plan(3).model_dump_json(by_alias=True))
    told = ["enrol", "--bundle", str(bundle), "--state", str(state), "--restore", str(copy)]
    done = CliRunner().invoke(kiosk_app, told)
    assert (done.exit_code, "up to row 3" in done.output) == (0, True), done.output
    key = signing_key(load_engine(state / "identity" / "engine")).public_key()
    journal = JournalFile(state / "journal.db")
    assert journal.verify(key) == 4
    assert [row.body for row in journal.rows()[:3]] == [row.body for row in kiosk.rows]
    again = CliRunner().invoke(kiosk_app, told)
    assert (again.exit_code, "JRN-007" in again.output) == (1, True)


def test_events_of_one_name_are_taken_up_again(admin: Admin) -> None:
    assert admin.type("project", "--name", "door.seen/1") == 0


def test_keys_are_never_made_over_existing_ones(admin: Admin, tmp_path: Path) -> None:
    before = (admin.data / "keys" / "receipts.key").read_bytes()
    assert admin.type("init", "--recovery-out", str(tmp_path / "recovery")) != 0
    assert (admin.data / "keys" / "receipts.key").read_bytes() == before


def test_a_folder_without_keys_is_not_served(tmp_path: Path) -> None:
    assert Admin(tmp_path).type("serve") != 0
