"""Where every unit of a year stood the year before, and which units the new ones came from."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from emulation.database import db
from emulation.periods.models import Period
from emulation.rankings.models import Publication, PublishedRow
from emulation.rankings.queries import find_publication_before
from emulation.rules.deadlines import local_day
from emulation.rules.successions import Became, Origin, Place, origins
from emulation.units.models import Succession, SuccessionKind, Unit


def origins_of(period: Period, unit_ids: Collection[int]) -> Mapping[int, Origin]:
    """Return last year's place of each unit as published; of new ones, the names they came from."""
    before = find_publication_before(period)
    if before is None:
        return {unit_id: Origin(None) for unit_id in unit_ids}
    became = successions_since(before)
    found = origins(map(str, unit_ids), places_in(before), became)
    named = names_of({int(old) for one in found.values() for old in one.predecessors})
    return {
        int(unit): Origin(one.last, tuple(named[int(old)] for old in one.predecessors))
        for unit, one in found.items()
    }


def places_in(publication: Publication) -> Mapping[str, Place]:
    query = select(PublishedRow.unit_id, PublishedRow.rank, PublishedRow.level).where(
        PublishedRow.publication_id == publication.id, PublishedRow.rank.is_not(None)
    )
    return {
        str(unit_id): Place(rank, level)
        for unit_id, rank, level in db.session.execute(query)
        if rank is not None
    }


def successions_since(publication: Publication) -> Sequence[Became]:
    """Return what became of units since the earlier year's participants were copied."""
    query = select(Succession.predecessor_id, Succession.successor_id, Succession.kind).where(
        Succession.on > local_day(publication.period.opened_at)
    )
    return [
        Became(str(old), str(new), whole=kind is SuccessionKind.WHOLE)
        for old, new, kind in db.session.execute(query)
    ]


def names_of(unit_ids: Collection[int]) -> Mapping[int, str]:
    if not unit_ids:
        return {}
    query = select(Unit.id, Unit.name).where(Unit.id.in_(unit_ids))
    return dict(db.session.execute(query).tuples().all())
