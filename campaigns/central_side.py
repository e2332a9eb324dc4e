"""Central from its own side, in a process of its own: release a result, or open the pages that arrived."""

from __future__ import annotations

import base64
import json
import os
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def _officer() -> AbstractBaseUser:
    """The office's one officer; administrators are users too."""
    from central.fleet.models import Officer

    return Officer.objects.get().user


def release(code: str, number: str) -> str:
    """A dossier filed elsewhere, its result ready and released; returns the claim code."""
    from central.dossiers.claims import mark_waiting, release_for_loading
    from central.dossiers.elsewhere import ForeignDossier, add_foreign_dossier
    from central.dossiers.models import WaitingItem
    from central.dossiers.services import mark_result
    from central.fleet.models import Kiosk

    officer, now = _officer(), datetime.now(UTC)
    entry = ForeignDossier(code, "Nguyễn Thị Mai Anh", number, "0912345678", "1.004873")
    dossier = add_foreign_dossier(Kiosk.objects.get(), entry, officer, now)
    mark_result(dossier, officer, now)
    dossier.refresh_from_db()
    claim = release_for_loading(mark_waiting(dossier, WaitingItem.Kind.RESULT), officer)
    return str(claim.code)


def pages() -> str:
    """Every page that central can open, as JSON of base64."""
    from central.dossiers.contents import open_part
    from central.dossiers.models import Part

    opened = [open_part(part) for part in Part.objects.exclude(name="personal")]
    return json.dumps([base64.b64encode(page).decode() for page in opened])


def dossiers() -> str:
    """How many dossiers came from kiosks."""
    from central.dossiers.models import Dossier

    return str(Dossier.objects.filter(origin=Dossier.Origin.KIOSK).count())


def tell(count: str) -> str:
    """Directives that change nothing; returns how many."""
    from central.fleet.directives import issue
    from central.fleet.models import Kiosk

    for _ in range(int(count)):
        issue(Kiosk.objects.get(), "claim.withdraw", {"claim_id": str(uuid.uuid4())})
    return count


def directives() -> str:
    """The ids of everything that was told and still stands, as JSON."""
    from central.fleet.models import Directive

    return json.dumps([str(each.directive_id) for each in Directive.objects.all()])


def rows() -> str:
    """Number and hash of every row, as JSON."""
    from central.fleet.models import KioskEvent

    found = KioskEvent.objects.order_by("seq").values_list("seq", "hash")
    return json.dumps([list(row) for row in found])


def whole_dossiers() -> str:
    """The ids of dossiers of which every part opens, as JSON; one id for each dossier."""
    from central.dossiers.contents import open_part
    from central.dossiers.models import Dossier, Part

    found = []
    for dossier in Dossier.objects.all():
        for part in Part.objects.filter(dossier=dossier):
            open_part(part)
        found.append(str(dossier.dossier_id))
    return json.dumps(found)


def decide(what: str, in_words: str = "") -> str:
    """An officer decides on the one dossier from a kiosk: `supplement` or `refuse` in words, or `accept`."""
    from central.dossiers import services
    from central.dossiers.models import Dossier

    officer, now = _officer(), datetime.now(UTC)
    dossier = Dossier.objects.get(origin=Dossier.Origin.KIOSK)
    decided = {
        "supplement": lambda: services.ask_supplement(dossier, officer, now, in_words),
        "refuse": lambda: services.refuse(dossier, officer, now, in_words),
        "accept": lambda: services.accept(dossier, officer, now),
    }[what]()
    return str(decided)


if __name__ == "__main__":
    os.environ["CENTRAL_DATA"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "central.settings"
    django.setup()
    commands: dict[str, Callable[..., str]] = {"release": release, "pages": pages, "dossiers": dossiers}
    commands |= {"tell": tell, "directives": directives, "rows": rows, "whole-dossiers": whole_dossiers}
    commands["decide"] = decide
    print(commands[sys.argv[2]](*sys.argv[3:]))
