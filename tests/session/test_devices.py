"""The session's adapters on the real drivers: a card on a real PC/SC service, a camera on the wire."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image, ImageDraw, ImageFont

from kiosk.capture.opencv import cv2
from kiosk.devices.code_reader.codes import read_codes
from kiosk.devices.document_scanner.camera import CameraOptions, DocumentCamera
from kiosk.devices.simulators.cards import spec
from kiosk.devices.simulators.cards.people import PEOPLE
from kiosk.devices.simulators.cards.slot import CardSlot
from kiosk.devices.simulators.cards.staff_ca import load_staff_ca, make_staff_ca, make_staff_card
from kiosk.devices.simulators.document_camera import SimulatedDocumentCamera
from kiosk.devices.simulators.papers.photograph import PIXELS_PER_MM
from kiosk.devices.simulators.papers.scene import Scene, sheet_of
from kiosk.session.camera import STEADY_LOOKS, PaperCamera
from kiosk.session.cards import ReaderCards
from kiosk.session.failures import DeviceFailedError
from kiosk.session.ports import Look, TakenPage
from tests.pcsc import Watched

TODAY = date(2026, 11, 21)


def with_cards(watched: Watched, act: Callable[[ReaderCards], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        return await act(ReaderCards(watched.reader, lambda: TODAY))

    return asyncio.run(run())


def test_a_citizens_card_is_recognised_and_read(card_slot: CardSlot, card_reader: Watched) -> None:
    shares: list[float] = []

    async def act(cards: ReaderCards) -> Any:
        assert cards.present()
        return await cards.recognise(), await cards.read(shares.append)

    card_slot.lay(spec.citizen(PEOPLE[1]))
    card_reader.until_media("present")
    kind, person = with_cards(card_reader, act)
    assert kind == "citizen"
    assert (person.name, person.id_number) == (PEOPLE[1].name, PEOPLE[1].number)
    assert person.proof == "card-unproven"
    assert PEOPLE[1].name not in repr(person)
    assert shares == sorted(shares)
    assert len(shares) > 1


def test_a_card_pulled_while_reading_is_a_named_failure(card_slot: CardSlot, card_reader: Watched) -> None:
    card_slot.lay(spec.citizen(PEOPLE[1]))
    card_reader.until_media("present")
    card_slot.fault(pull_at=4)
    with pytest.raises(DeviceFailedError) as failed:
        with_cards(card_reader, lambda cards: cards.read(lambda share: None))
    assert failed.value.error_id == "CRD-001"


def test_a_staff_card_counts_wrong_pins_and_signs_the_nonce(
    card_slot: CardSlot, card_reader: Watched, tmp_path: Path
) -> None:
    make_staff_ca(tmp_path / "ca")
    card = make_staff_card(tmp_path / "card", "CB-0007", "officer", load_staff_ca(tmp_path / "ca"))
    card_slot.lay(spec.staff(card.folder))
    card_reader.until_media("present")
    nonce = bytes(range(32))

    async def act(cards: ReaderCards) -> Any:
        kind, before = await cards.recognise(), await cards.tries_left()
        wrong = await cards.sign("999999", nonce)
        return kind, before, wrong, await cards.sign(card.pin, nonce)

    kind, before, wrong, signed = with_cards(card_reader, act)
    assert kind == "staff"
    assert wrong.tries_left == before - 1
    key = x509.load_der_x509_certificate(signed.certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(signed.signature, nonce, ec.ECDSA(hashes.SHA256()))


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedDocumentCamera]:
    camera = SimulatedDocumentCamera(tmp_path_factory.mktemp("camera") / "ledger.jsonl")
    camera.start()
    yield camera
    camera.stop()


def with_camera(
    simulated: SimulatedDocumentCamera,
    act: Callable[[PaperCamera], Coroutine[Any, Any, Any]],
    pixels_per_mm: float | None = None,
) -> Any:
    async def run() -> Any:
        driver = DocumentCamera("camera", lambda name, status: None, CameraOptions(simulated.url))
        try:
            return await act(PaperCamera(driver, read_codes, pixels_per_mm))
        finally:
            driver.close()

    return asyncio.run(run())


async def until(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "not in time"
        await asyncio.sleep(0.02)


def test_a_paper_lying_still_is_announced_once_and_taken_straight(simulated: SimulatedDocumentCamera) -> None:
    async def act(camera: PaperCamera) -> Any:
        looks: list[Look] = []
        camera.watch(looks.append)
        await until(lambda: any(look.steady for look in looks))
        camera.rest()
        page = await camera.take()
        again: list[Look] = []
        camera.watch(again.append)
        await until(lambda: sum(look.ready for look in again) >= STEADY_LOOKS + 2)
        camera.rest()
        return looks, page, again

    simulated.lay(Scene("declaration", seed=3))
    looks, page, again = with_camera(simulated, act)
    assert any(look.jpeg.startswith(b"\xff\xd8") for look in looks)
    assert page.media_type == "image/jpeg"
    picture = cv2.imdecode(np.frombuffer(page.content, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert 1.3 < picture.shape[0] / picture.shape[1] < 1.5
    assert len(page.thumbnail) < len(page.content)
    # the paper that was just taken lies there still: it is not taken again by itself
    assert not any(look.steady for look in again)


def kept_size(simulated: SimulatedDocumentCamera, scene: Scene, pixels_per_mm: float | None) -> Any:
    """Millimetres of the page that a session keeps of this scene, by the JPEG's own density."""
    simulated.lay(scene)

    async def act(camera: PaperCamera) -> TakenPage:
        camera.watch(lambda look: None)
        return await camera.take()

    with Image.open(io.BytesIO(with_camera(simulated, act, pixels_per_mm).content)) as image:
        return tuple(
            side / density * 25.4 for side, density in zip(image.size, image.info["dpi"], strict=True)
        )


@pytest.mark.parametrize(
    ("paper", "size"), [("declaration", (210, 297)), ("receipt", (148, 210)), ("card-code", (85.6, 54))]
)
def test_a_measured_camera_keeps_each_sheet_at_its_true_size(
    simulated: SimulatedDocumentCamera, paper: str, size: tuple[float, float]
) -> None:
    kept = kept_size(simulated, Scene(paper, seed=2), PIXELS_PER_MM)
    assert kept == pytest.approx(size, rel=0.02)


def test_a_printed_slip_is_kept_at_its_true_size(simulated: SimulatedDocumentCamera, tmp_path: Path) -> None:
    drawn = Image.new("L", (576, 900), 255)
    ImageDraw.Draw(drawn).text((60, 80), "N-0001-261121-0001", 0, ImageFont.load_default(40))
    drawn.save(tmp_path / "slip.png")
    scene = Scene("slip", seed=2, file=tmp_path / "slip.png")
    laid = sheet_of(scene)
    assert laid is not None
    assert kept_size(simulated, scene, PIXELS_PER_MM) == pytest.approx(laid.size, rel=0.03)


def test_without_a_measured_scale_every_sheet_counts_as_a4(simulated: SimulatedDocumentCamera) -> None:
    assert kept_size(simulated, Scene("receipt", seed=2), None) == pytest.approx((210, 297), rel=0.02)


def test_an_empty_tray_is_seen_as_empty_and_nothing_can_be_taken(simulated: SimulatedDocumentCamera) -> None:
    async def act(camera: PaperCamera) -> Any:
        looks: list[Look] = []
        camera.watch(looks.append)
        assert not camera.tray_empty()
        await until(camera.tray_empty)
        with pytest.raises(DeviceFailedError) as failed:
            await camera.take()
        camera.rest()
        return looks, failed.value.error_id

    simulated.clear()
    looks, error_id = with_camera(simulated, act)
    assert error_id == "SES-003"
    assert looks[-1].advice is not None


def test_a_code_under_the_camera_is_told_once(simulated: SimulatedDocumentCamera) -> None:
    async def act(camera: PaperCamera) -> Any:
        codes: list[str] = []
        camera.watch(lambda look: None, codes.append)
        await until(lambda: bool(codes))
        await asyncio.sleep(0.8)
        camera.rest()
        return codes

    simulated.lay(Scene("card-code", qr="H29.251-261121-0001"))
    assert with_camera(simulated, act) == ["H29.251-261121-0001"]
