"""A document in one line, and the doubts about it, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from emulation import formatting
from emulation.evidence.documents.kinds import kind_title
from emulation.rules.criteria_facts import EvidenceKind
from emulation.rules.document_facts import Doubt, doubts_of


@dataclass(frozen=True, slots=True)
class Frame:
    """The year that documents are put forward in, and the kinds it knows."""

    year: int | None = None
    kinds: Mapping[str, EvidenceKind] = field(default_factory=dict)


def line_of(
    kinds: Mapping[str, EvidenceKind], kind: str, number: str, dated_on: date | None, issuer: str
) -> str:
    """Say kind, number, day and issuer: "Kế hoạch số 12/KH-UBND, 15/01/2024, UBND xã Đại Hóa"."""
    title = kind_title(kinds, kind) if kind else ""
    if number and title:
        title = str(_("%(kind)s no. %(number)s", kind=title, number=number))
    elif number:
        title = str(_("No. %(number)s", number=number))
    day = formatting.date(dated_on) if dated_on else ""
    return ", ".join(word for word in (title, day, issuer) if word)


def doubt_words(
    dated_on: date | None, proves_year: int | None, *, year: int | None, put_forward_on: date
) -> tuple[str, ...]:
    """Say what does not fit the year; without a year nothing can be compared."""
    if year is None:
        return ()
    found = doubts_of(dated_on, proves_year, year=year, put_forward_on=put_forward_on)
    return tuple(_doubt(one, dated_on, proves_year, year) for one in found)


def _doubt(doubt: Doubt, dated_on: date | None, proves_year: int | None, year: int) -> str:
    match doubt:
        case Doubt.DATE_OF_ANOTHER_YEAR:
            return str(
                _("dated %(day)s, not of %(year)s", day=formatting.date(dated_on), year=year)
            )
        case Doubt.DATE_TO_COME:
            return str(_("dated later than it was uploaded"))
        case Doubt.PROVES_ANOTHER_YEAR:
            return str(_("about %(proves)s, not %(year)s", proves=proves_year, year=year))


def reused_words(year: int | None) -> str:
    return "" if year is None else str(_("from %(year)s", year=year))
