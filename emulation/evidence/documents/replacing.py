"""A new file in the place of an older one, which stays where it can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from emulation.accounts.models import User
from emulation.audit.operations import record
from emulation.criteria.models import CriterionLine
from emulation.database import db, rows_changed
from emulation.evidence import operations
from emulation.evidence.models import Blob, Evidence, EvidenceUse
from emulation.evidence.operations import KeptFile
from emulation.evidence.queries import STANDS, find_use
from emulation.evidence.row_gate import RowAccess
from emulation.periods.models import Participant
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Person


class SameFile(RuleBroken):
    """A file cannot take its own place."""


class NotStanding(RuleBroken):
    """The older file stands for the criterion no more: somebody took it off or replaced it."""


@dataclass(frozen=True, slots=True)
class ReplacedFile:
    """A document that stood for a criterion until another one took its place."""

    evidence_id: int
    name: str
    size: int
    replaced_by_id: int
    replaced_by: str
    replaced_at: datetime
    replaced_by_whom: str


def replace(
    participant: Participant,
    line: CriterionLine,
    evidence_id: int,
    file: KeptFile,
    *,
    kind: str = "",
    by: Person,
    at: datetime,
) -> Evidence:
    """Let a new file stand for the criterion in the place of an older one."""
    row = operations.check_changeable(participant, line, by=by, at=at)
    old = operations.own_document(participant, evidence_id, by)
    if file.stored.sha256 == old.sha256:
        raise SameFile
    late = row is RowAccess.ADD_ONLY
    new = operations.document_of(participant, file, late=late, by=by, at=at)
    operations.say_kind(new, kind or old.kind, by=by, at=at)
    statement = update(EvidenceUse).where(
        EvidenceUse.evidence_id == old.id, EvidenceUse.criterion_id == line.id, STANDS
    )
    if rows_changed(statement.values(replaced_by_id=new.id)) != 1:
        raise NotStanding
    _take_place(new, line, by=by, at=at)
    record(
        "evidence.replace",
        f"evidence:{old.id}",
        by=by,
        at=at,
        before={"criterion": line.code, "sha256": old.sha256},
        after={"criterion": line.code, "sha256": new.sha256, "evidence": new.id},
    )
    return new


def _take_place(document: Evidence, line: CriterionLine, *, by: Person, at: datetime) -> None:
    """Let it stand from now on, also where it stood beside the older one before."""
    operations.use(document, line, by=by, at=at)
    use = find_use(document.id, line.id)
    if use is not None and use.linked_at != at:
        use.linked_at = at
        use.linked_by_id = by.id


def replaced_files(participant_id: int, criterion_id: int) -> Sequence[ReplacedFile]:
    """Return what others took the place of, newest first; one query."""
    new, its_use = aliased(Evidence), aliased(EvidenceUse)
    query = (
        select(
            Evidence.id,
            Evidence.name,
            Blob.size,
            new.id,
            new.name,
            its_use.linked_at,
            User.full_name,
        )
        .select_from(EvidenceUse)
        .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
        .join(Blob, Blob.sha256 == Evidence.sha256)
        .join(new, new.id == EvidenceUse.replaced_by_id)
        .join(
            its_use,
            (its_use.evidence_id == new.id) & (its_use.criterion_id == EvidenceUse.criterion_id),
        )
        .join(User, User.id == its_use.linked_by_id)
        .where(
            EvidenceUse.participant_id == participant_id,
            EvidenceUse.criterion_id == criterion_id,
            EvidenceUse.withdrawn_at.is_(None),
        )
        .order_by(its_use.linked_at.desc(), Evidence.id.desc())
    )
    return [ReplacedFile(*row) for row in db.session.execute(query)]
