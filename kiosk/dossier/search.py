"""Finding a procedure by what a citizen types: without accents, by the beginnings of words."""

import re
import unicodedata
from collections.abc import Iterable

from kiosk.dossier.procedure import Procedure

_WHOLE_WORD, _BEGINNING = 2, 1
# a word in the name tells more than one in the line below it
_NAME, _KEYWORD, _PLAIN = 4, 3, 1
_PHRASE, _ACCENTS, _CODE = 12, 6, 100


def folded(text: str) -> str:
    """Lower case, no accents, đ as d, punctuation as single spaces."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def search(procedures: Iterable[Procedure], query: str) -> tuple[Procedure, ...]:
    """Procedures in which every word of ``query`` begins some word, the best first."""
    words = folded(query).split()
    if not words:
        return ()
    scored = [(_score(procedure, query, words), procedure) for procedure in procedures]
    found = [(score, procedure) for score, procedure in scored if score > 0]
    return tuple(procedure for _, procedure in sorted(found, key=lambda pair: (-pair[0], pair[1].code)))


def _score(procedure: Procedure, query: str, words: list[str]) -> int:
    if "".join(words) in procedure.code.replace(".", "") and "".join(words).isdigit():
        return _CODE
    texts = _weighted_texts(procedure)
    scores = [max(_word_score(word, text) * weight for weight, text, _ in texts) for word in words]
    if 0 in scores:
        return 0
    return sum(scores) + _phrase_bonus(query, words, texts)


def _weighted_texts(procedure: Procedure) -> list[tuple[int, str, str]]:
    """Weight, folded text, and the text as written."""
    written = [(_NAME, procedure.name.vi), (_NAME, procedure.name.en)]
    written += [(_KEYWORD, keyword) for keyword in procedure.keywords]
    written += [(_PLAIN, procedure.plain.vi), (_PLAIN, procedure.plain.en)]
    return [(weight, folded(text), _composed(text)) for weight, text in written]


def _word_score(word: str, text: str) -> int:
    tokens = text.split()
    if word in tokens:
        return _WHOLE_WORD
    return _BEGINNING if any(token.startswith(word) for token in tokens) else 0


def _phrase_bonus(query: str, words: list[str], texts: list[tuple[int, str, str]]) -> int:
    """Words that stand together, and more when the accents typed agree too."""
    phrase, accented = " ".join(words), _composed(query)
    together = max((weight for weight, text, _ in texts if f" {phrase}" in f" {text}"), default=0)
    agreeing = any(accented in text for _, _, text in texts)
    return (_PHRASE + together if together else 0) + (_ACCENTS if agreeing else 0)


def _composed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.lower()).split())
