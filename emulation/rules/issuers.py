"""Who issued a paper, read from the capitals at its head and written as people write names."""

import re
from itertools import pairwise

from emulation.rules.collation import fold

_COUNTRY = re.compile(r"C[ỘỌ]NG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_MOTTO = re.compile(r"Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc", re.IGNORECASE)
_RULE = re.compile(r"[-–_=*]{2,}")
_SHORT = (
    (re.compile(r"(?:ỦY|UỶ) BAN NHÂN DÂN"), "UBND"),
    (re.compile(r"HỘI ĐỒNG NHÂN DÂN"), "HĐND"),
)
# Where one office ends and the next begins; the last one named issued the paper.
_OFFICE = re.compile(
    r"\b(?:UBND|HĐND|BAN CHỈ ĐẠO|VĂN PHÒNG|CÔNG AN|TRẠM Y TẾ|TRUNG TÂM|TỔ CÔNG TÁC|"
    r"ĐẢNG (?:ỦY|UỶ)|(?:ỦY|UỶ) BAN MTTQ|SỞ|PHÒNG)\b"
)
# The name of the paper, which may follow at once.
_PAPER = re.compile(
    r"\b(?:KẾ HOẠCH|QUYẾT ĐỊNH|BÁO CÁO|THÔNG BÁO|BIÊN BẢN|TỜ TRÌNH|NGHỊ QUYẾT|CÔNG VĂN|"
    r"DANH SÁCH|BẢNG|GIẤY|BẢN CAM KẾT)\b"
)
_PLACES = ("đặc khu", "thị trấn", "thị xã", "thành phố", "phường", "huyện", "quận", "tỉnh", "xã")
_PLACE = re.compile(rf"\b({'|'.join(_PLACES)}) (?=\w)")
_ABBREVIATIONS = {"ubnd": "UBND", "hđnd": "HĐND", "mttq": "MTTQ"}
LONGEST = 120


def issuer_in(head: str) -> str:
    """Return the office that the capitals at the head name; empty when none is plain."""
    text = _MOTTO.sub(" ", _COUNTRY.sub(" ", head))
    text = " ".join(_RULE.sub(" ", text).split())
    for pattern, short in _SHORT:
        text = pattern.sub(short, text)
    first = _OFFICE.search(text)
    offices = _split(_capitals(text[first.start() :])) if first else []
    if not offices:
        return ""
    named = [_written(one) for one in offices if _PLACE.search(one.lower())]
    last = _written(offices[-1])
    if named and named[-1] != last:
        last = f"{last}, {named[-1]}"
    return last if named and len(last) <= LONGEST else ""


def same_office(one: str, other: str) -> bool:
    """Tell whether two names are one office, written in full or in its short form."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    text = name.upper()
    for pattern, short in _SHORT:
        text = pattern.sub(short, text)
    return fold(text)


def _capitals(text: str) -> str:
    """Return the words in capitals at the beginning, up to the name of the paper."""
    words = []
    for word in text.split():
        if _is_garbled(word):
            return ""
        if not (word.isupper() or word.isdecimal()):
            break
        words.append(word.strip(",.;"))
    run = " ".join(words)
    paper = _PAPER.search(run)
    return run[: paper.start()].rstrip() if paper else run


def _is_garbled(word: str) -> bool:
    """Tell a word in capitals of which letters were lost, as in TRuNG; a name is Trung."""
    return word.isalpha() and not word.isupper() and any(one.isupper() for one in word[1:])


def _split(run: str) -> list[str]:
    starts = [found.start() for found in _OFFICE.finditer(run)]
    return [run[start:end].strip() for start, end in pairwise([*starts, len(run)])]


def _written(office: str) -> str:
    """Write UBND XÃ ĐẠI HÓA as UBND xã Đại Hóa: what follows a kind of place is its name."""
    lower = office.lower()
    place = _PLACE.search(lower)
    if place:
        lower = lower[: place.end()] + lower[place.end() :].title()
    words = [_ABBREVIATIONS.get(word.lower(), word) for word in lower.split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:]
