"""An administrator at central: what the fleet's pages say of the kiosk, and its config's form."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from demo.browser import Browser, CentralError, Page, plain

_LOOK_EVERY = 0.2


@dataclass(frozen=True)
class Reported:
    """The kiosk's line on the fleet's page, and what stands on its own page about the config."""

    wanted: int
    running: int
    state: str
    error_id: str
    problem: str
    broken: tuple[str, ...]
    works: tuple[str, ...]

    def spoken(self) -> str:
        """The same for a sentence."""
        versions = f"version {self.running} of {self.wanted}, {self.state} {self.error_id}".strip()
        return f"{versions}; out of order: {', '.join(self.broken) or 'nothing'}"


class Fleet(Browser):
    """One administrator's browser, and the one kiosk of this world."""

    def __init__(self, port: int, kiosk: str) -> None:
        """`port` of central's staff pages; `kiosk` is its id."""
        super().__init__(port)
        self._kiosk = f"/fleet/kiosks/{kiosk}/"
        self._form = f"/fleet/config/kiosk/{kiosk}/"

    def publish(self, changes: Sequence[tuple[str, str]]) -> None:
        """Open the form of the kiosk's own config, change fields, sign and publish."""
        form = self.get(self._form).forms["form-config"]
        for name, value in changes:
            form.fill(name, value)
        answer = self.post(form.action or self._form, form.fields)
        if answer.status_code != 302:
            problem = plain(Page(answer.text).text.get("problem", ""))
            raise CentralError(f"Central did not publish the config ({answer.status_code}): {problem[:300]}")

    def reported(self) -> Reported:
        """What the kiosk last said of itself, as the pages show it."""
        line, own = self.get("/fleet/"), self.get(self._kiosk)
        return Reported(
            wanted=int(line.data("data-wanted") or 0),
            running=int(line.data("data-running") or 0),
            state=line.data("data-state"),
            error_id=line.data("data-error"),
            problem=plain(own.text.get("config-problem", "")),
            broken=tuple(each["data-broken"] for each in line.marked if "data-broken" in each),
            works=tuple(
                each["data-journey"]
                for each in line.marked
                if "data-journey" in each and "good" in each.get("class", "").split()
            ),
        )

    def await_reported(self, what: str, told: Callable[[Reported], bool], patience: float = 40.0) -> Reported:
        """Look until the kiosk is `told` of as it should be; `what` is said when it is not."""
        deadline = time.monotonic() + patience
        while not told(found := self.reported()):
            if time.monotonic() > deadline:
                raise CentralError(
                    f"{what}: after {patience:.0f} s the fleet's page says {found.spoken()}. {found.problem}"
                )
            time.sleep(_LOOK_EVERY)
        return found
