"""Tables that somebody prepared in a spreadsheet and saved as CSV: read whole, or refused whole."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

if TYPE_CHECKING:
    import _csv

LARGEST_FILE = 4 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_FIELD = 1000
MOST_PROBLEMS = 200

_PLAIN = "aăâeêioôơuưy"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VIETNAMESE = {
    letter
    for vowel in _PLAIN
    for tone in ("", *_TONES)
    for letter in (
        unicodedata.normalize("NFC", vowel + tone),
        unicodedata.normalize("NFC", vowel.upper() + tone),
    )
} | set("đĐ–—“”‘’…°·\u00a0")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and on which line of the file; line 0 is the file as a whole."""

    line: int
    sentence: str

    def __str__(self) -> str:
        if not self.line:
            return self.sentence
        return str(_("Line %(line)s: %(problem)s", line=self.line, problem=self.sentence))


class ImportRefused(Exception):
    """The file cannot be taken in; it says everything that is wrong, and nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:3])))
        in_order = sorted(problems, key=lambda problem: problem.line)
        self.problems = tuple(in_order[:MOST_PROBLEMS])


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number in the file, and what stands under each heading."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_table(
    data: bytes,
    *,
    required: Collection[str],
    allowed: Collection[str],
    problems: list[Problem],
) -> list[Row]:
    """Return the rows below a heading that has all required and no unknown columns.

    Rows that cannot be read are noted among the problems, so that all are told at once.
    """
    if len(data) > LARGEST_FILE:
        raise refusal(_("The file is larger than 4 MB: split it into several files."))
    text = decode(data)
    if "\0" in text:
        raise refusal(_("This is not a text file: save the table as CSV UTF-8."))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        heading = [cell.strip().lower() for cell in next(reader, [])]
        check_heading(heading, required, allowed)
        rows = list(_rows(reader, heading, problems))
    except csv.Error as error:
        sentence = _(
            "The quotation marks or fields of this line cannot be read (%(error)s).", error=error
        )
        raise ImportRefused([Problem(reader.line_num, sentence)]) from error
    if not rows and not problems:
        raise refusal(_("The file has a heading but no rows."))
    return rows


def heading_of(data: bytes) -> set[str]:
    """Return the names in the first line, to tell two kinds of file apart."""
    first = decode(data[:LONGEST_FIELD], cut=True).split("\n", 1)[0]
    return {cell.strip().strip('"').lower() for cell in first.split(delimiter_of(first))}


def refusal(sentence: str) -> ImportRefused:
    return ImportRefused([Problem(0, sentence)])


def decode(data: bytes, *, cut: bool = False) -> str:
    """Read UTF-8 with or without its mark, or Windows-1258 where it is surely Vietnamese."""
    end = data.rfind(b"\n") + 1 if cut and b"\n" in data else len(data)
    whole = data[:end]
    with suppress(UnicodeDecodeError):
        return unicodedata.normalize("NFC", whole.decode("utf-8-sig"))
    text = unicodedata.normalize("NFC", whole.decode("cp1258", "replace"))
    if all(letter.isascii() or letter in _VIETNAMESE for letter in text):
        return text
    raise refusal(
        _("The letters of this file cannot be read: save it as “CSV UTF-8”, then try again.")
    )


def delimiter_of(text: str) -> str:
    """Spreadsheets set to Vietnamese part columns by semicolons, because the comma is decimal."""
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def check_heading(
    heading: Sequence[str], required: Collection[str], allowed: Collection[str]
) -> None:
    missing = [name for name in required if name not in heading]
    unknown = [name for name in heading if name not in allowed and name not in required]
    twice = {name for name in heading if heading.count(name) > 1}
    problems = []
    if missing:
        problems.append(_("These columns are missing: %(names)s.", names=", ".join(missing)))
    if unknown:
        shown = ", ".join(name[:40] or "“”" for name in unknown[:10])
        problems.append(_("These columns are not known: %(names)s.", names=shown))
    if twice:
        problems.append(_("These columns stand twice: %(names)s.", names=", ".join(sorted(twice))))
    if problems:
        raise ImportRefused([Problem(1, sentence) for sentence in problems])


def _rows(reader: "_csv.Reader", heading: Sequence[str], problems: list[Problem]) -> Iterator[Row]:
    count = 0
    line = reader.line_num + 1
    for cells in reader:
        start, line = line, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise refusal(_("The file has more than 20,000 rows: split it into several files."))
        if len(cells) != len(heading):
            sentence = _(
                "%(found)s columns instead of %(expected)s.",
                found=len(cells),
                expected=len(heading),
            )
            problems.append(Problem(start, sentence))
        elif any(len(cell) > LONGEST_FIELD for cell in cells):
            problems.append(Problem(start, _("A field is longer than 1,000 characters.")))
        else:
            yield Row(start, dict(zip(heading, map(str.strip, cells), strict=True)))
