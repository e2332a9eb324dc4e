"""What an officer wrote reaches the screen and the paper, and nobody who stays ever held it."""

import json
from pathlib import Path
from typing import Any

import pytest

from campaigns.canary import Hit, in_files, in_memory
from campaigns.citizen import DEPOSIT_STEPS, PHONE, Citizen
from campaigns.glass import Glass
from campaigns.world import NUMBER, KillableWorld, at_central
from kiosk.devices.simulators.cards.people import person
from kiosk.messages.pages import Explain, Home, LayCard, TakeSlip
from tests.campaigns.test_network_down import until

WORDS = "Giấy xác nhận của bà Lò Thị Kín chưa có chữ ký"
HOLDER = person(NUMBER)
CANARIES = {"words": WORDS, "name": HOLDER.name, "address": HOLDER.residence, "phone": PHONE}


class Visit:
    """One person at the glass, from the home page to the farewell."""

    def __init__(self, world: KillableWorld) -> None:
        self.world = world
        self._glass = Glass(world.engine_socket, world.build)
        self.me = Citizen(world.control, self._glass.person())

    def looks(self) -> None:
        self.me.chooses(Home, "my-dossier")
        self.me.person.sees(LayCard)
        self.me.lays_card()

    def reads(self, text: str, button: str = "close") -> Explain:
        def shows(page: Explain) -> bool:
            return text in page.model_dump_json() and button in [each.name for each in page.buttons]

        return self.me.person.sees(Explain, like=shows, updated=True)

    def seen_by_sessions(self) -> set[str]:
        pids = [pid for name, pid in self.world.pids().items() if name.startswith("session")]
        return {hit.canary for pid in pids for hit in in_memory(pid, CANARIES)}

    def ends(self) -> None:
        before = self.world.pids()
        served = self.world.seated_session()
        self.me.leave()
        self._glass.end()
        until(lambda: served not in self.world.pids().values())
        until(lambda: set(before) == set(self.world.pids()))


def left_behind(world: KillableWorld) -> list[Hit]:
    """What those who stay, and the disk, still know."""
    pids = world.pids()
    staying = [pids[name] for name in ("engine", "sync", "session-1", "session-2")]
    hits = [hit for pid in staying for hit in in_memory(pid, CANARIES)]
    return hits + in_files([world.folder / name for name in ("state", "run", "logs")], CANARIES)


def reported(world: KillableWorld) -> list[int]:
    return [e["data"]["progress"]["status"] for e in world.events() if e["name"] == "dossier.reported/1"]


def decided(world: KillableWorld, status: int, *words: str) -> None:
    at_central(world.folder / "central", "decide", *words)
    until(lambda: reported(world)[-1:] == [status])


def printed(world: KillableWorld) -> list[dict[str, Any]]:
    ledger = (world.folder / "cabinet" / "ledgers" / "printer.jsonl").read_text().splitlines()
    return [entry for entry in map(json.loads, ledger) if entry["event"] == "cut" and entry["png"]]


@pytest.mark.timeout(500)
def test_words_and_names_go_past_engine_and_sync_to_the_person_and_are_gone_with_them(tmp_path: Path) -> None:
    with KillableWorld(tmp_path) as world:
        visit = Visit(world)
        visit.me.play("deposit", len(DEPOSIT_STEPS), None)
        visit.me.person.sees(TakeSlip, like=lambda page: not page.printing)
        visit.ends()
        until(lambda: world.receipts())

        decided(world, 5, "supplement", WORDS)
        visit = Visit(world)
        visit.looks()
        page = visit.reads(WORDS)
        assert HOLDER.name not in page.model_dump_json()
        # the scanner finds them where they must be
        assert "words" in visit.seen_by_sessions()
        visit.ends()
        assert left_behind(world) == []

        decided(world, 2, "accept")
        before = len(printed(world))
        visit = Visit(world)
        visit.looks()
        visit.reads("print-acceptance", "print-acceptance")
        visit.me.person.touches("print-acceptance")
        visit.me.person.sees(TakeSlip, like=lambda page: not page.printing, updated=True)
        assert {"name", "address", "phone"} <= visit.seen_by_sessions()
        visit.ends()
        (paper,) = printed(world)[before:]
        assert paper["qr"][0].startswith("H29.251-")
        assert left_behind(world) == []
        slips = [e["data"] for e in world.events() if e["name"] == "slip.intended/1"]
        assert slips[-1]["kind"] == "acceptance"

        world.switch("central", on=False)
        visit = Visit(world)
        visit.me.person.sees_frame(lambda frame: frame.banner is not None)
        visit.looks()
        assert "Được tiếp nhận" in visit.reads("khi có mạng").model_dump_json()
        visit.ends()
        world.switch("central", on=True)
        assert world.final_faults() == []
