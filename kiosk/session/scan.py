"""The papers of one component under the camera: page after page, seen, retaken, put in order."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.dossier.procedure import Component
from kiosk.dossier.text import Text
from kiosk.messages.pages import Button, Explain, Line, ScannedPages, ScanPage, Section
from kiosk.session.failures import DeviceFailedError, GoBack
from kiosk.session.journey import Journey
from kiosk.session.papers import Papers
from kiosk.session.ports import Look, TakenPage
from kiosk.session.seat import Seat
from kiosk.session.situation import CAMERA
from kiosk.session.wording import button, fault, on_button
from kiosk.texts import phrase

PAPER_BAD = "CAP-"


@dataclass(frozen=True)
class Scanned:
    """What there is of a component; no pages means "I do not have this paper"."""

    component: Component
    pages: tuple[TakenPage, ...]


async def scan(j: Journey, seat: Seat, papers: Papers, component: Component) -> Scanned:
    """Take the pages of one component."""
    scanning = _Scanning(seat, papers, component)
    name = f"scan:{component.code}"
    try:
        return await j.step(name, scanning.run, component.code)
    except GoBack:
        j.set_aside(name, scanning.so_far())
        raise


class _Scanning:
    def __init__(self, seat: Seat, papers: Papers, component: Component) -> None:
        self._seat = seat
        self._papers = papers
        self._component = component
        self._pages: list[TakenPage] = []

    async def run(self, previous: Scanned | None) -> Scanned:
        self._pages = list(previous.pages) if previous else []
        while True:
            if not self._pages and not await self._take_into(0):
                return Scanned(self._component, ())
            if await self._look_through():
                return self.so_far()

    def so_far(self) -> Scanned:
        return Scanned(self._component, tuple(self._pages))

    # --- taking ----------------------------------------------------------------------------------------

    async def _take_into(self, place: int) -> bool:
        """Take a page for this place; False when the person goes on without the paper."""
        replacing = place < len(self._pages)
        while True:
            page = await self._take(place + 1)
            if page is not None:
                self._pages[place : place + 1] = [page]
                await self._settle()
                return True
            if not replacing and not self._pages and await self._go_without():
                await self._settle()
                return False

    async def _take(self, number: int) -> TakenPage | None:
        """The page the camera took, by itself or by the button; None for "I do not have this paper"."""
        seat = self._seat
        watch = _Watch(seat, self._component, number, first=not self._pages)
        seat.talk.turn()
        seat.camera.watch(watch.see)
        try:
            watch.show()
            while True:
                answer = await seat.talk.touch()
                watch.show()
                if answer is not None and answer.name == "not-held":
                    return None
                if answer is not None or watch.by_itself:
                    try:
                        return await seat.talk.beside(seat.camera.take())
                    except DeviceFailedError as failed:
                        watch.failed(failed.error_id)
        finally:
            seat.camera.rest()
            seat.talk.picture("live", b"")

    async def _go_without(self) -> bool:
        missing = self._component.missing
        assert missing is not None
        page = Explain(
            title=phrase("scan.not-held"),
            sections=[
                Section(
                    heading=self._component.name,
                    lines=[Line(text=Text(vi=missing.vi, en=missing.en), icon="info")],
                )
            ],
            buttons=[button("scan-it"), on_button("go-without")]
            if missing.may_deposit
            else [on_button("scan-it")],
        )
        try:
            return (await self._seat.talk.ask(page)).name == "go-without"
        except GoBack:
            return False

    # --- looking through -------------------------------------------------------------------------------

    async def _look_through(self) -> bool:
        """Show what was taken; True when the person is content with it."""
        self._show_pages()
        answer = await self._seat.talk.ask(self._page())
        if answer.name == "pages-done":
            return True
        if answer.name == "add-page":
            await self._take_or_return(len(self._pages))
        elif answer.name == "retake":
            await self._take_or_return(int(answer.value) - 1)
        else:
            self._move(answer.name, int(answer.value) - 1)
            await self._settle()
        return False

    async def _take_or_return(self, place: int) -> None:
        try:
            await self._take_into(place)
        except GoBack:
            return

    def _move(self, act: str, place: int) -> None:
        if act == "remove":
            self._seat.talk.picture(f"page-{len(self._pages)}", b"")
            del self._pages[place]
        elif place > 0:
            self._pages[place - 1 : place + 1] = [self._pages[place], self._pages[place - 1]]

    def _show_pages(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            self._seat.talk.picture(f"page-{number}", page.thumbnail)

    def _page(self) -> ScannedPages:
        least, most = self._component.pages
        count = len(self._pages)
        buttons: list[Button] = []
        if count < most:
            buttons.append(button("add-page"))
        buttons.append(button("pages-done", "primary", enabled=count >= least))
        return ScannedPages(
            title=phrase("scan.clear-enough"), component=self._component.name, count=count, buttons=buttons
        )

    async def _settle(self) -> None:
        await self._papers.settle(self._component.code, tuple(self._pages))


class _Watch:
    """What the camera sees for one page; a paper that is clear and lies still is taken by itself."""

    def __init__(self, seat: Seat, component: Component, number: int, *, first: bool) -> None:
        self._seat = seat
        self._component = component
        self._number = number
        self._first = first
        self._error: Text | None = None
        self._look = Look(b"")
        self.by_itself = False

    def see(self, look: Look) -> None:
        self._look = look
        self.by_itself = self.by_itself or (look.ready and look.steady)
        if look.jpeg:
            self._seat.talk.picture("live", look.jpeg)
        self.show()
        self._seat.talk.stir()

    def failed(self, error_id: str) -> None:
        """Say why, and wait for the paper to be laid better."""
        self._error = fault(error_id)
        self.by_itself = False
        self.show()

    def show(self) -> None:
        works = self._seat.situation.out(CAMERA) is None
        self._seat.talk.show(
            ScanPage(
                title=phrase("scan.title"),
                lead=self._component.plain,
                component=self._component.name,
                page_number=self._number,
                advice=self._look.advice if works else None,
                ready=works and self._look.ready,
                live=works,
                error=self._error if works else phrase("scan.camera-out"),
                buttons=[button("not-held", "quiet")] * self._first
                + [button("take-page", "primary", enabled=works)],
            )
        )
