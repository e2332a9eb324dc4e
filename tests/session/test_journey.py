"""The framework of journeys by itself: what is recorded, replayed, taken back and kept."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from kiosk.messages.pages import Ending, Pick
from kiosk.messages.screen import Answer
from kiosk.session.conversation import Conversation
from kiosk.session.failures import GoBack
from kiosk.session.journey import Journey, LeftAtStart
from kiosk.session.wording import as_is


class Script:
    """A conversation in which the answers are known beforehand; "back" goes back, "=x" changes x."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.may_go_back = self.may_end = self.watches_idle = self.committed = False

    def turn(self) -> None:
        """A new page."""

    async def ask(self, page: Pick) -> Answer:
        self.asked.append(page.title.vi)
        answer = self.answers.pop(0)
        if answer == "back":
            assert self.may_go_back
            raise GoBack
        return Answer(number=1, name=answer)


def page(title: str) -> Pick:
    return Pick(title=as_is(title), options=[])


def journey_of(script: Script, **how: Any) -> Journey:
    return Journey(cast("Conversation", script), **how)


def run(script: Script, journey: Journey, *titles: str) -> list[str]:
    """Ask for these in order, with an effect after the first."""

    async def prose(j: Journey) -> list[str]:
        names = []
        for number, title in enumerate(titles):
            answer = (await j.ask(title, page(title))).name
            if answer.startswith("="):
                j.forget(title)
                j.change(answer[1:])
            names.append(answer)
            if number == 0:
                names.append(await j.once("effect", lambda: effect(script), names[0]))
        return names

    return asyncio.run(journey.run(prose))


async def effect(script: Script) -> str:
    script.asked.append("(effect)")
    return "done"


def test_answers_come_out_in_order_and_the_effect_once() -> None:
    script = Script("1", "2", "3")
    assert run(script, journey_of(script), "a", "b", "c") == ["1", "done", "2", "3"]
    assert script.asked == ["a", "(effect)", "b", "c"]


def test_back_asks_the_last_question_again_and_repeats_no_effect() -> None:
    script = Script("1", "2", "back", "2b", "3")
    assert run(script, journey_of(script), "a", "b", "c") == ["1", "done", "2b", "3"]
    assert script.asked == ["a", "(effect)", "b", "c", "b", "c"]


def test_an_effect_is_done_again_only_when_what_it_is_about_changed() -> None:
    script = Script("1", "back", "other", "2")
    assert run(script, journey_of(script), "a", "b") == ["other", "done", "2"]
    assert script.asked.count("(effect)") == 2


def test_back_from_the_first_question_leaves_the_journey() -> None:
    script = Script("back")
    with pytest.raises(LeftAtStart):
        run(script, journey_of(script), "a", "b")


def test_a_change_asks_one_question_and_keeps_the_others() -> None:
    script = Script("1", "2", "=b", "2b", "3")
    assert run(script, journey_of(script), "a", "b", "c") == ["1", "done", "2b", "3"]
    assert script.asked == ["a", "(effect)", "b", "c", "b", "c"]


def test_back_from_a_change_restores_the_answer() -> None:
    script = Script("1", "2", "=a", "back", "3")
    assert run(script, journey_of(script), "a", "b", "c") == ["1", "done", "2", "3"]


def test_an_answer_is_kept_only_while_its_question_stays_the_same() -> None:
    script = Script("1", "2", "back", "back", "x", "2")

    async def prose(j: Journey) -> list[str]:
        first = (await j.ask("a", page("a"))).name
        second = (await j.ask("b", page(f"b after {first}"))).name
        third = "" if first == "x" else (await j.ask("c", page("c"))).name
        return [first, second, third]

    assert asyncio.run(journey_of(script).run(prose)) == ["x", "2", ""]
    assert script.asked[-1] == "b after x"


def test_after_the_point_of_no_return_nothing_leads_back() -> None:
    script = Script("1", "2")

    async def ending() -> Ending:
        return Ending(title=as_is("over"), look="good", lines=[])

    async def prose(j: Journey) -> bool:
        await j.ask("a", page("a"))
        j.point_of_no_return(ending)
        await j.step("b", lambda _: asked_without_back(script))
        return True

    journey = journey_of(script)
    assert asyncio.run(journey.run(prose))
    assert journey.safe_ending is not None
    assert script.committed


async def asked_without_back(script: Script) -> bool:
    assert not script.may_go_back
    return True


def test_a_seeded_answer_is_not_asked_and_not_gone_back_to() -> None:
    first = Script("1")
    before = journey_of(first)
    run(first, before, "a")
    script = Script("back")
    with pytest.raises(LeftAtStart):
        run(script, journey_of(script, seeded=before.keep("a", "effect", "unknown")), "a", "b")
    assert script.asked == ["b"]


def test_what_was_taken_back_can_be_shown_again() -> None:
    seen: list[object] = []
    script = Script("1", "back", "2")

    async def prose(j: Journey) -> None:
        async def get(previous: object) -> str:
            seen.append(previous)
            return (await script.ask(page("a"))).name

        await j.step("a", get)
        await j.ask("b", page("b"))

    script.answers = ["1", "back", "2", "3"]
    asyncio.run(journey_of(script).run(prose))
    assert seen == [None, "1"]


def test_answers_never_show_themselves() -> None:
    script = Script("1")
    journey = journey_of(script)
    run(script, journey, "a")
    assert "1" not in repr(journey.keep("a")["a"])
