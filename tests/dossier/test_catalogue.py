"""The catalogue as a whole: what is there, that it never misleads, that a mistake in it is placed."""

import itertools
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from kiosk.data import data_folder
from kiosk.dossier.catalogue import Catalogue
from kiosk.dossier.checklist import AnswerError, checklist, questions
from kiosk.dossier.fees import fee_for, quote
from kiosk.dossier.procedure import Answers, Fee, Procedure
from kiosk.dossier.status import Status
from kiosk.dossier.text import Text
from kiosk.dossier.toml_source import CatalogueError

FOLDER = data_folder("catalogue")
CATALOGUE = Catalogue.load(FOLDER)
TODAY = date(2026, 6, 15)
CODES = sorted(p.code for p in CATALOGUE.procedures)


def procedure(code: str) -> Procedure:
    return CATALOGUE.procedure(code, TODAY)


def every_answer(of: Procedure, given: Answers | None = None) -> Iterator[Answers]:
    """Every complete set of answers the questions of a procedure allow."""
    given = given or {}
    unanswered = [q for q in questions(of, given) if q.id not in given]
    if not unanswered:
        yield given
        return
    for option in unanswered[0].options:
        yield from every_answer(of, {**given, unanswered[0].id: option.id})


def texts_within(model: BaseModel) -> Iterator[Text]:
    if isinstance(model, Text):
        yield model
    for value in dict(model).values():
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, BaseModel):
                yield from texts_within(item)


def test_the_ten_procedures_are_there() -> None:
    assert CODES == [
        "1.000656", "1.000894", "1.001193", "1.001612", "1.004194",
        "1.004873", "2.000635", "2.000815", "2.000884", "2.000908",
    ]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_component_has_a_plain_line_that_is_not_its_legal_name(code: str) -> None:
    for component in procedure(code).components:
        assert component.plain.vi.lower() != component.name.vi.lower()
        assert len(component.plain.vi.split()) <= 20


@pytest.mark.parametrize("code", CODES)
def test_a_component_code_the_portal_does_not_know_admits_it_in_its_source(code: str) -> None:
    for component in procedure(code).components:
        assert re.match(r"^(KQ\d+|LOC-[a-z-]+)$", component.code)
        if component.code.startswith("LOC-"):
            assert "KQ" not in component.source


@pytest.mark.parametrize("code", CODES)
def test_every_statement_names_its_source(code: str) -> None:
    subject = procedure(code)
    stated: list[BaseModel] = [subject, subject.deposit, subject.result, subject.result.collectable]
    stated += [*subject.components, *subject.cases, *subject.fees, *subject.preconditions]
    for statement in stated:
        assert re.match(r"^(law|portal|reading): \S", getattr(statement, "source", ""))


@pytest.mark.parametrize("code", CODES)
def test_vietnamese_text_is_composed_and_differs_from_english(code: str) -> None:
    for text in texts_within(procedure(code)):
        assert not re.search("[\u0300-\u036f]", text.vi), "combining accents break fonts and search"
        assert text.vi != text.en


@pytest.mark.parametrize("code", CODES)
def test_every_possible_answer_leads_to_a_checklist_a_time_and_a_fee(code: str) -> None:
    subject = procedure(code)
    for answers in every_answer(subject):
        result = checklist(subject, answers)
        assert result.components
        assert result.case.id.startswith(code)
        assert (result.compartment is not None) == bool(result.to_leave)
        assert not {c.code for c in result.to_leave} & {c.code for c in result.to_take_home}
        assert quote(fee_for(subject, answers)).words


@pytest.mark.parametrize("code", CODES)
def test_every_component_case_and_option_is_reached_by_some_answer(code: str) -> None:
    subject = procedure(code)
    lists = [checklist(subject, answers) for answers in every_answer(subject)]
    reached = {component.code for result in lists for component in result.components}
    assert reached == {component.code for component in subject.components}
    assert {result.case.id for result in lists} == {case.id for case in subject.cases}


@pytest.mark.parametrize("code", CODES)
def test_every_question_changes_something(code: str) -> None:
    subject = procedure(code)
    conditions = [
        *(question.when for question in subject.questions),
        *(case.when for case in subject.cases),
        *(component.when for component in subject.components),
        *(fee.when for fee in subject.fees),
        *(precondition.when for precondition in subject.preconditions),
    ]
    used = set(itertools.chain.from_iterable(conditions))
    # the depositor's relation also decides whose data the card gives, so it may change no paper
    assert {question.id for question in subject.questions} <= used | {"for_whom"}


def council_fees() -> list[tuple[str, Fee]]:
    return [(p.code, fee) for p in CATALOGUE.procedures for fee in p.fees if fee.kind == "council"]


def test_a_fee_of_the_council_never_prints_as_free_or_as_an_amount() -> None:
    assert council_fees()
    for code, fee in council_fees():
        priced = quote(fee)
        assert priced.amount is None, code
        assert "HĐND" in priced.words.vi
        assert "iễn" not in priced.words.vi
        assert not re.search(r"\b0\b|free", priced.words.vi + priced.words.en, re.IGNORECASE)


def test_what_the_portal_shows_as_zero_is_never_free() -> None:
    for subject in CATALOGUE.procedures:
        for fee in subject.fees:
            if fee.portal_shows == 0:
                assert fee.kind == "council"
            if fee.kind == "free":
                assert fee.source.startswith("law: ")


@pytest.mark.parametrize("code", ["1.001193", "1.000656", "1.000894"])
def test_what_is_signed_in_a_register_ends_at_the_counter(code: str) -> None:
    result = procedure(code).result
    assert not result.collectable.possible
    assert result.obstacles == ("signature_in_register",)
    assert result.collectable.why is not None
    assert "quầy" in result.collectable.why.vi


@pytest.mark.parametrize("code", ["1.004873", "2.000635", "2.000815", "2.000908", "1.004194", "1.001612"])
def test_other_results_may_wait_in_a_compartment(code: str) -> None:
    assert procedure(code).result.collectable.possible


def test_certifying_a_signature_gives_a_ticket_only() -> None:
    deposit = procedure("2.000884").deposit
    assert not deposit.possible
    assert deposit.why is not None
    assert "số thứ tự" in deposit.why.vi


def test_death_registration_has_its_three_times() -> None:
    subject = procedure("1.000656")
    times = {case.id: (case.time.unit, case.time.amount) for case in subject.cases}
    assert times == {
        "1.000656.01": ("working_days", 5),
        "1.000656.02": ("calendar_days", 1),
        "1.000656.03": ("calendar_days", 2),
    }


def test_a_new_certificate_of_marital_status_takes_the_old_one_into_the_compartment() -> None:
    subject = procedure("1.004873")
    again = checklist(subject, {"for_whom": "me", "reissue": "yes", "past": "never"})
    first = checklist(subject, {"for_whom": "me", "reissue": "no", "past": "never"})
    assert [component.code for component in again.to_leave] == ["KQ003453"]
    assert again.compartment == "small"
    assert first.to_leave == ()
    assert first.compartment is None
    assert [component.code for component in first.to_scan] == ["KQ003448"]


def test_a_missing_paper_either_blocks_the_deposit_or_has_a_consequence() -> None:
    result = checklist(procedure("1.004873"), {"for_whom": "me", "reissue": "yes", "past": "never"})
    assert result.blocking(["KQ003453"]) == ()
    assert [component.code for component in result.blocking(["KQ003448", "KQ003453"])] == ["KQ003448"]


@pytest.mark.parametrize(
    "answers", [{}, {"for_whom": "me"}, {"for_whom": "dog", "reissue": "no", "past": "never"}]
)
def test_an_incomplete_or_unknown_answer_gives_no_checklist(answers: Answers) -> None:
    with pytest.raises(AnswerError):
        checklist(procedure("1.004873"), answers)


def test_an_answer_to_a_question_that_does_not_apply_counts_for_nothing() -> None:
    subject = procedure("1.000656")
    answers = {"for_whom": "me", "notice": "long_ago", "on_time": "yes"}
    assert "on_time" not in {question.id for question in questions(subject, answers)}
    assert fee_for(subject, answers).kind == "council"


def test_states_one_to_ten_have_plain_words() -> None:
    assert list(CATALOGUE.statuses) == list(Status)
    for words in CATALOGUE.statuses.values():
        assert words.plain.vi != words.name.vi


def test_an_old_unit_is_answered_for_by_its_successor() -> None:
    assert CATALOGUE.unit("H29.90", date(2025, 6, 30)).code == "H29.90"
    assert CATALOGUE.unit("H29.90", date(2025, 7, 1)).code == CATALOGUE.demo_unit
    assert CATALOGUE.unit("H29.90").code == "H29.90"
    with pytest.raises(KeyError):
        CATALOGUE.unit(CATALOGUE.demo_unit, date(2025, 6, 30))


def test_a_procedure_is_found_by_its_day_and_by_its_rule() -> None:
    subject = procedure("1.004873")
    assert CATALOGUE.under_rule("1.004873", subject.rule_version) is subject
    with pytest.raises(KeyError):
        CATALOGUE.procedure("1.004873", date(2020, 1, 1))
    with pytest.raises(KeyError):
        CATALOGUE.under_rule("1.004873", "1/QĐ-BTP")


def test_fields_list_their_procedures() -> None:
    listed = [p.code for field in CATALOGUE.fields for p in CATALOGUE.in_force(TODAY, field)]
    assert sorted(listed) == CODES


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "catalogue"))


def replaced(folder: Path, old: str, new: str, name: str = "procedures/1.004873.toml") -> int:
    """Change one line of a copied file; the number of that line."""
    file = folder / name
    source = file.read_text(encoding="utf-8")
    assert old in source
    file.write_text(source.replace(old, new, 1), encoding="utf-8")
    return source[: source.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minutes = 7", "minuets = 7", "unknown key minuets; nearest known key: minutes"),
        (
            'plain.vi = "Giấy cũ, ',
            'plian.vi = "Giấy cũ, ',
            "unknown key components.1.plian; nearest known key: plain",
        ),
        ("time.amount = 3", "time.amont = 3", "unknown key cases.0.time.amont; nearest known key: amount"),
        ("missing.may_deposit = true", "missing.may_depose = true", "nearest known key: may_deposit"),
        ("[result.collectable]\npossible", "[result.collectable]\nposible", "nearest known key: possible"),
    ],
)
def test_an_unknown_key_is_an_error_with_file_line_and_the_nearest_key(
    copy: Path, old: str, new: str, message: str
) -> None:
    line = replaced(copy, old, new) + old.count("\n")
    with pytest.raises(CatalogueError, match=re.escape(message)) as caught:
        Catalogue.load(copy)
    assert f"1.004873.toml:{line}: " in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('when = { reissue = ["yes"] }', 'when = { reissue = ["maybe"] }'),
        ('when = { reissue = ["yes"] }', 'when = { re_issue = ["yes"] }'),
        ('kind = "council"', 'kind = "free"'),
        ("portal_shows = 0", "amount = 0"),
        ('name.en = "Certificate of marital status"', ""),
        ('group = "merit"', 'group = "rich"'),
        ('field = "G15-TP07"', 'field = "G15-TP99"'),
        ('shared = "for_whom"', 'shared = "for_who"'),
        ('compartment = "small"\n', ""),
        ("pages = [1, 2]", "pages = [2, 1]"),
        ('possible = true\nsource = "law', 'possible = false\nsource = "law'),
        ('may_meet = ["fee_due"', 'obstacles = ["fee_due"]\nmay_meet = ["fee_due"'),
        ("minutes = 7", "minutes = "),
    ],
)
def test_inconsistent_data_is_refused_with_the_name_of_the_procedure(copy: Path, old: str, new: str) -> None:
    replaced(copy, old, new)
    with pytest.raises(CatalogueError, match=r"1\.004873"):
        Catalogue.load(copy)


def test_the_same_rule_version_twice_is_refused(copy: Path) -> None:
    shutil.copy(copy / "procedures/1.004873.toml", copy / "procedures/again.toml")
    with pytest.raises(CatalogueError, match="twice"):
        Catalogue.load(copy)


def test_a_successor_that_does_not_exist_is_refused(copy: Path) -> None:
    replaced(copy, 'successor = "H29.251"', 'successor = "H29.999"', "units.toml")
    with pytest.raises(CatalogueError, match=r"H29\.999"):
        Catalogue.load(copy)


def test_a_folder_without_procedures_is_refused(copy: Path) -> None:
    for file in (copy / "procedures").iterdir():
        file.unlink()
    with pytest.raises(CatalogueError, match="no procedure"):
        Catalogue.load(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "units.toml").unlink()
    with pytest.raises(CatalogueError, match=r"units\.toml"):
        Catalogue.load(copy)
