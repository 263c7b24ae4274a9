"""What a document says of itself, when that may change, and what makes it doubtful for a year."""

from dataclasses import astuple, dataclass, fields
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The kind of a document, its own number, day and issuer, and the year it speaks of."""

    kind: str = ""
    number: str = ""
    dated_on: date | None = None
    issuer: str = ""
    proves_year: int | None = None


FACTS = tuple(one.name for one in fields(DocumentFacts))


class Doubt(StrEnum):
    """What an inspector should look at twice; it refuses nothing."""

    DATE_OF_ANOTHER_YEAR = "date_of_another_year"
    DATE_TO_COME = "date_to_come"
    PROVES_ANOTHER_YEAR = "proves_another_year"


def doubts_of(
    dated_on: date | None, proves_year: int | None, *, year: int, put_forward_on: date
) -> tuple[Doubt, ...]:
    """Compare a document with the year it was put forward in.

    A report on a year is often dated in the year after it, so that both years are as they should.
    """
    found = []
    if dated_on is not None and dated_on.year not in {year, year + 1}:
        found.append(Doubt.DATE_OF_ANOTHER_YEAR)
    if dated_on is not None and dated_on > put_forward_on:
        found.append(Doubt.DATE_TO_COME)
    if proves_year is not None and proves_year != year:
        found.append(Doubt.PROVES_ANOTHER_YEAR)
    return tuple(found)


def changed_facts(before: DocumentFacts, after: DocumentFacts) -> tuple[str, ...]:
    """Name the facts that differ, in their order."""
    pairs = zip(FACTS, astuple(before), astuple(after), strict=True)
    return tuple(name for name, was, becomes in pairs if was != becomes)


def only_adds(before: DocumentFacts, after: DocumentFacts) -> bool:
    """Tell whether everything that was said stays as it was said."""
    return all(not getattr(before, name) for name in changed_facts(before, after))
