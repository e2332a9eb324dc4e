"""What an officer does at the doors of the round: take out, load, count."""

from __future__ import annotations

from typing import cast

from kiosk.dossier.text import Text
from kiosk.messages.pages import EnterText
from kiosk.messages.staff import PlaceResult, ResultPlace, RoundStop
from kiosk.session.failures import EngineRefusedError, GoBack
from kiosk.session.round_doors import Act, RoundDoors, code_in
from kiosk.session.situation import CAMERA
from kiosk.session.wording import button, on_button, spoken, staff_fault
from kiosk.texts import phrase

_ODD = ("empty", "missing", "foreign")


async def take_out(doors: RoundDoors) -> None:
    """Go from door to door; the next one opens when the last is closed."""
    stops = [stop for stop in doors.plan.stops if stop.act == "take"]
    for stop in stops:
        if not await _take(doors, stop) and await _asks_to_stop(doors):
            return
        await doors.refresh()


async def _take(doors: RoundDoors, stop: RoundStop) -> bool:
    """One door: a scanned cover slip is word enough, else one touch; False when it did not go well."""
    current = phrase("round.take", number=stop.compartment, code=spoken(stop.code))
    odd = [button(name) for name in _ODD]
    passed = await doors.pass_door("take", stop.compartment, current, odd, scans=True)
    if not passed.opened:
        return False
    said = passed.said
    if not said and not passed.code:
        said = await doors.ask(current, [*odd, on_button("taken")], stop.compartment)
    act = cast("Act", said or "taken")
    if await doors.tell(stop.compartment, act, passed.code):
        return True
    # what was scanned is another dossier's slip: the officer's own word counts, without it
    said = await doors.ask(current, [*odd, on_button("taken")], stop.compartment)
    return await doors.tell(stop.compartment, cast("Act", said))


async def _asks_to_stop(doors: RoundDoors) -> bool:
    return await doors.ask(phrase("round.go-on"), [button("stop"), on_button("next-door")]) == "stop"


async def check(doors: RoundDoors) -> None:
    """Open what somebody has to look into, and say why."""
    await _count(
        doors,
        {
            stop.compartment: phrase(
                "round.check", number=stop.compartment, why=phrase(f"round.why.{stop.code}")
            )
            for stop in doors.plan.stops
            if stop.act == "check"
        },
    )


async def count_all(doors: RoundDoors) -> None:
    """Open every compartment once."""
    places = doors.seat.situation.config.compartments
    await _count(doors, {place.number: phrase("round.count", number=place.number) for place in places})


async def _count(doors: RoundDoors, words: dict[int, Text]) -> None:
    """One door after the other, each with its words; what its sensor does not see, the officer says."""
    for number, current in words.items():
        kinds = [button("counted-empty"), button("counted-full")]
        passed = await doors.pass_door("count", number, current, kinds)
        if not passed.opened:
            if await _asks_to_stop(doors):
                return
            continue
        said = passed.said or {"present": "counted-full", "absent": "counted-empty"}.get(passed.item, "")
        if not said:
            said = await doors.ask(current, kinds, number)
        await doors.tell(number, cast("Act", said))


class Loading:
    """Results go in: scan, door, close; the last one can be undone until the visit ends."""

    def __init__(self, doors: RoundDoors) -> None:
        """Nothing was loaded yet."""
        self._doors = doors
        self._loaded: list[int] = []
        self._done_with = ""
        self._error: Text | None = None

    async def run(self) -> None:
        """Load until the officer stops or nothing is left."""
        while self._doors.plan.loadable > 0 or self._loaded:
            code = await self._next_code()
            if code == "stop":
                return
            if code == "undo-last":
                await self._undo()
            elif code:
                await self._load(code_in(code))
            await self._doors.refresh()

    async def _next_code(self) -> str:
        """A scanned or typed code, or the name of a button."""
        seat = self._doors.seat
        buttons = [button("stop"), *([button("undo-last")] if self._loaded else []), on_button("type-code")]
        asked = "round.scan-result" if self._doors.plan.loadable > 0 else "round.all-loaded"
        page = self._doors.page(phrase(asked), buttons)
        seen: list[str] = []

        def on_code(code: str) -> None:
            # The label of what was just loaded often lies under the camera still.
            if code_in(code) != self._done_with:
                seen.append(code)
                seat.talk.stir()

        watching = seat.situation.out(CAMERA) is None
        if watching:
            seat.camera.watch(lambda _: None, on_code)
        try:
            seat.talk.turn()
            while True:
                seat.talk.show(page.model_copy(update={"error": self._error}))
                answer = await seat.talk.touch()
                if seen:
                    return seen[0]
                if answer is not None:
                    return answer.name if answer.name != "type-code" else await self._typed()
        finally:
            if watching:
                seat.camera.rest()

    async def _typed(self) -> str:
        page = EnterText(
            title=phrase("round.type-code"), hint=phrase("round.type-code-hint"), buttons=[button("cancel")]
        )
        try:
            answer = await self._doors.seat.talk.ask(page)
        except GoBack:
            return ""
        return answer.value if answer.name == "typed" else ""

    async def _load(self, code: str) -> None:
        self._error = None
        try:
            place = await self._doors.seat.engine.request(
                PlaceResult(grant=self._doors.grant, code=code), ResultPlace
            )
        except EngineRefusedError as refused:
            self._error = staff_fault(refused.error_id)
            return
        current = phrase("round.load", number=place.compartment, thing=place.name)
        passed = await self._doors.pass_door("load", place.compartment, current, [button("not-loaded")])
        if passed.opened and passed.said != "not-loaded" and await self._doors.tell(
            place.compartment, "loaded", code
        ):  # fmt: skip
            self._loaded.append(place.compartment)
            self._done_with = "" if place.more else code

    async def _undo(self) -> None:
        number = self._loaded[-1]
        passed = await self._doors.pass_door("undo", number, phrase("round.take-back", number=number), [])
        if passed.opened and await self._doors.tell(number, "undo"):
            self._loaded.pop()
            self._done_with = ""
