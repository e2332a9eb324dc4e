"""Telex: Vietnamese letters from plain keys, as people type them since the telegraph.

The last word of a text is taken apart into letters, marks and tone, one key is worked in, and the word is
put together again with the tone where schools put it. A doubled mark takes itself back (`as` `s` is `as`,
`aa` `a` is `aa`). In open `oa oe uy` the tone stands on the first vowel (`hòa`, `thủy`); on a hat or horn it
always stands there.
"""

from __future__ import annotations

import unicodedata

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONE_KEYS = {mark: key for key, mark in _TONES.items()}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"a": "ă", "o": "ơ", "u": "ư"}
_PLAIN = {"â": "a", "ê": "e", "ô": "o", "ă": "a", "ơ": "o", "ư": "u", "đ": "d"}
_VOWELS = frozenset("aăâeêioôơuưy")
_MARKED = frozenset("ăâêôơư")
# every vowel group of the language, `oo` of `xoong` too; a mark that makes anything else is typed as a letter
_RHYME_LIST = """
a ă â e ê i o ô ơ u ư y oo ai ao au ay âu ây eo êu ia iê iu oa oă oe oi ôi ơi ua uâ uê ui uô uơ
uy ưa ươ ưi ưu yê iêu oai oao oay oeo uây uôi ươi ươu uya uyê uyu yêu uă uao uau uai uay ueo
"""
_RHYMES = frozenset(_RHYME_LIST.split())
_BARE_RHYMES = frozenset("".join(_PLAIN.get(char, char) for char in rhyme) for rhyme in _RHYMES)
_FINALS = frozenset({"", "c", "ch", "m", "n", "ng", "nh", "p", "t", "g", "k"})


def press(text: str, key: str) -> str:
    """Return `text` after one key, its last word spelled by Telex; `text` and result are NFC."""
    start = _word_start(text)
    return text[:start] + _work_in(text[start:], key)


def _word_start(text: str) -> int:
    start = len(text)
    while start and text[start - 1].isalpha():
        start -= 1
    return start


def _work_in(word: str, key: str) -> str:
    low = key.lower()
    letters, tone = _apart(word)
    changed = None
    if low in _TONES:
        changed = _toned(letters, tone, key)
    elif low == "z" and tone:
        changed = _together(letters, "")
    elif low == "w":
        changed = _horned(letters, tone, key)
    elif low in _HATS:
        changed = _hatted(letters, tone, key)
    elif low == "d":
        changed = _barred(letters, tone, key)
    if changed is not None:
        return changed
    return _together(_settled(letters + key), tone)


def _apart(word: str) -> tuple[str, str]:
    """Split a word into its letters without tone, and its tone mark."""
    tone = ""
    kept = []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONE_KEYS:
            tone = char
        else:
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def _together(letters: str, tone: str) -> str:
    place = _tone_place(letters) if tone else None
    if place is None:
        return letters
    return unicodedata.normalize("NFC", letters[: place + 1] + tone + letters[place + 1 :])


def _nucleus(letters: str) -> tuple[int, int]:
    """Where the vowels of the syllable begin and end; `qu` and `gi` before a vowel are consonants."""
    low = letters.lower()
    begin = next((i for i, char in enumerate(low) if char in _VOWELS), len(low))
    if low.startswith(("qu", "gi")) and low[2:3] in _VOWELS:
        begin = 2
    end = begin
    while end < len(low) and low[end] in _VOWELS:
        end += 1
    return begin, end


def _tone_place(letters: str) -> int | None:
    begin, end = _nucleus(letters)
    vowels = letters[begin:end].lower()
    if not vowels:
        return None
    marked = [i for i, char in enumerate(vowels) if char in _MARKED]
    if marked:
        return begin + marked[-1]
    closed = end < len(letters)
    if len(vowels) == 1 or (len(vowels) == 2 and not closed):
        return begin
    return begin + 1


def _sayable(letters: str, rhymes: frozenset[str] = _RHYMES) -> bool:
    begin, end = _nucleus(letters)
    low = letters.lower()
    return low[begin:end] in rhymes and low[end:] in _FINALS


def _toned(letters: str, tone: str, key: str) -> str | None:
    # a tone may come before the hat (`tiense` is `tiến`), so hats do not count yet
    if not _sayable(_bare(letters), _BARE_RHYMES):
        return None
    mark = _TONES[key.lower()]
    if tone == mark:
        return letters + key
    return _together(letters, mark)


def _hatted(letters: str, tone: str, key: str) -> str | None:
    begin, end = _nucleus(letters)
    low = key.lower()
    for i in range(end - 1, begin - 1, -1):
        found = letters[i].lower()
        if found == _HATS[low]:
            return _together(_with(letters, i, low) + key, tone)
        hatted = _with(letters, i, _HATS[low])
        if _PLAIN.get(found, found) == low and _sayable(hatted):
            return _together(hatted, tone)
    return None


def _horned(letters: str, tone: str, key: str) -> str | None:
    begin, end = _nucleus(letters)
    vowels = letters[begin:end].lower()
    bare = "".join(_PLAIN.get(char, char) for char in vowels)
    if vowels.startswith("ươ") or (vowels and vowels[-1] in "ăơư" and bare != "uo"):
        place = begin + (0 if vowels.startswith("ươ") else len(vowels) - 1)
        undone = letters[:place] + _bare(letters[place:end]) + letters[end:]
        return _together(undone, tone) + key
    if bare.startswith("uo"):
        # `thuở`, `huơ`: the horn stands on o alone while nothing follows
        both = end < len(letters) or len(vowels) > 2
        horned = _with(letters, begin + 1, "ơ")
        return _together(_with(horned, begin, "ư") if both else horned, tone)
    one = _horn_place(vowels)
    if one is None:
        return None
    horned = _with(letters, begin + one, _HORNS[bare[one]])
    return _together(horned, tone) if _sayable(horned) else None


def _horn_place(vowels: str) -> int | None:
    for pair, place in (("ua", 0), ("oa", 1), ("ui", 0), ("oi", 0), ("uu", 0), ("uy", 0)):
        if vowels.startswith(pair):
            return place
    places = [i for i, char in enumerate(vowels) if _PLAIN.get(char, char) in _HORNS]
    return places[-1] if places else None


def _settled(letters: str) -> str:
    """`uơ` with anything after it is `ươ`."""
    begin, _ = _nucleus(letters)
    if letters[begin : begin + 2].lower() == "uơ" and len(letters) > begin + 2:
        return _with(letters, begin, "ư")
    return letters


def _barred(letters: str, tone: str, key: str) -> str | None:
    if letters[:1].lower() == "đ":
        return _together(_with(letters, 0, "d"), tone) + key
    if letters[:1].lower() == "d":
        return _together(_with(letters, 0, "đ"), tone)
    return None


def _bare(letters: str) -> str:
    return "".join(_cased(_PLAIN.get(char.lower(), char.lower()), char) for char in letters)


def _with(letters: str, place: int, letter: str) -> str:
    return letters[:place] + _cased(letter, letters[place]) + letters[place + 1 :]


def _cased(letter: str, like: str) -> str:
    return letter.upper() if like.isupper() else letter
