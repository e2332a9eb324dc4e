"""A central that was restored from an older copy: what it lost comes again, what it says is not mistaken."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.central.test_decisions import send
from tests.central.world import Client, EnrolledKiosk, make_dossier

if TYPE_CHECKING:
    from central.fleet.models import Kiosk


@pytest.fixture
def here(kiosk: EnrolledKiosk, client: Client) -> Kiosk:
    from central.fleet.models import Kiosk

    return Kiosk.objects.get(kiosk_id=kiosk.bundle.kiosk_id)


def asked(client: Client, number: int, directive_id: str = "") -> list[int]:
    path = f"/v1/directives?after={number}&id={directive_id}"
    told = client.session.get(client.url + path, timeout=20).json()["directives"]
    return [each["number"] for each in told]


def bodies(here: Kiosk) -> list[dict[str, Any]]:
    from central.fleet.models import Directive

    found = Directive.objects.filter(kiosk=here).order_by("number")
    return [json.loads(bytes(directive.body)) for directive in found]


def alarms(here: Kiosk, error_id: str) -> int:
    from central.fleet.models import Alarm

    return Alarm.objects.filter(kiosk=here, error_id=error_id).count()


def test_a_dossier_with_a_receipt_that_is_not_here_is_asked_for_again(
    kiosk: EnrolledKiosk, client: Client, here: Kiosk
) -> None:
    gone, there = str(uuid.uuid4()), make_dossier(kiosk)
    assert client.deliver(there).status_code == 201
    for dossier_id in (gone, there.manifest.dossier_id):
        kiosk.append("receipt.recorded/1", dossier_id=dossier_id, manifest="0" * 64, central_seq=1)
    send(kiosk, client)
    asked_again = [body["data"] for body in bodies(here) if body["kind"] == "dossier.resend"]
    assert asked_again == [{"dossier_id": gone}]


def test_a_dossier_that_the_kiosk_has_removed_as_well_is_an_alarm(
    kiosk: EnrolledKiosk, client: Client, here: Kiosk
) -> None:
    kiosk.append("parts.removed/1", dossier_id=str(uuid.uuid4()), blobs=[], central_seq=1)
    send(kiosk, client)
    assert alarms(here, "CEN-069") == 1


class TestNumbersGivenAgain:
    """The kiosk has taken in three directives; the restored central knows one and gave out two others."""

    @pytest.fixture
    def ids(self, kiosk: EnrolledKiosk, client: Client, here: Kiosk) -> list[str]:
        from central.fleet.directives import issue

        first = issue(here, "claim.withdraw", {"claim_id": "known"})
        ids = [str(first.directive_id), str(uuid.uuid4()), str(uuid.uuid4())]
        issue(here, "claim.offer", {"claim_id": "given again as 2"})
        issue(here, "claim.withdraw", {"claim_id": "given again as 3"})
        return ids

    def tell(self, kiosk: EnrolledKiosk, client: Client, ids: list[str]) -> None:
        for number, directive_id in enumerate(ids, 1):
            kiosk.append("directive.taken/1", number=number, kind="claim.offer", id=directive_id)
        send(kiosk, client)

    def test_nothing_is_told_before_the_journal_says_what_was_taken_in(
        self, client: Client, here: Kiosk, ids: list[str]
    ) -> None:
        from central.fleet.directives import issue

        issue(here, "claim.offer", {"claim_id": "number 4"})
        assert asked(client, 3, ids[2]) == []
        assert asked(client, 1, ids[0]) == [2, 3, 4]

    def test_what_was_said_under_a_used_number_is_told_anew_in_its_order(
        self, kiosk: EnrolledKiosk, client: Client, here: Kiosk, ids: list[str]
    ) -> None:
        self.tell(kiosk, client, ids)
        assert asked(client, 3, ids[2]) == [4, 5]
        assert [body["data"]["claim_id"] for body in bodies(here)] == [
            "known",
            "given again as 2",
            "given again as 3",
        ]
        assert [body["number"] for body in bodies(here)] == [1, 4, 5]
        assert alarms(here, "CEN-068") == 1

    def test_the_next_directive_is_numbered_behind_what_the_kiosk_has(
        self, kiosk: EnrolledKiosk, client: Client, here: Kiosk, ids: list[str]
    ) -> None:
        from central.fleet.directives import issue

        self.tell(kiosk, client, [*ids, str(uuid.uuid4())])
        assert issue(here, "claim.withdraw", {"claim_id": "x"}).number == 7


def test_a_refused_directive_counts_as_taken_in(kiosk: EnrolledKiosk, client: Client, here: Kiosk) -> None:
    from central.fleet.directives import issue

    for number in range(2):
        issue(here, "claim.withdraw", {"claim_id": str(number)})
    assert asked(client, 1) == []
    kiosk.append("directive.refused/1", number=1, error_id="SYN-012")
    send(kiosk, client)
    assert asked(client, 1) == [2]
    assert alarms(here, "CEN-065") == 1


def test_a_config_is_numbered_behind_what_the_kiosk_has_judged(here: Kiosk) -> None:
    from central.fleet.configs import newest, set_layer

    here.heartbeat = {"config": {"judged": 6}}
    here.save()
    set_layer("kiosk", here.kiosk_id, {"procedures": ["1.004873"]}, None)
    found = newest(here)
    assert found is not None
    assert found.version == 7
