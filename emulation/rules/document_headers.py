"""Number, day and issuer as they stand at the head of a Vietnamese official document.

What is found is offered to a person and never taken over: a head may be read wrongly, and a text
without a plain one gives nothing.
"""

import re
from dataclasses import dataclass
from datetime import date

from emulation.rules.collation import fold
from emulation.rules.issuers import issuer_in

# The grounds, the addressees and the first article come after the head, and name other papers.
HEAD = 1_500
LONGEST_NUMBER = 60
_END = re.compile(r"Căn cứ|Kính gửi|Điều 1\b|Nơi nhận")

_LETTERS = r"[A-ZĐƯ]"
_SYMBOL = rf"{_LETTERS}[A-ZĐƯa-zđ0-9&.]*(?:\s?[-–/]\s?{_LETTERS}[A-ZĐƯa-zđ0-9&.]*)*"
_NUMBER = re.compile(rf"\bS[ốỐ]\s*:?\s*(\d{{1,5}}[a-z]?)\s*([/-])\s*((?:20\d\d\s*/\s*)?{_SYMBOL})")
_DAY_IN_WORDS = re.compile(r"(?i)\bngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\b")
_DAY_IN_FIGURES = re.compile(r"(?i)\bngày\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_YEAR = re.compile(r"(?i)(?<!\d )\bnăm\s+(20\d\d)\b")
_BLANKS = re.compile(r"\s+")

# What the letters in a number stand for, as the state's rules on papers abbreviate them.
ABBREVIATIONS = {
    "KH": "Kế hoạch",
    "QĐ": "Quyết định",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TB": "Thông báo",
    "DS": "Danh sách",
    "CV": "Công văn",
}
LETTER = "Công văn"
_OFFICES = ("UBND", "HĐND", "VP")


@dataclass(frozen=True, slots=True)
class Header:
    """What was found; what was not is empty."""

    number: str = ""
    dated_on: date | None = None
    issuer: str = ""
    proves_year: int | None = None
    # The name of its kind in Vietnamese, such as "Kế hoạch".
    kind_name: str = ""


def header_of(text: str) -> Header:
    """Read the head of a document from its words."""
    beginning = text[:HEAD]
    end = _END.search(beginning)
    head = beginning[: end.start()] if end else beginning
    number = _number(head)
    return Header(
        number=number,
        dated_on=_day(head),
        issuer=issuer_in(head),
        proves_year=_year(head),
        kind_name=kind_name_of(number),
    )


def kind_name_of(number: str) -> str:
    """Return what a number calls its paper: 12/KH-UBND is a plan, 45/UBND-VX a letter."""
    parts = re.split(r"[/\s–-]+", number)
    named = next((ABBREVIATIONS[part] for part in parts if part in ABBREVIATIONS), "")
    if named:
        return named
    return LETTER if len(parts) > 1 and parts[1] in _OFFICES else ""


def kind_called(name: str, titles: dict[str, str]) -> str:
    """Return the one kind whose Vietnamese title begins with this name; none when unsure."""
    if not name:
        return ""
    fitting = [kind for kind, title in titles.items() if fold(title).startswith(fold(name))]
    exact = [kind for kind in fitting if fold(titles[kind]) == fold(name)]
    found = exact or fitting
    return found[0] if len(found) == 1 else ""


def _number(head: str) -> str:
    found = _NUMBER.search(head)
    if found is None:
        return ""
    figure, mark, symbol = found.groups()
    number = f"{figure}{mark}{_BLANKS.sub('', symbol).rstrip('.')}"
    return number if len(number) <= LONGEST_NUMBER else ""


def _day(head: str) -> date | None:
    places = [found for one in (_DAY_IN_WORDS, _DAY_IN_FIGURES) if (found := one.search(head))]
    if not places:
        return None
    day, month, year = map(int, min(places, key=re.Match.start).groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(head: str) -> int | None:
    """Return the one year that the title names; a day names its own year, which is no matter."""
    named = {int(year) for year in _YEAR.findall(head)}
    return named.pop() if len(named) == 1 else None
