"""The technician's visit at the screen, with the engine's real decisions behind it."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.devices.contract import DeviceState
from kiosk.diagnostics.wording import fact
from kiosk.errors import error
from kiosk.messages.pages import Ending, EnterDigits, Home, OutOfService
from kiosk.messages.technician_pages import Bench, BenchRow, Check, TouchTest
from kiosk.session.ports import Inspection
from kiosk.texts import phrase
from tests.engine.cabinet import Cabinet
from tests.session.world import CITIZEN, EngineHost, World

PIN = "123456"


def lays_technician(kiosk: World) -> None:
    def card(cabinet: Cabinet) -> object:
        return cabinet.authority.card("technician-11", "technician")

    kiosk.lays(kiosk.engine.do(card))  # type: ignore[arg-type]


def enters(kiosk: World) -> Bench:
    """Card, PIN, the machine at a glance."""
    kiosk.person.sees(Home)
    lays_technician(kiosk)
    kiosk.person.sees(EnterDigits)
    kiosk.person.types(PIN)
    return kiosk.person.sees(Bench)


def row(bench: Bench, name: str) -> BenchRow:
    return next(row for row in bench.rows if row.name == name)


def has(button: str) -> Callable[[Check], bool]:
    return lambda page: any(each.name == button for each in page.buttons)


def tries_row(kiosk: World, name: str) -> None:
    """Touch a row and its test."""
    kiosk.person.touches(name)
    kiosk.person.sees(Check, like=has("test"))
    kiosk.person.touches("test")


def outcome(kiosk: World) -> str:
    """What the result page says; then back to the list."""
    page = kiosk.person.sees(Check, like=has("test-again"))
    kiosk.person.touches("to-list")
    kiosk.person.sees(Bench)
    return page.verdict


def leaves(kiosk: World) -> Ending:
    kiosk.person.touches("end-visit")
    page = kiosk.person.sees(Ending)
    kiosk.person.touches("close")
    return page


def results(engine: EngineHost) -> dict[str, tuple[str, str | None]]:
    def read(cabinet: Cabinet) -> dict[str, tuple[str, str | None]]:
        return {
            name: (memory.outcome, memory.error_id)
            for name, memory in cabinet.journal.state.upkeep.results.items()
        }

    return engine.do(read)


def touches_every_place(kiosk: World) -> None:
    kiosk.person.sees(TouchTest)
    for place in range(24):
        kiosk.person.sees(TouchTest, like=lambda page, n=place: len(page.done) == n, updated=True)  # type: ignore[misc]
        kiosk.person.moves("place", str(place))


def test_the_machine_stands_on_one_page_in_the_words_of_the_industry(kiosk: World) -> None:
    bench = enters(kiosk)
    assert "(online)" in row(bench, "printer").state.vi
    assert row(bench, "door").state.vi == "6/6 ngăn thử được"
    kiosk.breaks("card_reader", DeviceState.NO_DEVICE, media="unknown")
    bench = kiosk.person.sees(Bench, like=lambda page: row(page, "card_reader").health == "bad", updated=True)
    assert "noDevice" in row(bench, "card_reader").state.vi


def test_before_a_test_stands_what_it_does_what_it_needs_and_how_it_went_last(kiosk: World) -> None:
    enters(kiosk)
    kiosk.lays(CITIZEN)
    kiosk.person.touches("card_reader")
    page = kiosk.person.sees(Check, like=has("test"))
    assert page.lead == phrase("technician.does.card_reader", count=20)
    told = {line.label.en: line.value.en for line in page.lines if line.value is not None}
    assert told["Have ready"] == "a test card"
    assert told["It takes"] == "under a minute"
    assert told["Card"] == "a card lies there (present)"
    assert told["Last test"] == "not tested"
    kiosk.person.touches("test")
    assert outcome(kiosk) == "passed"
    kiosk.person.touches("card_reader")
    page = kiosk.person.sees(Check, like=has("test"))
    told = {line.label.en: line.value.en for line in page.lines if line.value is not None}
    assert told["Last test"].startswith("passed ")
    assert told["Tested by"] == "technician-11"


def test_a_fact_is_said_in_plain_words_and_one_that_nobody_foresaw_as_it_is() -> None:
    assert fact("paper", "low").vi == "sắp hết (low)"
    assert fact("paper", "shredded").en == "shredded"


def test_every_test_passed_leaves_the_machine_serving(kiosk: World) -> None:
    enters(kiosk)
    for name in ("card_reader", "camera", "board", "disk", "clock", "network"):
        tries_row(kiosk, name)
        assert outcome(kiosk) == "passed", name
    tries_row(kiosk, "printer")
    kiosk.person.sees(Check, like=has("clear-ticket"))
    kiosk.person.touches("clear-ticket")
    assert outcome(kiosk) == "passed"
    tries_row(kiosk, "screen")
    touches_every_place(kiosk)
    assert outcome(kiosk) == "passed"
    assert leaves(kiosk).look == "good"
    kiosk.lifts()
    kiosk.person.sees_end()
    assert kiosk.engine.do(lambda cabinet: cabinet.engine.resting()) == []
    assert set(results(kiosk.engine)) >= {"card_reader", "camera", "printer", "print", "screen"}


def test_a_door_is_opened_looked_at_and_closed_and_the_next_is_offered(kiosk: World) -> None:
    enters(kiosk)
    tries_row(kiosk, "door")
    kiosk.person.sees(Check, like=has("open-door"))
    kiosk.person.touches("open-door")
    kiosk.person.sees(Check, like=lambda page: any(bay.look == "open" for bay in page.bays))
    kiosk.closes_door(1)
    second = kiosk.person.sees(Check, like=has("open-door"))
    assert [line.look for line in second.lines] == ["good"]
    kiosk.person.touches("skip-door")
    kiosk.person.sees(Check, like=has("open-door"))
    kiosk.person.touches("stop")
    kiosk.person.sees(Bench)
    assert kiosk.engine.do(lambda cabinet: cabinet.bus.pulses) == [1]
    assert results(kiosk.engine) == {"door/1": ("passed", None)}


def test_a_door_that_does_not_open_is_red(kiosk: World) -> None:
    enters(kiosk)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.bus, "obey", False))
    tries_row(kiosk, "door")
    kiosk.person.sees(Check, like=has("open-door"))
    kiosk.person.touches("open-door")
    kiosk.person.sees(Check, like=lambda page: any(bay.look == "open" for bay in page.bays))
    kiosk.time_passes(9)
    page = kiosk.person.sees(Check, like=has("open-door"))
    assert [(line.look, line.value and line.value.vi) for line in page.lines] == [("bad", "LCK-010")]


def test_a_reader_that_loses_the_card_is_red_with_what_to_do(kiosk: World) -> None:
    enters(kiosk)
    kiosk.cards.failures = ["CRD-003"]
    tries_row(kiosk, "card_reader")
    page = kiosk.person.sees(Check, like=has("test-again"))
    assert page.verdict == "failed"
    assert page.advice is not None
    assert results(kiosk.engine)["card_reader"] == ("failed", "CRD-003")


def test_a_code_that_is_not_read_and_a_soft_picture_are_red(kiosk: World) -> None:
    enters(kiosk)
    kiosk.camera.seen = Inspection(0.4, [])
    tries_row(kiosk, "camera")
    kiosk.person.sees(Check, like=has("no-code"))
    kiosk.person.touches("no-code")
    assert outcome(kiosk) == "failed"
    assert results(kiosk.engine)["camera"] == ("failed", "DIA-012")
    kiosk.camera.seen = Inspection(0.1, ["KIOSK-TEST/K0001/0000"])
    tries_row(kiosk, "camera")
    assert outcome(kiosk) == "failed"
    assert results(kiosk.engine)["camera"] == ("failed", "CAM-007")


def test_a_ticket_that_is_not_clear_is_red_though_the_printer_says_it_printed(kiosk: World) -> None:
    enters(kiosk)
    tries_row(kiosk, "printer")
    kiosk.person.sees(Check, like=has("faint-ticket"))
    kiosk.person.touches("faint-ticket")
    assert outcome(kiosk) == "failed"
    assert results(kiosk.engine)["printer"] == ("passed", None)
    assert results(kiosk.engine)["print"] == ("failed", "DIA-010")


def test_a_place_that_takes_no_touch_is_red(kiosk: World) -> None:
    enters(kiosk)
    tries_row(kiosk, "screen")
    kiosk.person.sees(TouchTest)
    kiosk.person.moves("place", "0")
    kiosk.person.sees(TouchTest, like=lambda page: page.done == [0], updated=True)
    kiosk.person.touches("missed-place")
    assert outcome(kiosk) == "failed"
    assert results(kiosk.engine)["screen"] == ("failed", "DIA-004")


def test_a_machine_left_unready_rests_until_a_technician_passes_what_failed(
    kiosk: World, seat: Callable[..., World]
) -> None:
    enters(kiosk)
    kiosk.engine.do(lambda cabinet: setattr(cabinet.printer, "failure", "PRN-006"))
    tries_row(kiosk, "printer")
    assert outcome(kiosk) == "failed"
    ending = leaves(kiosk)
    assert (ending.look, ending.lines[0].vi) == ("warning", "Chưa đạt: Máy in")
    assert ending.lines[1] == error("PRN-006").technician
    assert ending.staff_code == "PRN-006"
    kiosk.lifts()
    kiosk.person.sees_end()
    kiosk.ends()
    resting = seat()
    page = resting.person.sees(OutOfService)
    assert "bảo trì" in page.reason.vi
    lays_technician(resting)
    resting.person.sees(EnterDigits)
    resting.person.types(PIN)
    resting.person.sees(Bench)
    resting.engine.do(lambda cabinet: setattr(cabinet.printer, "failure", None))
    tries_row(resting, "printer")
    resting.person.sees(Check, like=has("clear-ticket"))
    resting.person.touches("clear-ticket")
    assert outcome(resting) == "passed"
    assert leaves(resting).look == "good"
    assert resting.engine.do(lambda cabinet: cabinet.engine.resting()) == []


def test_a_citizens_card_is_not_greeted_by_a_machine_at_rest(
    seat: Callable[..., World], engine: EngineHost
) -> None:
    engine.do(lambda cabinet: cabinet.journal.state.upkeep.resting.append("DIA-004"))
    kiosk = seat()
    kiosk.person.sees(OutOfService)
    kiosk.lays(CITIZEN)
    kiosk.time_passes(1)
    assert [type(page).__name__ for page in kiosk.person.passed] == ["OutOfService"]


def test_the_report_is_stored_as_a_pdf_and_printed_as_a_ticket(kiosk: World) -> None:
    enters(kiosk)
    kiosk.person.touches("report")
    page = kiosk.person.sees(Check, like=has("to-list"))
    assert page.verdict == "passed"

    def stored(cabinet: Cabinet) -> list[bytes]:
        return [file.read_bytes() for file in (cabinet.folder / "reports").glob("*.pdf")]

    (pdf,) = kiosk.engine.do(stored)
    assert pdf.startswith(b"%PDF-")
    printed = kiosk.engine.do(lambda cabinet: str(cabinet.printer.printed[-1]))
    assert "technician-11" in printed
    assert set(results(kiosk.engine)) == {"board", "disk", "clock", "network"}, "what needs no hand"


def test_a_technician_who_goes_away_leaves_the_machine_to_the_citizens(kiosk: World) -> None:
    enters(kiosk)
    kiosk.person.touches("disk")
    kiosk.person.sees(Check, like=has("test"))
    kiosk.leaps(890)
    kiosk.person.sees(Check, updated=True)
    assert kiosk.person.overlay is None
    kiosk.leaps(15)
    kiosk.leaps(kiosk.person.sees_overlay().seconds)
    assert kiosk.person.sees(Ending).look == "good"
    kiosk.lifts()
    kiosk.person.sees_end()
    assert kiosk.engine.do(lambda cabinet: cabinet.engine.visits.under_way) is False


def test_how_often_cards_and_camera_were_used_is_in_the_journal(kiosk: World) -> None:
    enters(kiosk)
    leaves(kiosk)
    kiosk.lifts()
    kiosk.person.sees_end()
    kiosk.ends()
    counters = kiosk.engine.do(lambda cabinet: dict(cabinet.journal.state.upkeep.counters))
    assert (counters["cards"], counters["pictures"]) == (1, 2)
