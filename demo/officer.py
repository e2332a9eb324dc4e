"""An officer at central: signs in, reads a dossier, decides, releases; all through the pages' own forms."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from html.parser import HTMLParser

import requests

_TIMEOUT = 20.0
_LOOK_EVERY = 0.25


class OfficeError(Exception):
    """Central's pages did not do or show what they should; the message says what."""


class OfficeSilentError(OfficeError):
    """Central did not answer at all."""


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]]


class Page(HTMLParser):
    """The parts of a page that a program needs: elements by id, forms, links to dossiers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: dict[str, str] = {}
        self.attributes: dict[str, dict[str, str]] = {}
        self.forms: dict[str, Form] = {}
        self.links: list[dict[str, str]] = []
        self.sources: list[str] = []
        self.words = ""
        self._form: Form | None = None
        self._inside: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if name := given.get("id", ""):
            self.attributes[name] = given
            self.text[name] = ""
            self._inside.append((tag, name))
        if tag == "form":
            self._form = self.forms[given.get("id", "")] = Form(given.get("action", ""), [])
        elif tag == "input" and self._form is not None:
            ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if ticked and given.get("name"):
                self._form.fields.append((given["name"], given.get("value", "on")))
        elif tag == "button" and self._form is not None and given.get("name"):
            self._form.fields.append((given["name"], given.get("value", "")))
        elif tag == "a":
            self.links.append(given)
        elif tag == "img":
            self.sources.append(given.get("src", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        for place in range(len(self._inside) - 1, -1, -1):
            if self._inside[place][0] == tag:
                del self._inside[place]
                break

    def handle_data(self, data: str) -> None:
        self.words += data
        for _, name in self._inside:
            self.text[name] += data


class Office:
    """One officer's browser."""

    def __init__(self, port: int) -> None:
        """`port` of central's officers' pages on this machine."""
        self._root = f"http://127.0.0.1:{port}"
        self._web = requests.Session()
        self._web.trust_env = False
        self.dossier = ""

    def sign_in(self, user: str, password: str, patience: float = 60.0) -> None:
        """Open the sign-in page, as soon as central answers, and sign in."""
        deadline = time.monotonic() + patience
        while True:
            try:
                page = self._get("/login")
                break
            except OfficeSilentError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK_EVERY)
        form = next(iter(page.forms.values()))
        fields = [*form.fields, ("username", user), ("password", password)]
        answer = self._post(form.action or "/login", fields)
        if answer.status_code != 302:
            raise OfficeError("Central did not let the officer in.")

    def await_deposit(self, spoken_code: str, patience: float = 60.0) -> None:
        """Look at the work list until the deposit stands there."""
        wanted = _letters(spoken_code)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for link in self._get("/").links:
                if (
                    "dossier" in link.get("class", "").split()
                    and _letters(link.get("data-code", "")) == wanted
                ):
                    self.dossier = link["href"]
                    return
            time.sleep(_LOOK_EVERY)
        raise OfficeError(f"The deposit {spoken_code} did not reach central's work list.")

    def page(self) -> Page:
        """The dossier's page."""
        return self._get(self.dossier)

    def decide(self, act: str) -> str:
        """Submit the form of this name on the dossier's page; the claim code when the answer shows one."""
        page = self.page()
        form = page.forms.get(f"form-{act}")
        if form is None:
            problem = _plain(page.text.get("next", "") + " " + page.text.get("waiting", ""))
            raise OfficeError(f"Central does not offer “{act}”. Its page says: {problem[:300]}")
        answer = self._post(form.action, form.fields)
        if answer.status_code == 302:
            return ""
        shown = Page(answer.text)
        if answer.status_code == 200:
            return shown.text.get("claim-code", "").strip()
        problem = _plain(shown.text.get("problem", ""))
        raise OfficeError(f"Central refused “{act}” ({answer.status_code}): {problem[:300]}")

    def status(self) -> int:
        """The dossier's status, 1 to 10."""
        return int(self.page().attributes["status"]["data-status"])

    def dossier_code(self) -> str:
        """The code that central gave when it accepted."""
        return self.page().attributes["dossier-code"]["data-code"]

    def label_payload(self) -> str:
        """What the code on the result's label says."""
        return self._get(self.dossier + "label").attributes["label"]["data-payload"]

    def await_status(self, wanted: int, patience: float = 40.0) -> None:
        """Look until the dossier has this status."""
        deadline = time.monotonic() + patience
        while (status := self.status()) != wanted:
            if time.monotonic() > deadline:
                raise OfficeError(f"The dossier has status {status} at central, not {wanted}.")
            time.sleep(_LOOK_EVERY)

    def picture(self, component: str, number: int) -> tuple[str, bytes] | None:
        """One page as central decrypts it, with its media type; None when there is no such page."""
        answer = self._ask("GET", f"{self.dossier}pages/{component}/{number}/")
        if answer.status_code == 404:
            return None
        if answer.status_code != 200:
            raise OfficeError(f"Central cannot open page {component}/{number} ({answer.status_code}).")
        return answer.headers["Content-Type"], answer.content

    def _get(self, path: str) -> Page:
        answer = self._ask("GET", path)
        if answer.status_code != 200:
            raise OfficeError(f"Central answers {answer.status_code} to {path.partition('?')[0]}.")
        return Page(answer.text)

    def _post(self, path: str, fields: list[tuple[str, str]]) -> requests.Response:
        return self._ask("POST", path, fields)

    def _ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> requests.Response:
        try:
            return self._web.request(
                method,
                self._root + path,
                data=fields,
                headers={"Referer": self._root + "/"},
                timeout=_TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as failed:
            raise OfficeSilentError("Central does not answer its officers.") from failed


def _letters(code: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", code.upper())


def _plain(text: str) -> str:
    return " ".join(text.split())
