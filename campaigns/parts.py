"""Which rounds each part has. A part takes at most forty minutes on two idle cores."""

from __future__ import annotations

from campaigns.rounds import Plan, Round
from demo.breaking import BREAKS

KILLS_A_ROUND = 1_700
COMBINATIONS, COMBINATIONS_A_ROUND = 68, 17
AGAIN, AGAIN_A_ROUND = 52, 13


def kills(seed: int) -> Plan:
    """Six cabinets whose engine is killed, two at a time: 10,200 kills."""
    engines = [_engine(number, seed) for number in range(1, 7)]
    return tuple(zip(engines[::2], engines[1::2], strict=True))


def _engine(number: int, seed: int) -> Round:
    words = ("--kills", str(KILLS_A_ROUND), "--seed", str(seed + number))
    return Round(f"engine {number}", "campaigns.kills", words)


def processes(seed: int) -> Plan:
    """Every process at every step of a journey, then a second draw of most of them: 120 kills.

    One after the other: they judge how soon the kiosk is back, on an otherwise idle machine.
    """
    rounds = [
        _steps(first, COMBINATIONS_A_ROUND, seed) for first in range(0, COMBINATIONS, COMBINATIONS_A_ROUND)
    ]
    rounds += [_steps(first, AGAIN_A_ROUND, seed + 1) for first in range(0, AGAIN, AGAIN_A_ROUND)]
    return tuple((one,) for one in rounds)


def _steps(first: int, most: int, seed: int) -> Round:
    words = ("--first", str(first), "--most", str(most), "--seed", str(seed))
    return Round(f"processes {seed} from {first}", "campaigns.processes", words)


MESSAGES, ON_SOCKETS = 100_000, 2_000
LIVES_A_ROUND = 600


def doors(seed: int) -> Plan:
    """Processes that were taken over, guessed codes, a model beside the engine; two at a time."""
    hostile = [_hostile(who, MESSAGES, seed) for who in ("session", "screen", "sync")]
    models = [
        Round(f"model {n}", "campaigns.model", ("--examples", str(LIVES_A_ROUND), "--seed", str(seed + n)))
        for n in range(1, 5)
    ]
    pairs = ((hostile[0], models[0]), (hostile[1], models[1]), (hostile[2], models[2]))
    guesses = Round("guesses", "campaigns.guesses", ("--seed", str(seed)))
    return (*pairs, (models[3], guesses), (_hostile("sockets", ON_SOCKETS, seed),))


def _hostile(who: str, messages: int, seed: int) -> Round:
    words = (who, "--messages", str(messages), "--seed", str(seed))
    return Round(f"hostile {who}", "campaigns.hostile", words)


def screen(seed: int) -> Plan:
    """Touches in every view; then visits that end in each way, and who it was is forgotten."""
    visits = [
        Round(f"forgetting {number}", "campaigns.forgetting", ("--seed", str(seed + 10 * number)))
        for number in range(1, 4)
    ]
    return ((Round("every view", "campaigns.every_view", ()),), *((visit,) for visit in visits))


def demo(seed: int) -> Plan:
    """The demo as it is, and once for each break: then it must fail and say why."""
    rounds = ["unbroken", *BREAKS]
    return tuple(
        (Round(f"demo {name}", "demo.breaking_all", ("--only", name, "--seed", str(seed))),)
        for name in rounds
    )


def network(seed: int) -> Plan:
    """Eight kiosks, each with a central of its own, two at a time: 100,000 messages."""
    lines = [
        Round(f"line {number}", "campaigns.network", ("--messages", "12500", "--seed", str(seed + number)))
        for number in range(1, 9)
    ]
    return tuple(zip(lines[::2], lines[1::2], strict=True))


def disk(seed: int) -> Plan:
    """Power cuts, refusals, a kill at every call, bad spells, damage; then the whole machine."""

    def cuts(number: int) -> Round:
        words = ("--cuts", "1000", "--recordings", "10", "--seed", str(seed + number))
        return Round(f"cuts {number}", "campaigns.disk.cuts", words)

    def refusals(error: str) -> Round:
        return Round(f"refusals {error}", "campaigns.disk.refusals", ("--error", error))

    def sick(errand: str) -> Round:
        return Round(f"sick {errand}", "campaigns.disk.sick", ("--errand", errand))

    return (
        (cuts(1), cuts(2)),
        (refusals("EIO"), refusals("ENOSPC")),
        (
            Round("every call", "campaigns.disk.every_call", ()),
            Round("damage", "campaigns.disk.damage", ("--seed", str(seed))),
        ),
        (sick("deposit"), sick("round")),
        (Round("machine", "campaigns.disk.machine", ()),),
    )


PARTS = {
    "kills": kills,
    "processes": processes,
    "doors": doors,
    "demo": demo,
    "screen": screen,
    "network": network,
    "disk": disk,
}
