"""Vietnamese words: found without their accents, ordered as a dictionary orders them."""

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # the order of huyền, hỏi, ngã, sắc, nặng
_MARKED = {
    "ă": "a\u0306",
    "â": "a\u0302",
    "ê": "e\u0302",
    "ô": "o\u0302",
    "ơ": "o\u031b",
    "ư": "u\u031b",
}
_LETTER_OF = {marked: letter for letter, marked in _MARKED.items()}
_RANK = {letter: place for place, letter in enumerate(_LETTERS, start=1)}


def fold(text: str) -> str:
    """'Xã Đồng Kỳ' -> 'xa dong ky': what a search compares."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.split())


def sort_key(text: str) -> tuple[tuple[tuple[int, str], ...], tuple[int, ...]]:
    """Order by the letters first (Đ after D, Ê after E), and by the tones only between equals."""
    letters: list[tuple[int, str]] = []
    tones: list[int] = []
    for letter in unicodedata.normalize("NFC", text.casefold()):
        base, tone = _without_tone(letter)
        letters.append((_RANK.get(base, 0), base))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def _without_tone(letter: str) -> tuple[str, int]:
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[0], decomposed[1:]
    tone = next((_TONES.index(mark) + 1 for mark in marks if mark in _TONES), 0)
    rest = base + "".join(mark for mark in marks if mark not in _TONES)
    return _LETTER_OF.get(rest, unicodedata.normalize("NFC", rest)), tone
