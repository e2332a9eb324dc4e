"""The pages of one dossier: sealed and stored the moment they are taken, dropped when they are not wanted.

A sealed page is bound to its place (`<component>/<n>`), so a page that moves is sealed again for its new one.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from kiosk.dossier.manifest import PERSONAL_PART, Part, PersonalPart
from kiosk.messages.seat import Done, DropPage, SeatConfig, Stored, StorePage
from kiosk.session.engine_link import EngineLink
from kiosk.session.failures import EngineLostError
from kiosk.session.ports import TakenPage
from kiosk.vault.seal import SealContext, Sealed, SealingKeys, seal


@dataclass(frozen=True)
class _Kept:
    page: TakenPage
    part: Part


class Papers:
    """What is stored for one dossier id, by part name."""

    def __init__(self, engine: EngineLink, config: SeatConfig, dossier_id: str) -> None:
        """Nothing is stored yet."""
        self._engine = engine
        self._config = config
        self.dossier_id = dossier_id
        self._kept: dict[str, _Kept] = {}

    async def settle(self, component: str, pages: tuple[TakenPage, ...]) -> None:
        """Let exactly these pages be stored for the component, in this order."""
        wanted = {f"{component}/{number}": page for number, page in enumerate(pages, start=1)}
        for name in [name for name in self._kept if name.startswith(f"{component}/")]:
            if wanted.get(name) is not self._kept[name].page:
                await self._drop(name)
        for name, page in wanted.items():
            if name not in self._kept:
                part = await self._store(name, page.content, page.media_type)
                self._kept[name] = _Kept(page, part)

    async def keep_only(self, components: set[str]) -> None:
        """Drop the pages of components that the dossier no longer has."""
        for name in [name for name in self._kept if name.partition("/")[0] not in components]:
            await self._drop(name)

    async def seal_personal(self, personal: PersonalPart) -> Part:
        """Seal and store the one part that says who."""
        return await self._store(PERSONAL_PART, personal.to_bytes(), "application/json")

    def parts(self, components: list[str]) -> list[Part]:
        """The stored parts, by component in this order and by page."""
        return [
            kept.part
            for component in components
            for name, kept in sorted(self._kept.items(), key=lambda item: _page_number(item[0]))
            if name.startswith(f"{component}/")
        ]

    async def _store(self, name: str, content: bytes, media_type: str) -> Part:
        sealed = await asyncio.to_thread(self._seal, name, content)
        stored = await self._engine.request(StorePage(dossier_id=self.dossier_id), Stored, sealed.blob)
        if stored.digest != sealed.digest:
            raise EngineLostError("stored under another digest")
        return Part(
            name=name,
            blob=sealed.digest,
            size=len(sealed.blob),
            media_type=media_type,
            proof=sealed.proof,
        )

    def _seal(self, name: str, content: bytes) -> Sealed:
        config = self._config
        keys = SealingKeys(
            config.key_epoch, bytes.fromhex(config.central_key), bytes.fromhex(config.recovery_key)
        )
        context = SealContext(config.kiosk, self.dossier_id, name, config.key_epoch)
        return seal(content, context, keys)

    async def _drop(self, name: str) -> None:
        kept = self._kept.pop(name)
        await self._engine.request(DropPage(dossier_id=self.dossier_id, digest=kept.part.blob), Done)


def _page_number(name: str) -> int:
    return int(name.rpartition("/")[2])
