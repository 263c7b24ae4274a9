"""Importing a criteria set: checked as a whole, then written down as a whole."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import delete, select

from emulation.audit.operations import record
from emulation.criteria.checking import CheckedSet, check_set
from emulation.criteria.models import (
    CONDITIONS_CODE,
    CriteriaSetVersion,
    CriterionLine,
    LineKind,
)
from emulation.database import db
from emulation.rules.criteria_set import CriteriaSet
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Person


class Outcome(StrEnum):
    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class ImportedSet(NamedTuple):
    """The version that is now in the database, and what became of it."""

    criteria_set: CriteriaSetVersion
    outcome: Outcome


class FrozenSet(RuleBroken):
    """The version is in use by a year; what differs needs a version of its own."""

    def __init__(self, code: str, version: str) -> None:
        super().__init__(f"{code} {version} is in use by a year: give the file a new version")
        self.code = code
        self.version = version


def import_set(text: str, *, by: Person | None, at: datetime) -> ImportedSet:
    """Check the file and store it: all of it, or nothing."""
    return store_set(check_set(text), by=by, at=at)


def store_set(checked: CheckedSet, *, by: Person | None, at: datetime) -> ImportedSet:
    """Write a checked set down; the same content again changes nothing."""
    rules = checked.rules
    known = db.session.scalars(
        select(CriteriaSetVersion)
        .where(CriteriaSetVersion.code == rules.code, CriteriaSetVersion.version == rules.version)
        .with_for_update()
    ).first()
    if known is not None and known.digest == checked.digest:
        return ImportedSet(known, Outcome.UNCHANGED)
    if known is not None and known.frozen_at is not None:
        raise FrozenSet(known.code, known.version)

    outcome = Outcome.ADDED if known is None else Outcome.REPLACED
    before = {"digest": known.digest} if known else None
    stored = (
        _emptied(known) if known else CriteriaSetVersion(code=rules.code, version=rules.version)
    )
    stored.title_vi, stored.title_en = rules.title_vi, rules.title_en
    stored.content, stored.source, stored.digest = checked.content, checked.source, checked.digest
    stored.imported_at = at
    db.session.add(stored)
    db.session.flush()
    db.session.add_all(_lines(rules, stored.id))
    db.session.flush()
    record(
        "criteria.import",
        f"criteria_set:{stored.id}",
        by=by,
        at=at,
        before=before,
        after={"code": rules.code, "version": rules.version, "digest": checked.digest},
    )
    return ImportedSet(stored, outcome)


def _emptied(known: CriteriaSetVersion) -> CriteriaSetVersion:
    """Take the lines away; the database refuses where a score or a file points at one of them."""
    db.session.execute(delete(CriterionLine).where(CriterionLine.criteria_set_id == known.id))
    return known


def _lines(rules: CriteriaSet, criteria_set_id: int) -> list[CriterionLine]:
    """Core criteria in their order, then bonuses and deductions, then the conditions."""
    core = [
        CriterionLine(
            kind=LineKind.CORE,
            code=one.code,
            group_code=one.group,
            heading_code=one.heading,
            max_points=one.max_points,
            title_vi=one.title_vi,
            title_en=one.title_en,
        )
        for one in rules.criteria
    ]
    adjustments = [
        CriterionLine(
            kind=LineKind(one.kind.value),
            code=one.code,
            group_code="",
            heading_code="",
            max_points=one.cap,
            title_vi=one.title_vi,
            title_en=one.title_en,
        )
        for one in rules.adjustments
    ]
    conditions = CriterionLine(
        kind=LineKind.CONDITIONS,
        code=CONDITIONS_CODE,
        group_code="",
        heading_code="",
        max_points=0,
        title_vi="Điều kiện xếp loại",
        title_en="Conditions for recognition",
    )
    lines = [*core, *adjustments, conditions]
    for position, line in enumerate(lines, start=1):
        line.criteria_set_id, line.position = criteria_set_id, position
    return lines
