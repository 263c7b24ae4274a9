"""What a sheet has put forward against what its criteria set asks for, counted once for all pages.

Criteria that ask for documents are counted, except those that do not apply to the unit and those
whose every figure the program supplies itself. A criterion has its documents as soon as there is
one; the kinds that are still missing are named beside the count and change nothing in it, since a
unit may have put a paper forward without saying what kind it is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from emulation.rules.criteria_facts import ApplicationDocument, CriteriaSet, Criterion
from emulation.rules.evidence_slots import Slots, slots_of

# Many units put the same kinds forward for the same criterion.
_sorted_into_slots = lru_cache(maxsize=4096)(slots_of)


class Filled(StrEnum):
    """What one criterion has of what it asks for."""

    EMPTY = "empty"
    KINDS_MISSING = "kinds_missing"
    COMPLETE = "complete"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class CriterionPapers:
    """One criterion: the kinds asked for, how many documents there are, what is missing."""

    code: str
    heading: str
    slots: Slots
    documents: int
    filled: Filled


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many have their documents; some of these lack a kind that is asked for."""

    there: int
    asked: int
    lacking_kinds: int = 0

    @property
    def missing(self) -> int:
        return self.asked - self.there

    @property
    def complete(self) -> bool:
        return self.there == self.asked


@dataclass(frozen=True, slots=True)
class Completeness:
    """A whole sheet: criterion by criterion, heading by heading, and altogether."""

    criteria: tuple[CriterionPapers, ...]
    headings: Mapping[str, Count]
    whole: Count

    @property
    def complete_headings(self) -> Count:
        """Count the headings in which no criterion is without documents."""
        asked = [one for one in self.headings.values() if one.asked]
        return Count(sum(one.complete for one in asked), len(asked))


@dataclass(frozen=True, slots=True)
class ApplicationCount:
    """The application file: how many required papers there are, and which are not."""

    there: int
    asked: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.missing


def completeness(
    criteria_set: CriteriaSet,
    kinds: Mapping[str, Sequence[str]],
    *,
    excused: Collection[str] = (),
) -> Completeness:
    """Count a sheet; `kinds` gives, by criterion, the kind of each of its documents or nothing."""
    criteria = tuple(
        _papers(one, kinds.get(one.code, ()), is_excused=one.code in excused)
        for one in criteria_set.criteria
    )
    headings = {
        heading.code: _count(one for one in criteria if one.heading == heading.code)
        for heading in criteria_set.headings
    }
    return Completeness(criteria, headings, _count(criteria))


def application_count(
    documents: Iterable[ApplicationDocument], there: Collection[str]
) -> ApplicationCount:
    """Count the required papers of the application file by the codes of its places."""
    required = [one.code for one in documents if one.required]
    missing = tuple(code for code in required if code not in there)
    return ApplicationCount(len(required) - len(missing), len(required), missing)


def _papers(criterion: Criterion, kinds: Sequence[str], *, is_excused: bool) -> CriterionPapers:
    slots = _sorted_into_slots(criterion.evidence, tuple(sorted(kinds)))
    if is_excused or not criterion.evidence:
        filled = Filled.NOT_ASKED
    elif not kinds:
        filled = Filled.EMPTY
    else:
        filled = Filled.KINDS_MISSING if slots.missing else Filled.COMPLETE
    return CriterionPapers(criterion.code, criterion.heading, slots, len(kinds), filled)


def _count(criteria: Iterable[CriterionPapers]) -> Count:
    states = [one.filled for one in criteria if one.filled is not Filled.NOT_ASKED]
    return Count(
        there=sum(state is not Filled.EMPTY for state in states),
        asked=len(states),
        lacking_kinds=sum(state is Filled.KINDS_MISSING for state in states),
    )
