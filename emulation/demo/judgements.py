"""What the radar finds in the example province, and what people said of two of its findings."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_

from emulation.accounts.models import User
from emulation.database import db, write_tx
from emulation.demo.actors import Actors
from emulation.demo.reuse import Reuse
from emulation.evidence.matches import judge
from emulation.evidence.models import Evidence, Match, MatchMark
from emulation.evidence.radar import compare_new
from emulation.periods.models import Participant, Period

ALL_AT_ONCE = 2000


def compare_and_judge(planned: Sequence[Reuse], *, at: datetime) -> None:
    """Let the radar look at all files, then judge what the plan says was judged."""
    compare_new(at=at, at_most=ALL_AT_ONCE)
    actors = Actors(dict(db.session.execute(select(User.username, User.id)).tuples().all()))
    for reuse in planned:
        if reuse.mark is MatchMark.OPEN:
            continue
        owner, match_id, version = found_for(reuse)
        with write_tx():
            by = actors.inspector(db.session.get_one(Participant, owner))
            judge(match_id, reuse.mark, reuse.note, version=version, by=by, at=at)


def found_for(reuse: Reuse) -> tuple[int, int, int]:
    """Return the first who put the document forward, and the match with its version."""
    documents = db.session.execute(
        select(Participant.id, Evidence.sha256)
        .join(Evidence, Evidence.participant_id == Participant.id)
        .join(Period, Period.id == Participant.period_id)
        .where(tuple_(Participant.code, Period.year).in_(reuse.owners))
    ).all()
    hashes = {sha256 for _owner, sha256 in documents}
    match = db.session.scalars(
        select(Match).where(
            Match.first_sha.in_(hashes),
            Match.second_sha.in_(hashes),
            Match.likeness == reuse.likeness,
        )
    ).one()
    owner = min(owner for owner, sha256 in documents if sha256 == match.first_sha)
    return owner, match.id, match.version
