"""What lies in a cabinet, by compartment, also of what never reached central."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from tests.officers.tickets import tell
from tests.officers.world import PHONE, VIETNAM, Deposit, deposit, make_kiosk

if TYPE_CHECKING:
    from django.test import Client

    from central.fleet.models import Kiosk

STAGED_AT = datetime(2026, 11, 20, 21, 30, tzinfo=VIETNAM)


def page(browser: Client, kiosk: Kiosk) -> str:
    reply = browser.get(f"/kiosks/{kiosk.kiosk_id}/inside")
    assert reply.status_code == 200
    return re.sub(r"\s+", " ", reply.content.decode())


def staged(kiosk: Kiosk, code: str, compartment: int | None = 4, dossier_id: str = "") -> str:
    """A deposit that central knows only by its row."""
    dossier_id = dossier_id or str(uuid.uuid4())
    data: dict[str, object] = {"dossier_id": dossier_id, "deposit_code": code, "compartment": compartment}
    tell(kiosk, "deposit.staged/1", data, STAGED_AT)
    return dossier_id


def rows(text: str, table: str = "") -> list[str]:
    body = text[text.index(table) :].split("<tbody>")[1].split("</tbody>")[0]
    return re.findall(r"<tr>(.*?)</tr>", body)


def test_each_compartment_is_told_with_what_lies_in_it(kiosk: Kiosk, browser: Client) -> None:
    there = deposit(kiosk, Deposit(compartment=7))
    staged(kiosk, "N-8801-261120-0901-11", 4)
    found = rows(page(browser, kiosk))
    assert [re.search(r'class="number">(\d+)', row)[1] for row in found] == ["4", "7"]  # type: ignore[index]
    assert "N-8801-261120-0901-11" in found[0]
    assert there.deposit_code in found[1]


def test_what_an_officer_took_out_or_nobody_left_is_not_told(kiosk: Kiosk, browser: Client) -> None:
    taken = staged(kiosk, "N-8801-261120-0902-11")
    tell(kiosk, "originals.taken/1", {"dossier_id": taken, "compartment": 4, "outcome": "taken"})
    kept = staged(kiosk, "N-8801-261120-0903-11")
    tell(kiosk, "deposit.accepted/1", {"dossier_id": kept, "originals": "not-left"})
    assert "Không có gì trong tủ" in page(browser, kiosk)


def test_a_lost_dossier_is_listed_with_the_phone_number_where_that_came_in_time(
    kiosk: Kiosk, browser: Client
) -> None:
    from central.dossiers.models import Dossier, Original, Part, StatusChange
    from central.fleet.models import Alarm

    came = deposit(kiosk)
    known, unknown = str(came.dossier_id), staged(kiosk, "N-8801-261120-0905-11")
    staged(kiosk, "N-8801-261120-0904-11", 5, known)
    # its personal part came, the dossier never became whole
    for kind in (StatusChange, Part, Original):
        kind.objects.filter(dossier=came).delete()
    Dossier.objects.filter(pk=came.pk).delete()
    assert PHONE not in page(browser, kiosk)
    for dossier_id in (known, unknown):
        tell(kiosk, "dossier.lost/1", {"dossier_id": dossier_id})
    text = page(browser, kiosk)
    without, with_phone = sorted(rows(text, 'id="missing"'), key=lambda row: PHONE in row)
    assert "N-8801-261120-0904-11" in with_phone
    assert "không có" in without
    assert Alarm.objects.filter(kiosk=kiosk, error_id="CEN-067").count() == 2


def test_a_restored_kiosk_raises_an_alarm_and_its_compartments_are_frozen(
    kiosk: Kiosk, browser: Client
) -> None:
    from central.fleet.models import Alarm

    restored: dict[str, object] = {"up_to": 7, "made_at": "", "day": "2026-11-21", "compartments": [1, 2]}
    tell(kiosk, "kiosk.restored/1", restored)
    assert "máy tính mới, chờ kiểm kê" in page(browser, kiosk)
    assert Alarm.objects.filter(kiosk=kiosk, error_id="CEN-066").count() == 1
    tell(kiosk, "compartment.counted/1", {"compartment": 1, "grant": "g", "found": "empty"})
    tell(kiosk, "compartment.counted/1", {"compartment": 2, "grant": "g", "found": "empty"})
    assert "máy tính mới" not in page(browser, kiosk)


def test_another_units_cabinet_is_not_shown(browser: Client) -> None:
    elsewhere = make_kiosk("H29.251", 8802)
    assert browser.get(f"/kiosks/{elsewhere.kiosk_id}/inside").status_code == 404
