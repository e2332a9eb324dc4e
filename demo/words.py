"""The words a person looks for on the screen, in their language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from demo.draw import Language
from kiosk.data import data_folder
from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.checklist import questions
from kiosk.dossier.procedure import Answers, Procedure
from kiosk.dossier.text import Text
from kiosk.texts import phrase


class Words:
    """Names and phrases of the product's own catalogues in one language."""

    def __init__(self, language: Language, today: date) -> None:
        """`today` decides which version of a procedure is offered."""
        self._language = language
        self._today = today
        self._catalogue = Catalogue.load(data_folder("catalogue"))

    def say(self, name: str) -> str:
        """A phrase without blanks."""
        return self._in(phrase(name))

    def field(self, code: str) -> str:
        """The name of a field of work."""
        return self._in(self._catalogue.fields[code].name)

    def procedure(self, code: str) -> str:
        """The name of a procedure."""
        return self._in(self._procedure(code).name)

    def result(self, code: str) -> str:
        """The name of what a procedure gives."""
        return self._in(self._procedure(code).result.name)

    def case(self, code: str, wanted: Answers) -> Iterator[tuple[str, str]]:
        """The questions that this case meets, each with the words of its wanted answer."""
        given: Answers = {}
        while waiting := [each for each in questions(self._procedure(code), given) if each.id not in given]:
            question = waiting[0]
            given[question.id] = wanted[question.id]
            option = next(option for option in question.options if option.id == wanted[question.id])
            yield self._in(question.text), self._in(option.text)

    def _procedure(self, code: str) -> Procedure:
        return self._catalogue.procedure(code, self._today)

    def _in(self, text: Text) -> str:
        return text.vi if self._language == "vi" else text.en
