"""The administrator changes the kiosk's config three times: a good one, an impossible one, a harmful one."""

from __future__ import annotations

from demo.browser import CentralError
from demo.day import Day
from demo.fleet import Fleet, Reported


class Administrator:
    """Acts on central's pages alone; what the kiosk makes of it is read there too."""

    def __init__(self, day: Day, fleet: Fleet) -> None:
        """The day, and the administrator's browser."""
        self._day = day
        self._fleet = fleet
        self._reported = day.happened.reported

    def rename_and_close(self) -> None:
        """Another name for a tile, and some compartments closed."""
        tile = self._day.drawn.ticket_tile
        text = [("texts.id", "home.tile.ticket"), ("texts.vi", tile.vi), ("texts.en", tile.en)]
        closed = [(f"compartments.{number}", "closed") for number in self._day.drawn.closed]
        self._fleet.publish([*text, *closed])
        self._reported["waiting"] = self._waits("The config that renames a tile")

    def want_the_impossible(self) -> None:
        """A lock board that no profile of this machine describes: refused, the running config kept."""
        self._fleet.publish([("devices.locker.profile", self._day.unfit_profile)])
        self._reported["refused"] = self._fleet.await_reported(
            "The config that the cabinet cannot have is not refused", lambda now: now.state == "refused"
        )

    def break_the_printer(self) -> None:
        """The printer is looked for where none is; the config's own probation is short."""
        self._fleet.publish(
            [
                ("devices.locker.profile", ""),
                ("devices.ticket_printer.port", self._day.printer_port),
                # a config brings the rules by which it is watched itself
                ("probation.at_least_s", str(min(self._day.probation_s, 600))),
                ("probation.within_s", str(self._day.probation_s)),
            ]
        )
        self._waits("The config that breaks the printer's settings")

    def see_it_taken(self) -> None:
        """Now that nobody was served it runs, on probation."""
        self._reported["harmful"] = self._fleet.await_reported(
            "The config that breaks the printer's settings is not taken by the kiosk",
            lambda now: now.state != "offered",
        )

    def see_it_undone(self) -> None:
        """The kiosk went back by itself, and its printer answers again."""
        ended = self._fleet.await_reported(
            "The config that breaks the printer's settings is not undone",
            lambda now: now.state == "confirmed" or (now.state == "reverted" and "printer" not in now.broken),
        )
        if ended.state != "reverted":
            raise CentralError(f"The config that breaks the printer's settings was kept: {ended.spoken()}.")
        self._reported["undone"] = ended

    def see_the_first_kept(self) -> None:
        """The good config passed its probation."""
        self._reported["good"] = self._fleet.await_reported(
            "The config that renames a tile is not kept", lambda now: now.state == "confirmed"
        )

    def _waits(self, what: str) -> Reported:
        """Somebody is served: the kiosk knows of the config and leaves it for later."""
        return self._fleet.await_reported(
            f"{what} does not reach the kiosk", lambda now: now.state == "offered"
        )
