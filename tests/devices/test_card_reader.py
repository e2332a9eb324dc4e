"""The card reader's driver on a real PC/SC service, with a card that does what cards do."""

from __future__ import annotations

import re
import threading
import time
from datetime import date
from itertools import groupby

import pytest

from kiosk.chip.apdu import Transmit
from kiosk.chip.identity import CardIdentity, Proof, Sex, read_identity
from kiosk.devices.card_reader.pcsc import Context
from kiosk.devices.contract import CompletionCode, DeviceError, DeviceState
from kiosk.devices.simulators.cards import spec
from kiosk.devices.simulators.cards.pcscd import READER_NAME
from kiosk.devices.simulators.cards.people import PEOPLE, Person
from kiosk.devices.simulators.cards.slot import CardSlot
from tests.pcsc import Watched

ANH = PEOPLE[0]
EXCHANGES_OF_A_READ = 8


def read(watched: Watched, timeout: float = 5.0) -> tuple[CompletionCode, str | None, CardIdentity | None]:
    ending = watched.reader.with_card("identity", read_identity, timeout).wait(timeout + 5)
    return ending.code, ending.error_id, ending.value


def lay(slot: CardSlot, watched: Watched, person: Person = ANH) -> None:
    slot.lay(spec.citizen(person))
    watched.until_media("present")


def test_a_waiting_reader_opens_nothing(card_slot: CardSlot) -> None:
    threads = set(threading.enumerate())
    watched = Watched(card_slot)
    assert set(threading.enumerate()) == threads
    assert watched.reader.status().device is DeviceState.STARTING
    assert watched.reader.status().facts["media"] == "unknown"
    watched.reader.close()


@pytest.mark.parametrize("person", PEOPLE[1:3], ids=lambda person: str(person.number))
def test_the_identity_read_is_the_person_on_the_card(
    card_slot: CardSlot, card_reader: Watched, person: Person
) -> None:
    lay(card_slot, card_reader, person)
    code, error, identity = read(card_reader)
    assert (code, error) == (CompletionCode.SUCCESS, None)
    assert identity == CardIdentity(
        number=person.number,
        name=person.name,
        birth_date=person.birth,
        birth_year=person.birth.year,
        sex=Sex.FEMALE if person.sex == "Nữ" else Sex.MALE,
        residence=person.residence,
        issued=person.issued,
        expires=person.expires,
        proof=Proof.UNPROVEN,
        warnings=(),
    )
    assert card_slot.state().exchanges >= EXCHANGES_OF_A_READ


def test_laying_and_lifting_is_published(card_slot: CardSlot, card_reader: Watched) -> None:
    # a reader that was just plugged in has to say first that nothing lies there
    card_reader.until_media("notPresent")
    before = card_reader.reader.counters()["cards"]
    lay(card_slot, card_reader)
    card_slot.lift()
    card_reader.until_media("notPresent")
    # a card lifted while it is powered up may be called mute first: still the same laying
    medias = [media for media, _ in groupby(status.facts["media"] for status in card_reader.published)]
    assert medias[-3:] == ["notPresent", "present", "notPresent"]
    assert card_reader.reader.counters()["cards"] == before + 1


def test_a_card_pulled_at_any_exchange_is_named_and_can_be_laid_again(
    card_slot: CardSlot, card_reader: Watched
) -> None:
    for exchange in range(1, EXCHANGES_OF_A_READ + 1):
        card_slot.fault(pull_at=exchange)
        lay(card_slot, card_reader)
        assert read(card_reader) == (CompletionCode.USER_ERROR, "CRD-001", None)
        assert card_slot.state().exchanges == exchange
        card_reader.until_media("notPresent")
    lay(card_slot, card_reader)
    code, _, identity = read(card_reader)
    assert code is CompletionCode.SUCCESS
    assert identity is not None
    assert identity.number == ANH.number
    assert card_slot.state().exchanges == EXCHANGES_OF_A_READ


@pytest.mark.parametrize("away_s", [0.0, 0.1])
def test_a_card_laid_again_at_once_is_seen(card_slot: CardSlot, card_reader: Watched, away_s: float) -> None:
    card_slot.fault(pull_at=2)
    lay(card_slot, card_reader)
    assert read(card_reader)[1] == "CRD-001"
    time.sleep(away_s)
    card_slot.lay(spec.citizen(PEOPLE[1]))
    deadline = time.monotonic() + 4
    while (ending := read(card_reader))[0] is not CompletionCode.SUCCESS:
        assert ending[1] in ("CRD-001", "CRD-002")
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert ending[2] is not None
    assert ending[2].number == PEOPLE[1].number
    card_reader.until_media("present")


def test_a_card_that_lay_there_for_an_instant_is_not_believed_to_lie_there(
    card_slot: CardSlot, card_reader: Watched
) -> None:
    card_reader.reader.close()
    card_slot.lay(spec.citizen(ANH))
    with Context() as context:
        # faster than the service's own poll, which then sees no change
        while not context.look_again(READER_NAME):
            time.sleep(0.005)
        card_slot.lift()
    watched = Watched(card_slot)
    watched.reader.start()
    watched.until_media("notPresent")
    watched.reader.close()


def test_every_exchange_after_the_pull_says_the_same(card_slot: CardSlot, card_reader: Watched) -> None:
    # the service words the first lost exchange otherwise than the following ones
    def stubborn(transmit: Transmit) -> None:
        with pytest.raises(DeviceError, match="CRD-001"):
            transmit(bytes.fromhex("00A4020C020101"))
        transmit(bytes.fromhex("00A4020C020101"))

    card_slot.fault(pull_at=1)
    lay(card_slot, card_reader)
    ending = card_reader.reader.with_card("stubborn", stubborn, 5).wait(6)
    assert (ending.code, ending.error_id) == (CompletionCode.USER_ERROR, "CRD-001")


def test_without_a_card_the_order_of_things_is_wrong(card_reader: Watched) -> None:
    assert read(card_reader) == (CompletionCode.SEQUENCE_ERROR, "CRD-002", None)


def test_a_card_that_sends_little_at_a_time_is_read_whole(card_slot: CardSlot, card_reader: Watched) -> None:
    card_slot.fault(short_read=5)
    lay(card_slot, card_reader, PEOPLE[1])
    code, _, identity = read(card_reader)
    assert code is CompletionCode.SUCCESS
    assert identity is not None
    assert identity.residence == PEOPLE[1].residence


def test_what_the_chip_part_finds_wrong_keeps_its_name(card_slot: CardSlot, card_reader: Watched) -> None:
    card_slot.fault(refuse_at=1, refuse_with=0x6D00)
    lay(card_slot, card_reader)
    assert read(card_reader) == (CompletionCode.UNSUPPORTED_COMMAND, "CRD-004", None)
    card_slot.fault(refuse_at=4, refuse_with=0x6982)
    assert read(card_reader) == (CompletionCode.COMMAND_ERROR_CODE, "CRD-005", None)


def test_a_slow_card_runs_out_of_time_and_the_reader_goes_on(
    card_slot: CardSlot, card_reader: Watched
) -> None:
    card_slot.fault(delay_s=0.2)
    lay(card_slot, card_reader)
    assert read(card_reader, timeout=0.5) == (CompletionCode.TIME_OUT, "DEV-002", None)
    card_slot.fault(delay_s=0.0)
    assert read(card_reader)[0] is CompletionCode.SUCCESS
    assert card_reader.reader.status().device is DeviceState.ONLINE


def test_a_cancelled_read_ends_between_two_exchanges(card_slot: CardSlot, card_reader: Watched) -> None:
    card_slot.fault(delay_s=0.1)
    lay(card_slot, card_reader)
    command = card_reader.reader.with_card("identity", read_identity, 10)
    command.cancel()
    ending = command.wait(5)
    assert (ending.code, ending.error_id) == (CompletionCode.CANCELED, "DEV-001")


def test_a_hanging_card_does_not_hold_whoever_waits(card_slot: CardSlot, card_reader: Watched) -> None:
    card_slot.fault(hang_at=2)
    lay(card_slot, card_reader)
    started = time.monotonic()
    assert read(card_reader, timeout=0.3)[0] is CompletionCode.TIME_OUT
    assert time.monotonic() - started < 1.5
    hanging = card_reader.until(lambda status: status.device is DeviceState.HARDWARE_ERROR)
    assert hanging.fault is not None
    assert hanging.fault.error_id == "CRD-013"
    card_slot.lift()
    card_reader.until(lambda status: status.device is DeviceState.ONLINE)
    lay(card_slot, card_reader)
    assert read(card_reader)[0] is CompletionCode.SUCCESS


def test_the_service_may_die_and_come_back(card_slot: CardSlot, card_reader: Watched) -> None:
    lay(card_slot, card_reader)
    card_slot.kill_service()
    gone = card_reader.until(lambda status: status.device is DeviceState.OFFLINE)
    assert gone.facts["media"] == "unknown"
    assert gone.fault is not None
    assert gone.fault.error_id == "CRD-011"
    assert read(card_reader) == (CompletionCode.DEVICE_NOT_READY, "CRD-011", None)
    card_slot.start_service()
    card_reader.until_media("present")
    assert read(card_reader)[0] is CompletionCode.SUCCESS


def test_the_service_may_die_in_the_middle_of_a_read(card_slot: CardSlot, card_reader: Watched) -> None:
    card_slot.fault(delay_s=0.2)
    lay(card_slot, card_reader)
    command = card_reader.reader.with_card("identity", read_identity, 5)
    while card_slot.state().exchanges < 2:
        time.sleep(0.02)
    card_slot.kill_service()
    ending = command.wait(6)
    assert (ending.code, ending.error_id) == (CompletionCode.DEVICE_NOT_READY, "CRD-011")
    card_slot.start_service()
    card_slot.fault(delay_s=0.0)
    card_reader.until_media("present")
    assert read(card_reader)[0] is CompletionCode.SUCCESS


def test_another_reader_than_the_profile_names_is_not_ours(card_slot: CardSlot) -> None:
    watched = Watched(card_slot, re.compile("ACR1252"))
    watched.reader.start()
    missing = watched.until(lambda status: status.device is DeviceState.NO_DEVICE)
    assert missing.fault is not None
    assert missing.fault.error_id == "CRD-012"
    assert read(watched) == (CompletionCode.DEVICE_NOT_READY, "CRD-012", None)
    watched.reader.close()


def test_reset_succeeds_with_and_without_a_card(card_slot: CardSlot, card_reader: Watched) -> None:
    assert card_reader.reader.reset().wait(5).ok
    lay(card_slot, card_reader)
    assert card_reader.reader.reset().wait(5).ok
    assert read(card_reader)[0] is CompletionCode.SUCCESS


def test_progress_rises_to_the_end(card_slot: CardSlot, card_reader: Watched) -> None:
    lay(card_slot, card_reader)
    shares: list[float] = []
    command = card_reader.reader.with_card("identity", lambda card: read_identity(card, shares.append), 5)
    assert command.wait(6).ok
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert len(set(shares)) >= 4


def test_what_was_read_shows_in_no_repr(card_slot: CardSlot, card_reader: Watched) -> None:
    lay(card_slot, card_reader)
    ending = card_reader.reader.with_card("identity", read_identity, 5).wait(6)
    shown = repr(ending)
    assert "CardIdentity" in shown
    for secret in (ANH.number, ANH.name, ANH.residence, "2001", repr(date(2001, 2, 15))):
        assert secret not in shown
