"""Which questions a case needs, and what the citizen must bring for the answers given."""

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict

from kiosk.dossier.procedure import Answers, Case, Component, Precondition, Procedure, Question, Size, holds


class AnswerError(ValueError):
    """A question that applies is unanswered, or the answer is none of its options."""


class Checklist(BaseModel):
    """Only what applies to this case, in the order of the catalogue."""

    model_config = ConfigDict(frozen=True)

    case: Case
    components: tuple[Component, ...]
    preconditions: tuple[Precondition, ...]
    compartment: Size | None

    @property
    def to_scan(self) -> tuple[Component, ...]:
        """Forms and papers of which pages go under the camera."""
        return tuple(component for component in self.components if component.scanned)

    @property
    def to_leave(self) -> tuple[Component, ...]:
        """Originals for the compartment ("Bỏ vào ngăn")."""
        return tuple(component for component in self.components if component.original == "leave")

    @property
    def to_take_home(self) -> tuple[Component, ...]:
        """Originals that are shown and go home ("Mang về")."""
        return tuple(component for component in self.components if component.original == "show")

    def blocking(self, not_held: Collection[str]) -> tuple[Component, ...]:
        """Of the components not held (by code), those without which nothing can be deposited."""
        return tuple(
            component
            for component in self.to_scan
            if component.code in not_held
            and component.missing is not None
            and not component.missing.may_deposit
        )


def questions(procedure: Procedure, answers: Answers | None = None) -> tuple[Question, ...]:
    """The questions that apply, given the answers so far; an answer nobody asked for counts for nothing."""
    known: Answers = {}
    applying = []
    for question in procedure.questions:
        if holds(question.when, known):
            applying.append(question)
            if answers and question.id in answers:
                known[question.id] = answers[question.id]
    return tuple(applying)


def checklist(procedure: Procedure, answers: Answers) -> Checklist:
    """What applies for ``answers``; `AnswerError` when one is missing or not an option."""
    relevant = relevant_answers(procedure, answers)
    components = tuple(c for c in procedure.components if holds(c.when, relevant))
    leaves = any(component.original == "leave" for component in components)
    return Checklist(
        case=case_for(procedure, answers),
        components=components,
        preconditions=tuple(p for p in procedure.preconditions if holds(p.when, relevant)),
        compartment=procedure.compartment if leaves else None,
    )


def case_for(procedure: Procedure, answers: Answers) -> Case:
    """The first case whose condition holds; the last one holds always."""
    relevant = relevant_answers(procedure, answers)
    return next(case for case in procedure.cases if holds(case.when, relevant))


def relevant_answers(procedure: Procedure, answers: Answers) -> Answers:
    """The answers to the questions that apply, checked against their options; `AnswerError` otherwise."""
    relevant = {}
    for question in questions(procedure, answers):
        answer = answers.get(question.id)
        if answer not in {option.id for option in question.options}:
            raise AnswerError(f"no valid answer to {question.id}")
        relevant[question.id] = answer
    return relevant
