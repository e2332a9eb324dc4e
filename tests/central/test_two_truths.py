"""An officer takes back what a citizen is collecting: one ending, told at both screens.

The engine with its journal, sync's lanes and central are real; doors and the kiosk's clock are not.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from campaigns.networked import Line, NetworkedKiosk
from kiosk.dossier.claims import Claim, collector_hash
from kiosk.dossier.status import Status
from kiosk.errors import error
from kiosk.messages import collect, seat
from tests.central.world import UNIT, CentralProcess, EnrolledKiosk
from tests.engine.test_doors import refused
from tests.officers.pages import attribute, done, post, problem_of, read

if TYPE_CHECKING:
    from django.test import Client

    from central.dossiers.models import Dossier, WaitingItem

NUMBER = "099201000025"
OVER = error("ENG-025").citizen
DAY = 86400.0
_codes = itertools.count(7001)


@dataclass
class Office:
    """One dossier's page at central, and the kiosk in whose cabinet its result lies."""

    browser: Client
    dossier: Dossier
    kiosk: NetworkedKiosk
    owner: str
    port: int
    line: Line | None = None

    def connects(self) -> None:
        self.line = self.kiosk.connect(self.port)

    def loses_its_line(self) -> None:
        assert self.line is not None
        self.kiosk.serve(0.3)
        self.line.close()
        self.line = None

    def until(self, condition: Callable[[], object]) -> None:
        """Let sync work until it is so."""
        for _ in range(200):
            if condition():
                return
            self.kiosk.serve(0.1)
        raise AssertionError("it never happened")

    @property
    def claim(self) -> Claim:
        """As the kiosk knows it."""
        (state,) = self.kiosk.journal.state.claims.values()
        return state.claim

    @property
    def item(self) -> WaitingItem:
        """As central knows it."""
        from central.dossiers.models import WaitingItem

        return WaitingItem.objects.get(claim__dossier=self.dossier)

    def takes_back(self) -> None:
        done(self.browser, self.dossier, "withdraw")

    def reads(self) -> str:
        """What the officer's page says of the withdrawal; empty for nothing."""
        page = read(self.browser, self.dossier)
        return attribute(page, "recalled", "data-recalled") if 'id="recalled"' in page else ""

    def lease_is_over_here(self) -> None:
        """Central's clock has passed the end of the lease."""
        from central.fleet.models import Kiosk

        past = datetime.now(ZoneInfo("UTC")) - timedelta(hours=1)
        Kiosk.objects.filter(pk=self.dossier.kiosk.pk).update(leased_until=past)

    # the citizen

    def shown(self) -> list[object]:
        """What hinders each thing that the kiosk shows to the card; None: it may be had."""
        found: Any = self.kiosk.ask(collect.FindClaims(owner_hash=self.owner))
        return [item.obstacle for claim in found.claims for item in claim.items]

    def opens(self) -> Any:
        from central.dossiers.models import Claim as Here

        self.shown()
        claim, code = self.claim, Here.objects.get(dossier=self.dossier).code
        proof = collect.ProveClaim(claim_id=claim.claim_id, owner_hash=self.owner, code=code)
        assert isinstance(self.kiosk.ask(proof), seat.Done)
        return self.kiosk.ask(collect.OpenForClaim(claim_id=claim.claim_id, item_id=claim.items[0].item_id))

    def takes_it(self, order: Any) -> None:
        assert isinstance(order, seat.DoorOrdered), order
        self.kiosk.bus.close_door(order.compartment)
        self.kiosk.settle()
        claim = self.claim
        finish = collect.FinishCollection(
            claim_id=claim.claim_id, item_id=claim.items[0].item_id, outcome="received"
        )
        assert isinstance(self.kiosk.ask(finish), seat.Done)

    def handed_out(self) -> int:
        """How often the cabinet opened since the result was loaded."""
        return len(self.kiosk.bus.pulses) - 1

    def alarms(self) -> list[str]:
        from central.fleet.models import Alarm

        mine = Alarm.objects.filter(kiosk=self.dossier.kiosk, error_id="CEN-072")
        return [alarm.error_id for alarm in mine]


@pytest.fixture
def office(
    central: CentralProcess, enrol: Callable[[str], EnrolledKiosk], tmp_path: Path
) -> Iterator[Office]:
    """A result lies in the cabinet, and central knows it."""
    from django.test import Client

    from central.dossiers.elsewhere import ForeignDossier, add_foreign_dossier
    from central.dossiers.services import mark_result
    from central.fleet.models import Kiosk
    from tests.officers.world import make_officer

    bundle = enrol(f"https://localhost:{central.port}").bundle
    number = next(_codes)
    officer = make_officer(f"two.truths.{number}", UNIT).user
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(officer)
    entry = ForeignDossier(f"{UNIT}-261101-{number}", "Trần Văn Mẫu", NUMBER, "0912345678", "1.004873")
    now = datetime.now(ZoneInfo("UTC"))
    here = Kiosk.objects.get(kiosk_id=bundle.kiosk_id)
    dossier = mark_result(add_foreign_dossier(here, entry, officer, now), officer, now)
    kiosk = NetworkedKiosk(tmp_path / "kiosk", bundle)
    owner = collector_hash(NUMBER, bytes.fromhex(bundle.fleet_salt)).hex()
    made = Office(browser, dossier, kiosk, owner, central.port)
    done(browser, dossier, "waiting", kind="result")
    done(browser, dossier, "release")
    made.connects()
    made.until(lambda: kiosk.journal.state.claims and kiosk.journal.state.lease)
    kiosk.see_all()
    kiosk.engine.seat_taken()
    kiosk.load(made.claim)
    made.until(lambda: made.item.state == "loaded")
    yield made
    if made.line is not None:
        made.line.close()


def test_taken_back_first_the_kiosk_shows_nothing_and_the_officer_reads_that_it_is_back(
    office: Office,
) -> None:
    office.takes_back()
    assert office.reads() == "unanswered"
    office.until(lambda: office.item.state == "withdrawn")
    assert office.reads() == ""
    assert office.shown() == []
    assert office.handed_out() == 0
    done(office.browser, office.dossier, "hand-over")


def test_collected_while_offline_it_stays_collected_and_the_officer_reads_that_it_was_first(
    office: Office,
) -> None:
    office.loses_its_line()
    office.takes_back()
    assert office.reads() == "unanswered"
    reply = post(office.browser, office.dossier, "hand-over")
    assert (reply.status_code, problem_of(reply)) == (422, "problem.recalled")
    again = post(office.browser, office.dossier, "waiting", kind="result")
    assert 'data-reason="withdrawal_unanswered"' in again.content.decode()
    office.kiosk.clock.pass_time(2 * DAY)
    office.takes_it(office.opens())
    office.connects()
    office.until(lambda: office.item.state == "collected")
    office.until(lambda: office.kiosk.names()[-1] == "directive.taken/1" or office.alarms())
    office.until(office.kiosk.settled)
    assert office.reads() == "collected"
    assert office.alarms() == ["CEN-072"]
    assert office.item.state == "collected"
    office.dossier.refresh_from_db()
    assert office.dossier.status == Status.HANDED_OVER
    assert office.shown() == []
    assert office.handed_out() == 1


def test_after_the_lease_no_door_opens_and_both_screens_say_so_until_the_kiosk_hears_of_it(
    office: Office,
) -> None:
    office.loses_its_line()
    office.takes_back()
    office.kiosk.clock.pass_time(3 * DAY)
    office.lease_is_over_here()
    assert office.shown() == [OVER]
    assert refused(office.opens()) == "ENG-025"
    assert office.reads() == "over"
    office.connects()
    office.until(lambda: office.item.state == "withdrawn")
    assert office.shown() == []
    assert (office.reads(), office.handed_out(), office.alarms()) == ("", 0, [])


def test_central_away_for_longer_than_the_lease_withholds_what_nobody_took_back_only_until_it_answers(
    office: Office,
) -> None:
    office.loses_its_line()
    office.kiosk.clock.pass_time(4 * DAY)
    assert office.shown() == [OVER]
    office.connects()
    office.until(lambda: office.shown() == [None])
    office.takes_it(office.opens())
    office.until(lambda: office.item.state == "collected")
    assert (office.reads(), office.handed_out(), office.alarms()) == ("", 1, [])


def test_a_withdrawal_that_comes_while_the_door_stands_open_ends_as_collected(office: Office) -> None:
    order = office.opens()
    office.takes_back()
    office.until(lambda: office.item.state == "withdrawn")
    office.takes_it(order)
    office.until(lambda: office.item.state == "collected")
    assert office.reads() == "collected"
    assert office.alarms() == ["CEN-072"]
    assert office.handed_out() == 1


def test_handed_over_at_the_counter_when_the_lease_is_over_and_collected_before_both_are_told(
    office: Office,
) -> None:
    office.loses_its_line()
    office.takes_it(office.opens())
    office.takes_back()
    office.lease_is_over_here()
    done(office.browser, office.dossier, "hand-over")
    office.connects()
    office.until(lambda: office.item.state == "collected")
    assert office.alarms() == ["CEN-072"]
    assert office.reads() == "collected"


def test_what_was_taken_back_stands_on_the_cabinet_s_list_until_an_officer_took_it_out(
    office: Office,
) -> None:
    def listed() -> bool:
        page = office.browser.get(f"/kiosks/{office.dossier.kiosk.kiosk_id}/inside").content.decode()
        return str(office.dossier) in page

    office.takes_back()
    office.until(lambda: office.item.state == "withdrawn")
    assert listed()
    number = office.item.compartment
    assert number is not None
    from kiosk.messages import staff

    grant = office.kiosk.officer()
    office.kiosk.ask(staff.OpenForRound(grant=grant, compartment=number, task="count"))
    office.kiosk.bus.close_door(number)
    office.kiosk.settle()
    told = staff.TellRound(grant=grant, compartment=number, act="counted-empty", code="")
    assert isinstance(office.kiosk.ask(told), seat.Done)
    office.until(lambda: office.item.compartment is None)
    assert not listed()
