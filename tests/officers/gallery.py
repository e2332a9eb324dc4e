"""Pictures of the officers' pages: `python -m tests.officers.gallery OUTDIR`.

Starts a real central over a fresh data folder, plays an office's day into it, signs in over HTTP, and lets
Chromium photograph each page. The pages are fetched here and given to Chromium by a small loopback proxy
that adds the session's cookie, because a headless browser cannot be signed in from its command line.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from tests.officers.fleet import play_fleet
from tests.officers.tickets import play_unsent
from tests.officers.world import (
    OTHER_UNIT,
    VIETNAM,
    Deposit,
    deposit,
    make_kiosk,
    make_officer,
    set_up_django,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from central.dossiers.models import Dossier
    from central.fleet.models import Kiosk

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "mat khau thu"
# before which page who signs in
SIGNS_IN = {"02-new": "tran.van.mau", "31-fleet": "quan.tri.mau", "22-nothing-there": "tran.van.mau"}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--no-proxy-server",
]
PEOPLE = (
    ("Lê Thị Mẫu", "099302000023", "0987654321"),
    ("Phạm Văn Ví Dụ", "099201000042", None),
    ("Trần Thị Giả Định", "099178000055", "0901112223"),
)


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        set_up_django(Path(folder))
        pages = play()
        with running() as port:
            photograph(port, pages, out)
    print(f"{len(pages)} pages in {out}")


def play() -> list[tuple[str, str, str, bool]]:
    """An office's day; returns name, path, language and whether the visit posts the path first."""
    from central.dossiers import claims, custody, services
    from central.dossiers.elsewhere import ForeignDossier, add_foreign_dossier
    from central.dossiers.models import Original, Place, WaitingItem
    from central.fleet.leases import note
    from central.fleet.models import Alarm

    now = datetime.now(VIETNAM)
    kiosk = make_kiosk(OTHER_UNIT, 1)
    user = make_officer("tran.van.mau", OTHER_UNIT, PASSWORD).user
    make_officer("can.bo.moi", "H29.90", PASSWORD)
    play_fleet(kiosk, PASSWORD)
    new = [deposit(kiosk, each) for each in _deposits(now)]
    working = services.accept(deposit(kiosk, Deposit(at=now - timedelta(days=2))), user, now)
    services.start_work(working, user, now)
    late = services.accept(deposit(kiosk, Deposit(at=now - timedelta(days=9))), user, now - timedelta(days=8))
    lacking = services.ask_supplement(
        deposit(kiosk, Deposit(not_held=("KQ003453",), pages={"KQ003448": ["Tờ khai"]}, originals={})),
        user,
        now,
        "Giấy xác nhận tình trạng hôn nhân đã được cấp: nộp lại bản gốc hoặc ghi lý do vào tờ khai",
    )
    refused = services.refuse(
        deposit(kiosk),
        user,
        now,
        "Người nộp thường trú tại phường khác.\nCăn cứ: Nghị định 123/2015/NĐ-CP, Điều 21",
    )
    loading = _done(kiosk, user, now)
    original = Original.objects.get(dossier=loading)
    custody.record_custody(original, Place.OFFICER, now, custody.By(officer=user), note="đối chiếu đủ một tờ")
    custody.record_custody(original, Place.DESK, now, custody.By(officer=user))
    claims.mark_waiting(loading, WaitingItem.Kind.RETURNED_ORIGINAL, original=original)
    claims.release_for_loading(claims.mark_waiting(loading, WaitingItem.Kind.RESULT), user)
    held = _done(kiosk, user, now)
    claims.mark_waiting(held, WaitingItem.Kind.RESULT, ["fee_due", "old_original_to_surrender"])
    inside = _done(kiosk, user, now)
    claims.release_for_loading(claims.mark_waiting(inside, WaitingItem.Kind.RESULT), user)
    WaitingItem.objects.filter(claim__dossier=inside).update(state="loaded", compartment=12)
    disputed = _done(kiosk, user, now)
    claims.release_for_loading(claims.mark_waiting(disputed, WaitingItem.Kind.RESULT), user)
    WaitingItem.objects.filter(claim__dossier=disputed).update(state="disputed", compartment=3)
    item = WaitingItem.objects.get(claim__dossier=disputed)
    Alarm.objects.create(
        kiosk=kiosk,
        error_id="CEN-061",
        event_id="e1",
        data={"claim_id": str(item.claim.claim_id), "item_id": str(item.item_id), "outcome": "not-mine"},
    )
    Alarm.objects.create(kiosk=kiosk, error_id="CEN-021", event_id="e2", data={"seq": 4182})
    _park(kiosk)
    recalled = _done(kiosk, user, now)
    claim = claims.release_for_loading(claims.mark_waiting(recalled, WaitingItem.Kind.RESULT), user)
    WaitingItem.objects.filter(claim=claim).update(state="loaded", compartment=5)
    note(kiosk, now + timedelta(hours=50))
    claims.withdraw(claim)
    foreign = add_foreign_dossier(
        kiosk,
        ForeignDossier("H29.251-261110-0031", "Lê Thị Mẫu", "099302000023", "0987654321", "1.000894"),
        user,
        now,
    )
    foreign = services.mark_result(foreign, user, now)
    claims.mark_waiting(foreign, WaitingItem.Kind.RESULT)
    play_unsent(kiosk, now)
    _hall(kiosk, user)
    d = {
        name: f"/dossiers/{each.dossier_id}/"
        for name, each in {
            "sealed": new[1],
            "new": new[0],
            "work": working,
            "late": late,
            "lacking": lacking,
            "refused": refused,
            "loading": loading,
            "held": held,
            "inside": inside,
            "disputed": disputed,
            "recalled": recalled,
            "foreign": foreign,
        }.items()
    }
    return [
        ("01-login", "/login", "vi", False),
        ("02-new", "/", "vi", False),
        ("03-new-en", "/", "en", False),
        ("04-work", "/queues/processing/", "vi", False),
        ("05-load", "/queues/load/", "vi", False),
        ("06-cabinet", "/queues/cabinet/", "vi", False),
        ("07-sealed", d["sealed"], "vi", False),
        ("08-opened", d["new"], "vi", True),
        ("09-opened-en", d["new"], "en", True),
        ("10-lacking", d["lacking"], "vi", True),
        ("11-refused", d["refused"], "vi", True),
        ("12-loading", d["loading"], "vi", True),
        ("13-held", d["held"], "vi", True),
        ("14-disputed", d["disputed"], "vi", False),
        ("14-recalled", d["recalled"], "vi", False),
        ("15-foreign", d["foreign"], "vi", False),
        ("16-elsewhere", "/elsewhere", "vi", False),
        ("17-outbox", "/notices", "vi", False),
        ("18-alarms", "/alarms", "vi", False),
        ("19-handover", f"/kiosks/{kiosk.kiosk_id}/handover", "vi", False),
        ("19-handover-codes", f"/kiosks/{kiosk.kiosk_id}/handover/codes", "vi", False),
        ("19-inside", f"/kiosks/{kiosk.kiosk_id}/inside", "vi", False),
        ("20-label", d["loading"] + "label", "vi", False),
        ("21-search", "/search", "vi", False),
        ("23-hall", "/hall/", "vi", False),
        ("24-counter", "/hall/counters/2/", "vi", False),
        ("25-counter-en", "/hall/counters/1/", "en", False),
        ("26-board", f"/hall/board/{OTHER_UNIT}/", "vi", False),
        ("31-fleet", "/fleet/", "vi", False),
        ("32-fleet-en", "/fleet/", "en", False),
        ("33-kiosk", f"/fleet/kiosks/{kiosk.kiosk_id}/", "vi", False),
        ("34-timeline", f"/fleet/kiosks/{kiosk.kiosk_id}/timeline", "vi", False),
        ("35-config-kiosk", f"/fleet/config/kiosk/{kiosk.kiosk_id}/", "vi", False),
        ("36-config-fleet-en", "/fleet/config/fleet/", "en", False),
        ("22-nothing-there", "/dossiers/00000000-0000-4000-8000-000000000000/", "vi", False),
    ]


def _deposits(now: datetime) -> list[Deposit]:
    usual = Deposit(
        at=now - timedelta(hours=11),
        proof="card-unproven",
        pages={
            "KQ003448": ["Tờ khai cấp Giấy xác nhận", "Tờ khai, mặt sau"],
            "KQ003453": ["Giấy xác nhận đã cấp"],
        },
    )
    marriage = Deposit(
        "1.000894",
        pages={"KQ003229": ["Tờ khai đăng ký kết hôn"]},
        originals={},
        answers={},
        at=now - timedelta(hours=2),
    )
    made = [usual]
    for number, (name, id_number, phone) in enumerate(PEOPLE):
        made.append(
            replace(
                usual,
                name=name,
                id_number=id_number,
                phone=phone,
                compartment=8 + number,
                at=now - timedelta(hours=9 - 2 * number),
                clock="unsynced" if number == 1 else "synced",
            )
        )
    return [*made, marriage]


def _done(kiosk: Kiosk, user: object, now: datetime) -> Dossier:
    from central.dossiers import services

    accepted = services.accept(deposit(kiosk), user, now - timedelta(days=4))  # type: ignore[arg-type]
    return services.mark_result(accepted, user, now)  # type: ignore[arg-type]


def _hall(kiosk: Kiosk, user: AbstractBaseUser) -> None:
    """A morning in the hall: some were called, one did not come, others wait."""
    from central.hall.calling import Counter
    from central.hall.models import Ticket
    from tests.officers.tickets import issue

    at = datetime.now(VIETNAM) - timedelta(minutes=30)
    for number in range(1, 13):
        line = ("1",) if number % 4 == 0 else ("2", "3")
        moment = at + timedelta(minutes=2 * number)
        issue(kiosk, f"A{number:03}", counters=line, priority=number in {5, 9}, at=moment)
    desk = Counter(OTHER_UNIT, "2")
    absent = desk.call_next(None, user)
    assert absent is not None
    desk.end(absent.pk, Ticket.State.SKIPPED)
    desk.call_next(None, user)
    Counter(OTHER_UNIT, "3").call_next(None, user)
    Counter(OTHER_UNIT, "1").call_next(None, user)
    kiosk.seen_at = datetime.now(VIETNAM) - timedelta(minutes=26)
    kiosk.save()


def _park(kiosk: Kiosk) -> None:
    import uuid

    from central.intake.deliveries import deliver

    deliver(kiosk, uuid.uuid4(), "0" * 64, b"no manifest")


@contextmanager
def running() -> Iterator[int]:
    """The real central process over the data folder."""
    command = [sys.executable, "-m", "central", "serve", "--data", os.environ["CENTRAL_DATA"]]
    process = subprocess.Popen([*command, "--port", "0", "--staff-port", "0"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        ready = re.search(r"staff=(\d+)", process.stdout.readline().decode())
        assert ready, "central did not start"
        yield int(ready[1])
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def photograph(port: int, pages: list[tuple[str, str, str, bool]], out: Path) -> None:
    """One picture a page, as tall as the page."""
    session = requests.Session()
    session.trust_env = False
    base = f"http://127.0.0.1:{port}"
    for name, path, language, opened in pages:
        if name in SIGNS_IN:
            session.cookies.clear()
            session.get(f"{base}/login", timeout=20)
            data = {"username": SIGNS_IN[name], "password": PASSWORD}
            assert _post(session, base, "/login", data) == 200
        if opened:
            assert _post(session, base, path + "open", {}) == 200
        session.cookies.set("django_language", language)
        with proxy(session, base) as own:
            # the board hangs on a wall, the other pages are as tall as they are
            size = "1920,1080" if name == "26-board" else "1440,1700"
            _shoot(f"http://127.0.0.1:{own}{path}", out / f"{name}.png", size)


def _post(session: requests.Session, base: str, path: str, data: dict[str, str]) -> int:
    token = session.cookies.get("csrftoken") or ""
    return session.post(base + path, data={**data, "csrfmiddlewaretoken": token}, timeout=20).status_code


@contextmanager
def proxy(session: requests.Session, base: str) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = session.get(base + self.path, timeout=20)
            self.send_response(reply.status_code)
            for header in ("Content-Type", "Content-Security-Policy"):
                if header in reply.headers:
                    self.send_header(header, reply.headers[header])
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _shoot(url: str, picture: Path, size: str) -> None:
    profile = tempfile.mkdtemp()
    try:
        command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", f"--window-size={size}"]
        command += ["--virtual-time-budget=4000", f"--screenshot={picture}", url]
        subprocess.run(command, check=True, timeout=90, capture_output=True)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


if __name__ == "__main__":
    main()
