"""Vietnamese alphabetical order, and text without accents for searching."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: number for number, letter in enumerate(_LETTERS, start=1)}
# Flat, grave, hook above, tilde, acute, dot below: the order of Vietnamese dictionaries.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_LETTER_SHAPES = {"\u0306", "\u0302", "\u031b"}
_CHUNK = re.compile(r"\d+|\D")
_BEFORE_LETTERS, _LETTER, _AFTER_LETTERS = 0, 1, 2

Key = tuple[tuple[tuple[int, int, str], ...], tuple[int, ...], str]


@lru_cache(maxsize=20_000)
def vietnamese_key(text: str) -> Key:
    """Return a key to sort by: letters first (a, ă, â … d, đ), then tones, then the text itself.

    Numbers inside a name compare as numbers: Thôn 2 comes before Thôn 10.
    """
    letters: list[tuple[int, int, str]] = []
    tones: list[int] = []
    for chunk in _CHUNK.findall(unicodedata.normalize("NFC", text.casefold().strip())):
        if chunk.isdecimal():
            letters.append((_BEFORE_LETTERS, int(chunk[:18]), chunk))
            continue
        letter, tone = _letter_and_tone(chunk)
        tones.append(tone)
        if letter in _ORDER:
            letters.append((_LETTER, _ORDER[letter], letter))
        elif letter.isspace() or not letter.isalpha():
            letters.append((_BEFORE_LETTERS, -1, "" if letter.isspace() else letter))
        else:
            letters.append((_AFTER_LETTERS, 0, letter))
    return tuple(letters), tuple(tones), text


def _letter_and_tone(character: str) -> tuple[str, int]:
    base, tone = "", 0
    for part in unicodedata.normalize("NFD", character):
        if part in _TONES:
            tone = _TONES[part]
        elif not unicodedata.combining(part) or part in _LETTER_SHAPES:
            base += part
    return unicodedata.normalize("NFC", base), tone


def fold(text: str) -> str:
    """Lower case without accents, đ as d, spaces single: `Đồng Hỷ` becomes `dong hy`."""
    spelled = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    letters = unicodedata.normalize("NFKD", spelled)
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())
