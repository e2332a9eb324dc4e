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

    def say(self, name: str, **blanks: object) -> str:
        """A phrase, its blanks filled in."""
        return self.of(phrase(name, **blanks))

    def field(self, code: str) -> str:
        """The name of a field of work."""
        return self.of(self._catalogue.fields[code].name)

    def procedure(self, code: str) -> str:
        """The name of a procedure."""
        return self.of(self._procedure(code).name)

    def result(self, code: str) -> str:
        """The name of what a procedure gives."""
        return self.of(self._procedure(code).result.name)

    def component(self, procedure: str, code: str) -> str:
        """The name of one paper that a procedure needs."""
        return self.of(next(c.name for c in self._procedure(procedure).components if c.code == code))

    def counter(self, unit: str, field: str) -> str:
        """The first counter of a unit that calls a field's line."""
        line = self._catalogue.queue.office(unit).line(field)
        assert line is not None
        return line.counters[0]

    def case(self, code: str, wanted: Answers) -> Iterator[tuple[str, str]]:
        """The questions that this case meets, each with the words of its wanted answer."""
        given: Answers = {}
        while waiting := [each for each in questions(self._procedure(code), given) if each.id not in given]:
            question = waiting[0]
            given[question.id] = wanted[question.id]
            option = next(option for option in question.options if option.id == wanted[question.id])
            yield self.of(question.text), self.of(option.text)

    def _procedure(self, code: str) -> Procedure:
        return self._catalogue.procedure(code, self._today)

    def of(self, text: Text) -> str:
        """Words in this language."""
        return text.vi if self._language == "vi" else text.en
