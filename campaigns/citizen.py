"""A citizen who deposits or collects at a scripted screen, with real hands in the simulated cabinet."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.devices.simulators.cards import spec
from kiosk.devices.simulators.control import CabinetControl
from kiosk.messages.pages import (
    ConfirmIdentity,
    EnterDigits,
    Explain,
    Home,
    LayCard,
    OpenDoor,
    Page,
    Pick,
    Review,
    ScannedPages,
    ScanPage,
    TakeSlip,
    WhatWaits,
)
from tests.session.screen_person import PersonAtScreen

NUMBER = "099301000017"
PHONE = "0912345678"
Step = Callable[["Citizen"], None]


@dataclass(frozen=True)
class Waiting:
    """A result that central released: its dossier code and its claim code."""

    dossier: str
    code: str


class Citizen:
    """One visit. Steps are played one after the other; the campaign kills between them."""

    def __init__(self, control: CabinetControl, person: PersonAtScreen) -> None:
        """The person stands at the screen."""
        self.control = control
        self.person = person
        self.waiting = Waiting("", "")

    def play(self, journey: str, steps: int, waiting: Waiting | None) -> None:
        """The first `steps` steps of a journey; `waiting` is what to collect."""
        self.waiting = waiting or self.waiting
        for step in (DEPOSIT_STEPS if journey == "deposit" else COLLECT_STEPS)[:steps]:
            step(self)

    def step(self, journey: str, place: int) -> None:
        """One step of a journey, by its place from 0."""
        (DEPOSIT_STEPS if journey == "deposit" else COLLECT_STEPS)[place](self)

    def leave(self) -> None:
        """Take card and papers, and go."""
        self.control.order("card", "lift")
        self.control.order("camera", "clear")
        self.person.vanishes()

    def chooses(self, page: type[Page], *names: str) -> None:
        """Answer one page after the other of this kind."""
        for name in names:
            self.person.sees(page)
            self.person.touches(name)

    def lays_card(self) -> None:
        """The citizen's own card."""
        self.control.order("card", "lay", card=spec.citizen(NUMBER))

    def lays_paper(self, paper: str) -> None:
        """A paper under the camera."""
        self.control.order("camera", "lay", scene={"paper": paper, "seed": 7})

    def closes_door(self) -> None:
        """Whatever stands open is filled and closed."""
        opened = self.person.sees(OpenDoor, like=lambda page: page.door == "open", updated=True)
        deadline = time.monotonic() + 5
        while opened.compartment not in self.control.open_doors() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.control.order("locker", "act", verb="close", door=opened.compartment)
        self.person.sees(
            OpenDoor, like=lambda page: page.door == "closed" and bool(page.buttons), updated=True
        )


def _closed_and_asking(page: OpenDoor) -> bool:
    return page.door == "closed" and bool(page.buttons)


def _answers_case(me: Citizen) -> None:
    me.chooses(Explain, "next")
    me.chooses(Pick, "me", "yes", "never")
    me.chooses(Explain, "have-all")


def _identifies(me: Citizen) -> None:
    me.person.sees(Explain)
    me.lays_card()
    me.chooses(ConfirmIdentity, "its-me")
    me.control.order("card", "lift")


def _gives_phone(me: Citizen) -> None:
    # What earlier visits left unfinished is told first, one page each.
    while not isinstance(shown := me.person.sees(Page, like=_explains_or_asks), EnterDigits):
        me.person.touches(shown.buttons[0].name)
    me.person.types(PHONE)


def _explains_or_asks(page: Page) -> bool:
    return isinstance(page, Explain | EnterDigits)


def _scans(paper: str) -> Step:
    def step(me: Citizen) -> None:
        me.person.sees(ScanPage)
        me.lays_paper(paper)
        me.person.sees(ScannedPages)
        me.control.order("camera", "clear")
        me.person.touches("pages-done")

    return step


def _hands_in(me: Citizen) -> None:
    me.person.sees(Review)
    me.person.touches("hand-in")


def _takes_cover_slip(me: Citizen) -> None:
    me.person.sees(TakeSlip)


def _says_placed(me: Citizen) -> None:
    me.person.touches("placed")


def _finds_what_waits(me: Citizen) -> None:
    me.chooses(Home, "collect")
    me.person.sees(LayCard)
    me.lays_card()


def _chooses_first(me: Citizen) -> None:
    while not isinstance(shown := me.person.sees(Page, like=_explains_or_offers), WhatWaits):
        me.person.touches(shown.buttons[0].name)
    me.person.touches(
        next(option.name for option in shown.options if option.note and me.waiting.dossier in option.note.vi)
    )


def _explains_or_offers(page: Page) -> bool:
    return isinstance(page, Explain | WhatWaits)


def _enters_code(me: Citizen) -> None:
    me.person.sees(EnterDigits)
    me.person.types(me.waiting.code)


def _says_received(me: Citizen) -> None:
    me.person.touches("received")


DEPOSIT_STEPS: tuple[Step, ...] = (
    lambda me: me.chooses(Home, "deposit"),
    lambda me: me.chooses(Pick, "G15-TP07", "1.004873"),
    _answers_case,
    _identifies,
    _gives_phone,
    lambda me: me.chooses(Pick, "me"),
    _scans("declaration"),
    _scans("confirmation"),
    _hands_in,
    _takes_cover_slip,
    Citizen.closes_door,
    _says_placed,
)
COLLECT_STEPS: tuple[Step, ...] = (
    _finds_what_waits,
    _chooses_first,
    _enters_code,
    Citizen.closes_door,
    _says_received,
)
