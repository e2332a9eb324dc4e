"""What one running central owns: its keys, its blob store and its catalogue, each made once per process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate

from central.keys import KeyRing
from kiosk.dossier.catalogue import Catalogue
from kiosk.vault.store import BlobStore


@cache
def keys() -> KeyRing:
    """Central's keys."""
    return KeyRing(settings.DATA)


@cache
def blobs() -> BlobStore:
    """Sealed blobs. Made once: a second store in this process would remove what the first is writing."""
    return BlobStore(settings.DATA / "blobs")


@cache
def uploads_folder() -> Path:
    """Where uploads grow until they are whole."""
    folder: Path = settings.DATA / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@cache
def catalogue() -> Catalogue:
    """Procedures, units and working days."""
    return Catalogue.load(settings.CATALOGUE)


def units_under(unit: str) -> list[str]:
    """The unit, and those that ended and whose business it took over."""
    taken_over = []
    for each in catalogue().units:
        try:
            if catalogue().unit(each.code, localdate()).code == unit:
                taken_over.append(each.code)
        except KeyError:
            continue
    return sorted({unit, *taken_over})
