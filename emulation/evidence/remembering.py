"""Writing matches down, and remembering what was judged legitimate when its bytes turn up again.

A judgement that a person made on a match clears the document itself: further matches of either of
its two files carry the judgement and name the match it was made on. Only what a person said is
handed on, so that likeness does not creep from copy to copy; a document somebody found doubtful
as well is never cleared.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from emulation.database import db, rows_changed
from emulation.evidence.models import Likeness, Match, MatchMark
from emulation.rules.similarity import Judged, covers

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """Two files that are alike; the hashes in order."""

    first: str
    second: str
    likeness: Likeness
    distance: int


@dataclass(frozen=True, slots=True)
class Judgements:
    """What people said so far of some files: which judgement clears which, and who is in doubt."""

    clearing: Mapping[str, Match]
    doubtful: frozenset[str]

    def of(self, first: str, second: str) -> Match | None:
        """Return the judgement that covers a match of these two files, if there is one."""
        if {first, second} & self.doubtful:
            return None
        return self.clearing.get(first) or self.clearing.get(second)


def keep(found: Iterable[Found], *, at: datetime) -> int:
    """Write the matches down; one that is known already, with its mark, stays as it is."""
    several = list(found)
    judged = judgements_on({sha for one in several for sha in (one.first, one.second)})
    postgres = db.session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(Match) if postgres else sqlite.insert(Match)
    added = 0
    for one in several:
        row = {
            "first_sha": one.first,
            "second_sha": one.second,
            "likeness": one.likeness,
            "distance": one.distance,
            "found_at": at,
            "note": "",
            "version": 1,
            **carried(judged.of(one.first, one.second)),
        }
        statement = insert.values(row).on_conflict_do_nothing().returning(Match.id)
        added += len(db.session.scalars(statement).all())
    return added


def carried(earlier: Match | None) -> Mapping[str, Any]:
    """Return what a match carries that nobody judged by itself."""
    return {
        "mark": MatchMark.LEGITIMATE if earlier else MatchMark.OPEN,
        "marked_by_id": earlier.marked_by_id if earlier else None,
        "marked_at": earlier.marked_at if earlier else None,
        "remembered_from_id": earlier.id if earlier else None,
    }


def judgements_on(hashes: Collection[str]) -> Judgements:
    """Read what people themselves said of matches of these files; the earliest clearing counts."""
    wanted = list(hashes)
    judged: dict[str, list[Match]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = set(wanted[start : start + AT_ONCE])
        query = (
            select(Match)
            .where(
                or_(Match.first_sha.in_(part), Match.second_sha.in_(part)),
                Match.mark != MatchMark.OPEN,
                Match.remembered_from_id.is_(None),
            )
            .order_by(Match.marked_at, Match.id)
        )
        for match in db.session.scalars(query):
            for sha256 in {match.first_sha, match.second_sha} & part:
                judged.setdefault(sha256, []).append(match)
    cleared = {
        sha256: matches[0]
        for sha256, matches in judged.items()
        if covers(Judged(one.mark) for one in matches)
    }
    return Judgements(cleared, frozenset(judged) - frozenset(cleared))


def hand_on(match: Match) -> int:
    """Let the other matches of these two files carry what is said of them now; return how many."""
    hashes = {match.first_sha, match.second_sha}
    others = db.session.scalars(
        select(Match).where(
            or_(Match.first_sha.in_(hashes), Match.second_sha.in_(hashes)),
            or_(Match.mark == MatchMark.OPEN, Match.remembered_from_id.is_not(None)),
            Match.id != match.id,
        )
    ).all()
    judged = judgements_on({sha for one in others for sha in (one.first_sha, one.second_sha)})
    changed = 0
    for other in others:
        earlier = judged.of(other.first_sha, other.second_sha)
        if (earlier.id if earlier else None) == other.remembered_from_id:
            continue
        changed += rows_changed(
            update(Match)
            .where(Match.id == other.id, Match.version == other.version)
            .values(**carried(earlier), version=other.version + 1)
        )
    return changed
