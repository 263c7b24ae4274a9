"""Figures, dates and sizes as readers write them, and the reading of what people type."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date as calendar_day
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction

from flask import Flask
from flask_babel import get_locale

Number = Decimal | Fraction | int

NOTHING = "–"
MINUS = "−"
# Vietnam keeps no summer time, so a fixed offset is its whole time zone.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SWAP_MARKS = str.maketrans(",.", ".,")
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets misread Vietnamese letters in a table
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")
_MEGABYTE = 1024 * 1024
_GIGABYTE = 1024 * _MEGABYTE
# Room for any figure that somebody types, also when it is only told how wrong it is.
_ROOMY = Context(prec=100)


class NotANumber(ValueError):
    """The text cannot be read as the number that was asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NotADate(ValueError):
    """The text names no day of the calendar."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


# -- written ----------------------------------------------------------------------------------


def points(value: Number | None, places: int = 2) -> str:
    """86.5 -> 86,50: always the same number of places, rounded half up."""
    return NOTHING if value is None else _signed(rounded(value, places), places)


def number(value: Number | None, places: int = 2) -> str:
    """86.50 -> 86,5 and 1902 -> 1.902: at most so many places, none that say nothing."""
    if value is None:
        return NOTHING
    result = rounded(value, places)
    while places and result == rounded(result, places - 1):
        places -= 1
    return _signed(result, places)


def percent(share: Number | None, places: int = 1) -> str:
    """11/18 -> 61,1%: of a share, not of a number that is a percentage already."""
    return NOTHING if share is None else points(share * 100, places) + "%"


def signed(value: Number | None, places: int = 2) -> str:
    """4.25 -> +4,25 and -4.75 -> −4,75, with a true minus sign."""
    if value is None:
        return NOTHING
    result = rounded(value, places)
    return ("+" if result > 0 else "") + _signed(result, places)


def date(day: calendar_day | None) -> str:
    """22/11/2026 in Vietnamese, 22 Nov 2026 in English."""
    if day is None:
        return NOTHING
    if isinstance(day, datetime):
        day = local(day)
    if _locale() == "vi":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment(at: datetime | None) -> str:
    """22/11/2026 14:30, in Vietnam's time."""
    return NOTHING if at is None else f"{date(at)} {clock(at)}"


def clock(at: datetime | None) -> str:
    """14:30, in Vietnam's time."""
    return NOTHING if at is None else f"{local(at):%H:%M}"


def file_size(size: int | None) -> str:
    """1887437 -> 1,8 MB; below a megabyte in whole kilobytes."""
    if size is None:
        return NOTHING
    if size >= _GIGABYTE:
        return f"{number(Fraction(size, _GIGABYTE), 1)} GB"
    if size >= _MEGABYTE:
        return f"{number(Fraction(size, _MEGABYTE), 1)} MB"
    return f"{number(-(-size // 1024), 0)} KB"


def rank_move(move: int | None) -> str:
    """▲2 for two places up, ▼3 for three down, – for the same place or no place last year."""
    if not move:
        return NOTHING
    return f"{'▲' if move > 0 else '▼'}{abs(move)}"


def harmless(text: str) -> str:
    """Return the text so that a spreadsheet shows it instead of computing it."""
    return "'" + text if text.startswith(_RUN_BY_SPREADSHEETS) else text


def local(at: datetime) -> datetime:
    """Return the moment on the clocks of Vietnam."""
    return at.astimezone(VIETNAM)


def rounded(value: Number, places: int) -> Decimal:
    """Round half up, and a fraction without ever leaving whole numbers."""
    if isinstance(value, Fraction):
        doubled = 2 * abs(value.numerator) * 10**places + value.denominator
        whole = doubled // (2 * value.denominator)
        return Decimal(whole if value >= 0 else -whole).scaleb(-places)
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _ROOMY)


def _signed(value: Decimal, places: int) -> str:
    text = f"{value.copy_abs():,.{places}f}"
    if _locale() == "vi":
        text = text.translate(_SWAP_MARKS)
    return (MINUS if value < 0 else "") + text


def _locale() -> str:
    locale = get_locale()
    return locale.language if locale else "vi"


# -- typed ------------------------------------------------------------------------------------

_LONGEST_NUMBER = 30
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+")
_MIXED = re.compile(r"([0-9]{1,3}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?!\2)[.,]([0-9]+)")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
# Marks that turn the direction of a text, and the byte order mark: invisible, and able to deceive.
_INVISIBLE = frozenset("\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def read_number(text: str) -> Decimal:
    """Read 86,5 · 86.5 · 1.902,5 · 97,1 %: a single mark is the decimal one."""
    sign, digits = _sign_and_digits(text)
    if mixed := _MIXED.fullmatch(digits):
        digits = f"{mixed[1].replace(mixed[2], '')}.{mixed[3]}"
    elif (grouped := _GROUPED.fullmatch(digits)) and digits.count(grouped[1]) > 1:
        digits = digits.replace(grouped[1], "")
    elif _PLAIN.fullmatch(digits):
        digits = digits.replace(",", ".")
    else:
        raise NotANumber(text)
    try:
        return Decimal(sign + digits)
    except InvalidOperation as error:
        raise NotANumber(text) from error


def read_count(text: str) -> int:
    """Read 1902 · 1.902 · 1,902 · 1 902: whole and not negative; 12,5 is no count."""
    sign, digits = _sign_and_digits(text)
    if grouped := _GROUPED.fullmatch(digits):
        digits = digits.replace(grouped[1], "")
    if sign == "-" or not digits.isascii() or not digits.isdigit():
        raise NotANumber(text)
    return int(digits)


def _sign_and_digits(text: str) -> tuple[str, str]:
    # NFKC also turns full-width digits and no-break spaces into plain ones.
    plain = unicodedata.normalize("NFKC", text[: 4 * _LONGEST_NUMBER])
    plain = "".join(plain.split()).removesuffix("%").replace(MINUS, "-")
    if not plain or max(len(plain), len(text) // 4) > _LONGEST_NUMBER:
        raise NotANumber(text)
    sign = plain[0] if plain[0] in "+-" else ""
    return sign, plain[len(sign) :]


def read_date(text: str) -> calendar_day:
    """Read 22/11/2026, 22-11-2026 and 2026-11-22."""
    plain = unicodedata.normalize("NFKC", text[:40]).strip()
    if found := _DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
    else:
        raise NotADate(text)
    try:
        return calendar_day(int(year), int(month), int(day))
    except ValueError as error:
        raise NotADate(text) from error


def tidy(text: str) -> str:
    """Return the text composed (NFC), with plain line ends and nothing that cannot be seen."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(letter for letter in composed if _is_visible(letter)).strip()


def _is_visible(letter: str) -> bool:
    if letter in "\n\t":
        return True
    return letter not in _INVISIBLE and unicodedata.category(letter) not in {"Cc", "Cs"}


def safe_filename(name: str, *, longest: int = 120) -> str:
    """Return the name alone, without folders or signs that some system forbids; never empty."""
    plain = tidy(name).replace("\n", " ").replace("\t", " ").replace("\\", "/")
    plain = re.sub(r'[<>:"|?*]+', "-", plain.rsplit("/", 1)[-1]).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem or len(ending) > _LONGEST_ENDING:
        return plain[:longest].strip(" .") or "file"
    return f"{stem[: longest - len(ending) - 1].strip(' .')}.{ending}"


_LONGEST_ENDING = 10

FILTERS: dict[str, Callable[..., str]] = {
    "points": points,
    "number": number,
    "percent": percent,
    "signed": signed,
    "date": date,
    "moment": moment,
    "clock": clock,
    "file_size": file_size,
    "rank_move": rank_move,
}


def init_formatting(app: Flask) -> None:
    """Give the templates the filters of this module."""
    app.jinja_env.filters.update(FILTERS)
