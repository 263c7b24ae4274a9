"""Reading criteria sets; they are public, so every reader sees every one of them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import defer

from emulation.criteria.content import from_json
from emulation.criteria.models import CriteriaSetVersion, CriterionLine, LineKind
from emulation.database import db
from emulation.rules.criteria_set import CriteriaSet, build

# Content that has a digest never changes, so what was built from it stays true.
_built: dict[str, CriteriaSet] = {}
_MOST_KEPT = 32
NUL = "\0"  # some databases refuse to be asked about it


class SetEntry(NamedTuple):
    """One line of the list of criteria sets."""

    criteria_set: CriteriaSetVersion
    criteria: int
    newest: bool


def rule_set(criteria_set_id: int) -> CriteriaSet:
    """Return the criteria set as the rules see it; raise NoResultFound when there is none."""
    digest = db.session.scalars(
        select(CriteriaSetVersion.digest).where(CriteriaSetVersion.id == criteria_set_id)
    ).one()
    if digest not in _built:
        content = db.session.scalars(
            select(CriteriaSetVersion.content).where(CriteriaSetVersion.id == criteria_set_id)
        ).one()
        while len(_built) >= _MOST_KEPT:
            _built.pop(next(iter(_built)), None)
        _built[digest] = build(from_json(content))
    return _built[digest]


def lines(criteria_set_id: int) -> Sequence[CriterionLine]:
    """Return the lines of the sheet in their order."""
    return db.session.scalars(
        select(CriterionLine)
        .where(CriterionLine.criteria_set_id == criteria_set_id)
        .order_by(CriterionLine.position)
    ).all()


def find_set(code: str, version: str | None = None) -> CriteriaSetVersion | None:
    """Return that version of the set, or the one imported last when no version is named."""
    if NUL in code + (version or ""):
        return None
    query = select(CriteriaSetVersion).where(CriteriaSetVersion.code == code)
    if version is not None:
        query = query.where(CriteriaSetVersion.version == version)
    newest = query.order_by(CriteriaSetVersion.imported_at.desc(), CriteriaSetVersion.id.desc())
    return db.session.scalars(newest.limit(1)).first()


def get_set(code: str, version: str | None = None) -> CriteriaSetVersion:
    """Return what `find_set` finds; raise NoResultFound when there is nothing."""
    found = find_set(code, version)
    if found is None:
        raise NoResultFound
    return found


def list_versions(code: str) -> Sequence[CriteriaSetVersion]:
    """Return the versions of one set, the one imported last first."""
    return db.session.scalars(_light().where(CriteriaSetVersion.code == code)).all()


def list_sets() -> list[SetEntry]:
    """Return every version of every set with the number of its core criteria."""
    counted = db.session.execute(
        select(CriterionLine.criteria_set_id, func.count())
        .where(CriterionLine.kind == LineKind.CORE)
        .group_by(CriterionLine.criteria_set_id)
    )
    counts = dict(counted.tuples().all())
    seen: set[str] = set()
    entries = []
    for one in db.session.scalars(_light()):
        entries.append(SetEntry(one, counts.get(one.id, 0), one.code not in seen))
        seen.add(one.code)
    return entries


def _light() -> Select[tuple[CriteriaSetVersion]]:
    return (
        select(CriteriaSetVersion)
        .options(defer(CriteriaSetVersion.content), defer(CriteriaSetVersion.source))
        .order_by(
            CriteriaSetVersion.code,
            CriteriaSetVersion.imported_at.desc(),
            CriteriaSetVersion.id.desc(),
        )
    )
