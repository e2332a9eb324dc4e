"""What a person does, step by step, up to where a test becomes interesting."""

from __future__ import annotations

from kiosk.dossier.manifest import Manifest
from kiosk.messages.pages import (
    ConfirmIdentity,
    EnterDigits,
    Explain,
    Home,
    LayCard,
    OpenDoor,
    Pick,
    Review,
    ScannedPages,
    ScanPage,
    WhatWaits,
)
from kiosk.vault.seal import read_context, unseal
from tests.engine.cabinet import Cabinet
from tests.session.world import CITIZEN, PHONE, EngineHost, World

MARITAL = "1.004873"


def chooses_procedure(kiosk: World, code: str = MARITAL) -> None:
    """From home to what is said before anything is read."""
    person = kiosk.person
    person.sees(Home)
    person.touches("deposit")
    person.sees(Pick)
    person.touches("G15-TP07")
    person.sees(Pick)
    person.touches(code)
    person.sees(Explain)


def answers_case(kiosk: World, *, for_whom: str = "me", reissue: str = "yes") -> None:
    """Three questions, and the checklist."""
    person = kiosk.person
    person.touches("next")
    for answer in (for_whom, reissue, "never"):
        person.sees(Pick)
        person.touches(answer)
    person.sees(Explain)
    person.touches("have-all")


def identifies(kiosk: World) -> None:
    """Notice, card, "this is me", card away."""
    kiosk.person.sees(Explain)
    kiosk.lays(CITIZEN)
    kiosk.person.sees(ConfirmIdentity)
    kiosk.person.touches("its-me")
    kiosk.lifts()


def gives_phone_and_collector(kiosk: World, phone: str = PHONE) -> None:
    """Phone number, "I collect it"."""
    person = kiosk.person
    person.sees(EnterDigits)
    if phone:
        person.types(phone)
    else:
        person.touches("no-phone")
    person.sees(Pick)
    person.touches("me")


def scans_one(kiosk: World) -> None:
    """One page of one paper, taken by the camera itself."""
    kiosk.person.sees(ScanPage)
    kiosk.lays_paper()
    kiosk.person.sees(ScannedPages)
    kiosk.person.touches("pages-done")


def comes_to_review(kiosk: World, *, reissue: str = "yes", phone: str = PHONE) -> Review:
    """Everything before the review."""
    chooses_procedure(kiosk)
    answers_case(kiosk, reissue=reissue)
    identifies(kiosk)
    gives_phone_and_collector(kiosk, phone)
    for _ in range(2 if reissue == "yes" else 1):
        scans_one(kiosk)
    return kiosk.person.sees(Review)


def comes_to_open_door(kiosk: World) -> int:
    """Staged, and the compartment stands open; returns its number."""
    comes_to_review(kiosk)
    kiosk.person.touches("hand-in")
    return kiosk.person.sees(OpenDoor, like=lambda page: page.door == "open").compartment


def closes_and_says(kiosk: World, number: int, word: str) -> None:
    """Close the door and touch a button of its page."""
    kiosk.closes_door(number)
    kiosk.person.sees(OpenDoor, like=lambda page: page.door == "closed" and bool(page.buttons))
    kiosk.person.touches(word)


def comes_to_what_waits(kiosk: World) -> WhatWaits:
    """From home, by card, to what waits."""
    person = kiosk.person
    person.sees(Home)
    person.touches("collect")
    person.sees(LayCard)
    kiosk.lays(CITIZEN)
    return person.sees(WhatWaits)


def deposit_of(engine: EngineHost) -> tuple[Manifest, dict[str, bytes]]:
    """The one staged deposit's manifest, and its parts as central would open them."""

    def read(cabinet: Cabinet) -> tuple[Manifest, dict[str, bytes]]:
        (deposit,) = cabinet.journal.state.deposits.values()
        manifest = Manifest.from_bytes(cabinet.vault.get(deposit.manifest))
        parts = {}
        for part in manifest.parts:
            blob = cabinet.vault.get(part.blob)
            context = read_context(blob)
            assert context.part == part.name
            assert context.dossier == manifest.dossier_id
            parts[part.name] = unseal(blob, context, cabinet.central.private_bytes_raw()).content
        assert len(list(cabinet.vault.names())) == len(parts) + 1
        return manifest, parts

    return engine.do(read)
