"""What the radar has open, judged legitimate and judged doubtful, by inspecting unit."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, union
from sqlalchemy.orm import joinedload

from emulation import labels
from emulation.database import db
from emulation.evidence.matches import Copy, copies_of
from emulation.evidence.models import Evidence, Match, MatchMark
from emulation.formatting import BYTE_ORDER_MARK, harmless, local
from emulation.periods.models import Participant
from emulation.periods.queries import seen_by
from emulation.rules.collation import vietnamese_key
from emulation.rules.roles import Person
from emulation.units.models import Unit

SHOWN = 100


@dataclass(slots=True)
class UnitMatches:
    """The matches that concern sheets of one inspecting unit."""

    unit_id: int
    name: str
    counts: dict[MatchMark, int] = field(default_factory=lambda: dict.fromkeys(MatchMark, 0))
    oldest_open: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Every inspecting unit that this reader oversees, and the open matches, oldest first."""

    units: Sequence[UnitMatches]
    open_matches: Sequence[Match]
    open_count: int
    copies: Mapping[str, Sequence[Copy]]


def report(*, reader: Person) -> Report:
    """Return the report; five queries for any number of units and matches."""
    rows = _by_unit(reader)
    units: dict[int, UnitMatches] = {}
    open_ids: dict[int, datetime] = {}
    for unit_id, name, match_id, mark, found_at in rows:
        one = units.setdefault(unit_id, UnitMatches(unit_id, name))
        one.counts[mark] += 1
        if mark is MatchMark.OPEN:
            open_ids[match_id] = found_at
            one.oldest_open = min(one.oldest_open or found_at, found_at)
    shown = sorted(open_ids, key=lambda one: (open_ids[one], one))[:SHOWN]
    matches = _matches(shown)
    return Report(
        units=sorted(units.values(), key=lambda one: vietnamese_key(one.name)),
        open_matches=matches,
        open_count=len(open_ids),
        copies=copies_of(matches, reader=reader),
    )


def _by_unit(reader: Person) -> Sequence[tuple[int, str, int, MatchMark, datetime]]:
    """Return each match once for every inspecting unit that has one of its files."""
    sides = [
        select(Participant.inspecting_unit_id, Match.id)
        .select_from(Match)
        .join(Evidence, Evidence.sha256 == side)
        .join(Participant, Participant.id == Evidence.participant_id)
        .where(seen_by(reader), Participant.inspecting_unit_id.is_not(None))
        for side in (Match.first_sha, Match.second_sha)
    ]
    concerned = union(*sides).subquery()
    query = (
        select(Unit.id, Unit.name, Match.id, Match.mark, Match.found_at)
        .join(concerned, concerned.c.inspecting_unit_id == Unit.id)
        .join(Match, Match.id == concerned.c.id)
    )
    return db.session.execute(query).tuples().all()


def _matches(ids: Sequence[int]) -> Sequence[Match]:
    query = select(Match).where(Match.id.in_(ids)).order_by(Match.found_at, Match.id)
    return db.session.scalars(query).all()


def csv_lines(*, reader: Person) -> Iterator[str]:
    """Give every match as a file for a spreadsheet, with who judged it and why."""
    rows = _by_unit(reader)
    units: dict[int, list[str]] = {}
    for _unit_id, name, match_id, _mark, _found_at in rows:
        units.setdefault(match_id, []).append(name)
    query = (
        select(Match)
        .where(Match.id.in_(list(units)))
        .options(joinedload(Match.marked_by))
        .order_by(Match.found_at, Match.id)
    )
    matches = db.session.scalars(query).all()
    copies = copies_of(matches, reader=reader)
    yield BYTE_ORDER_MARK + _line(
        [
            _("Number"),
            _("Inspected by"),
            _("Found at"),
            _("What is alike"),
            _("Judgement"),
            _("Judged by"),
            _("Judged at"),
            _("Why"),
            _("Put forward by"),
        ]
    )
    for match in matches:
        yield _line(
            [
                match.id,
                ", ".join(sorted(units[match.id], key=vietnamese_key)),
                f"{local(match.found_at):%Y-%m-%d %H:%M}",
                str(labels.LIKENESS[match.likeness]),
                str(labels.MATCH_MARK[match.mark]),
                match.marked_by.full_name if match.marked_by else "",
                f"{local(match.marked_at):%Y-%m-%d %H:%M}" if match.marked_at else "",
                match.note,
                "; ".join(_owners(match, copies)),
            ]
        )


def _owners(match: Match, copies: Mapping[str, Sequence[Copy]]) -> Iterator[str]:
    for sha256 in dict.fromkeys((match.first_sha, match.second_sha)):
        for one in copies.get(sha256, ()):
            yield f"{one.unit} {one.year}"


def _line(cells: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(
        [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return buffer.getvalue()
