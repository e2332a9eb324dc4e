"""Central from its own side: a dossier filed elsewhere, its result released. Prints the claim code."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import django


def main(data: str, code: str, number: str) -> None:
    """Use central's services as its pages do."""
    os.environ["CENTRAL_DATA"] = data
    os.environ["DJANGO_SETTINGS_MODULE"] = "central.settings"
    django.setup()
    from django.contrib.auth import get_user_model

    from central.dossiers.claims import mark_waiting, release_for_loading
    from central.dossiers.elsewhere import ForeignDossier, add_foreign_dossier
    from central.dossiers.models import WaitingItem
    from central.dossiers.services import mark_result
    from central.fleet.models import Kiosk

    officer, now = get_user_model().objects.get(), datetime.now(UTC)
    entry = ForeignDossier(code, "Nguyễn Thị Mai Anh", number, "0912345678", "1.004873")
    dossier = add_foreign_dossier(Kiosk.objects.get(), entry, officer, now)
    mark_result(dossier, officer, now)
    dossier.refresh_from_db()
    claim = release_for_loading(mark_waiting(dossier, WaitingItem.Kind.RESULT), officer)
    print(claim.code)


if __name__ == "__main__":
    main(*sys.argv[1:])
