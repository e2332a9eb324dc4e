"""A browser without a picture: central's pages by their elements; forms as they stand, filled in and sent."""

from __future__ import annotations

import time
from dataclasses import dataclass
from html.parser import HTMLParser

import requests

_TIMEOUT = 20.0
_LOOK_EVERY = 0.25


class CentralError(Exception):
    """Central's pages did not do or show what they should; the message says what."""


class CentralSilentError(CentralError):
    """Central did not answer at all."""


@dataclass
class Form:
    """Where a form goes, and what it sends as it stands, in the page's order."""

    action: str
    fields: list[tuple[str, str]]

    def fill(self, name: str, value: str) -> None:
        """Change a field; of several of one name the first empty one. There must be such a field."""
        places = [place for place, (known, _) in enumerate(self.fields) if known == name]
        if not places:
            raise CentralError(f"Central's form has no field {name}.")
        empty = [place for place in places if not self.fields[place][1]]
        self.fields[empty[0] if len(places) > 1 and empty else places[0]] = (name, value)


class Page(HTMLParser):
    """The parts of a page that a program needs: elements by id or with data, forms, links."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.html = html
        self.text: dict[str, str] = {}
        self.attributes: dict[str, dict[str, str]] = {}
        self.marked: list[dict[str, str]] = []
        self.forms: dict[str, Form] = {}
        self.links: list[dict[str, str]] = []
        self.sources: list[str] = []
        self.words = ""
        self._form: Form | None = None
        self._chooses = False
        self._inside: list[tuple[str, str]] = []
        self.feed(html)

    def data(self, name: str) -> str:
        """The first value of a data attribute; empty when no element has it."""
        return next((each[name] for each in self.marked if name in each), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        given = {name: value or "" for name, value in attrs}
        if name := given.get("id", ""):
            self.attributes[name] = given
            self.text[name] = ""
            self._inside.append((tag, name))
        if any(name.startswith("data-") for name in given):
            self.marked.append(given)
        if tag == "a":
            self.links.append(given)
        elif tag == "img":
            self.sources.append(given.get("src", ""))
        elif tag == "form":
            self._form = self.forms[given.get("id", "")] = Form(given.get("action", ""), [])
        elif self._form is not None:
            self._take_field(self._form, tag, given)

    def _take_field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                form.fields.append((name, given.get("value", "on")))
        elif tag == "button" and name:
            form.fields.append((name, given.get("value", "")))
        elif tag == "select":
            form.fields.append((name, ""))
            self._chooses = True
        elif tag == "option" and (self._chooses or "selected" in given):
            # without a selected one the first option counts
            form.fields[-1] = (form.fields[-1][0], given.get("value", ""))
            self._chooses = False

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag == "form":
            self._form = None
        for place in range(len(self._inside) - 1, -1, -1):
            if self._inside[place][0] == tag:
                del self._inside[place]
                break

    def handle_data(self, data: str) -> None:
        """Words between elements."""
        self.words += data
        for _, name in self._inside:
            self.text[name] += data


class Browser:
    """One person's browser at central."""

    def __init__(self, port: int) -> None:
        """`port` of central's staff pages on this machine."""
        self._root = f"http://127.0.0.1:{port}"
        self._web = requests.Session()
        self._web.trust_env = False

    def sign_in(self, user: str, password: str, patience: float = 60.0) -> None:
        """Open the sign-in page, as soon as central answers, and sign in."""
        deadline = time.monotonic() + patience
        while True:
            try:
                page = self.get("/login")
                break
            except CentralSilentError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK_EVERY)
        form = next(iter(page.forms.values()))
        fields = [*form.fields, ("username", user), ("password", password)]
        answer = self.post(form.action or "/login", fields)
        if answer.status_code != 302:
            raise CentralError(f"Central did not let {user} in.")

    def get(self, path: str) -> Page:
        """A page; anything else than a page is an error."""
        answer = self.ask("GET", path)
        if answer.status_code != 200:
            raise CentralError(f"Central answers {answer.status_code} to {path.partition('?')[0]}.")
        return Page(answer.text)

    def post(self, path: str, fields: list[tuple[str, str]]) -> requests.Response:
        """Send a form; redirects are not followed."""
        return self.ask("POST", path, fields)

    def ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> requests.Response:
        """One request, as the browser of a signed-in person makes it."""
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
            raise CentralSilentError("Central does not answer its staff.") from failed


def plain(text: str) -> str:
    """Words with single spaces."""
    return " ".join(text.split())
