"""Correcting a published year: a new publication that names the old one, what changed and why."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from emulation.database import db, rows_changed
from emulation.periods.models import Period, PeriodState
from emulation.rankings.bundle import Json
from emulation.rankings.draft import Draft, draft_of
from emulation.rankings.issuing import Correcting, hold_chain, issue
from emulation.rankings.models import Publication, PublishedRow
from emulation.rankings.publishing import move_sheets
from emulation.rankings.reading import units_of
from emulation.rankings.standings import SET_ASIDE, status_of
from emulation.rules.canonical import canonical
from emulation.rules.errors import ReasonMissing, RuleBroken, StaleVersion, WrongState
from emulation.rules.published_changes import changes_between
from emulation.rules.roles import Person
from emulation.rules.workflow import AssessmentState, Step

DONE = frozenset({AssessmentState.APPROVED, AssessmentState.PUBLISHED, AssessmentState.CLOSED})


class NothingChanged(RuleBroken):
    """The table would be the same as the one that is published."""


class SheetsOpen(RuleBroken):
    """Sheets that were published are open again, and not approved yet."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"not approved again: {', '.join(names)}")
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction would be now, against the publication that stands."""

    corrects: Publication
    draft: Draft
    changes: Sequence[Json]
    still_open: Sequence[str]

    @property
    def seen(self) -> str:
        """Return a mark of what was shown, so that nobody signs something else."""
        return hashlib.sha256(canonical([self.corrects.digest, *self.changes])).hexdigest()


def correction_of(period: Period, *, reader: Person) -> Correction:
    """Compare the published table with what the sheets say now."""
    standing = newest_of(period)
    reasons = _reasons_in(standing)
    draft = draft_of(period, reader=reader, closed_as=reasons)
    ranked = {line.unit_id for line in draft.lines} - reasons.keys()
    return Correction(
        corrects=standing,
        draft=draft,
        changes=changes_between(units_of(standing), draft.units),
        still_open=[
            line.name
            for line in draft.lines
            if line.unit_id in ranked and line.state not in DONE and status_of(line) != SET_ASIDE
        ],
    )


def newest_of(period: Period) -> Publication:
    """Return the publication that stands; raise WrongState when the year has none."""
    query = (
        select(Publication)
        .where(Publication.period_id == period.id)
        .options(undefer(Publication.content))
        .order_by(Publication.number.desc())
        .limit(1)
    )
    found = db.session.scalars(query).first()
    if found is None:
        raise WrongState(period.state, "correct")
    return found


def _reasons_in(publication: Publication) -> Mapping[int, str]:
    query = select(PublishedRow.unit_id, PublishedRow.unranked_because).where(
        PublishedRow.publication_id == publication.id, PublishedRow.rank.is_(None)
    )
    return dict(db.session.execute(query).tuples().all())


def correct(
    period: Period, *, reason: str, by: Person, at: datetime, seen: str | None = None
) -> Publication:
    """Publish the year again, naming the publication that stands, what changed and why.

    `seen` marks what the person was shown; anything else by now is refused.
    """
    if not reason.strip():
        raise ReasonMissing
    hold_chain(period)
    held = rows_changed(
        update(Period)
        .where(Period.id == period.id, Period.state == PeriodState.PUBLISHED)
        .values(version=Period.version + 1)
    )
    if held != 1:
        raise WrongState(PeriodState.OPEN, "correct")
    correction = correction_of(period, reader=by)
    if correction.still_open:
        raise SheetsOpen(correction.still_open)
    if not correction.changes:
        raise NothingChanged
    if seen is not None and seen != correction.seen:
        raise StaleVersion(0, correction.corrects.number)
    draft = correction.draft
    approved = [line for line in draft.lines if line.state is AssessmentState.APPROVED]
    move_sheets([line for line in approved if status_of(line) != SET_ASIDE], Step.PUBLISH, by=by)
    return issue(
        period,
        draft,
        by=by,
        at=at,
        correcting=Correcting(correction.corrects, reason.strip(), correction.changes),
    )
