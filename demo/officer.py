"""An officer at central: reads a dossier, decides, releases; all through the pages' own forms."""

from __future__ import annotations

import re
import time

from demo.browser import Browser, CentralError, Page, plain

_LOOK_EVERY = 0.25


class Office(Browser):
    """One officer's browser."""

    dossier = ""

    def await_deposit(self, spoken_code: str, patience: float = 60.0) -> None:
        """Look at the work list until the deposit stands there."""
        wanted = _letters(spoken_code)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for link in self.get("/").links:
                if (
                    "dossier" in link.get("class", "").split()
                    and _letters(link.get("data-code", "")) == wanted
                ):
                    self.dossier = link["href"]
                    return
            time.sleep(_LOOK_EVERY)
        raise CentralError(f"The deposit {spoken_code} did not reach central's work list.")

    def page(self) -> Page:
        """The dossier's page."""
        return self.get(self.dossier)

    def decide(self, act: str) -> str:
        """Submit the form of this name on the dossier's page; the claim code when the answer shows one."""
        page = self.page()
        form = page.forms.get(f"form-{act}")
        if form is None:
            problem = plain(page.text.get("next", "") + " " + page.text.get("waiting", ""))
            raise CentralError(f"Central does not offer “{act}”. Its page says: {problem[:300]}")
        answer = self.post(form.action, form.fields)
        if answer.status_code == 302:
            return ""
        shown = Page(answer.text)
        if answer.status_code == 200:
            return shown.text.get("claim-code", "").strip()
        problem = plain(shown.text.get("problem", ""))
        raise CentralError(f"Central refused “{act}” ({answer.status_code}): {problem[:300]}")

    def status(self) -> int:
        """The dossier's status, 1 to 10."""
        return int(self.page().attributes["status"]["data-status"])

    def dossier_code(self) -> str:
        """The code that central gave when it accepted."""
        return self.page().attributes["dossier-code"]["data-code"]

    def label_payload(self) -> str:
        """What the code on the result's label says."""
        return self.get(self.dossier + "label").attributes["label"]["data-payload"]

    def await_status(self, wanted: int, patience: float = 40.0) -> None:
        """Look until the dossier has this status."""
        deadline = time.monotonic() + patience
        while (status := self.status()) != wanted:
            if time.monotonic() > deadline:
                raise CentralError(f"The dossier has status {status} at central, not {wanted}.")
            time.sleep(_LOOK_EVERY)

    def await_call(self, counter: str, patience: float = 40.0) -> str:
        """Call the next at a counter until somebody waits there; the number that its page then shows."""
        path, deadline = f"/hall/counters/{counter}/", time.monotonic() + patience
        while True:
            form = self.get(path).forms["form-next"]
            self.post(form.action or path, form.fields)
            if number := self.get(path).attributes.get("current", {}).get("data-number", ""):
                return number
            if time.monotonic() > deadline:
                raise CentralError(f"Nobody waits at counter {counter}, though a number was taken.")
            time.sleep(_LOOK_EVERY)

    def picture(self, component: str, number: int) -> tuple[str, bytes] | None:
        """One page as central decrypts it, with its media type; None when there is no such page."""
        answer = self.ask("GET", f"{self.dossier}pages/{component}/{number}/")
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise CentralError(f"Central cannot open page {component}/{number} ({answer.status_code}).")
        return answer.headers["Content-Type"], answer.content


def _letters(code: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", code.upper())
