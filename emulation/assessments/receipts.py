"""The receipt of a submission: what the log says of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from emulation.accounts.models import User
from emulation.assessments.facts import SheetFacts
from emulation.assessments.queries import name_of
from emulation.audit.checkpoints import first_with
from emulation.audit.models import AuditEvent
from emulation.database import db

SUBMITTED = "assessments.submit"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who submitted the sheet and when, under the number and hash of the event in the log.

    The checkpoint is the first signed one that counts the event: the commune's own witness.
    """

    number: str
    at: datetime
    who: str
    total: str
    not_scored: tuple[str, ...]
    leaf_hash: str
    seq: int = 0
    checkpoint_size: int = 0
    checkpoint: str = ""


def receipt_of(sheet: SheetFacts) -> Receipt:
    """Return the receipt of the last submission, without number and hash when none is logged.

    Sheets that came with a whole year, such as an example, were not submitted one by one.
    """
    if sheet.submitted_at is None:
        raise NoResultFound
    found = (
        db.session.execute(
            select(AuditEvent, User.full_name)
            .outerjoin(User, User.id == AuditEvent.actor_id)
            .where(AuditEvent.action == SUBMITTED, AuditEvent.subject == f"assessment:{sheet.id}")
            .order_by(AuditEvent.seq.desc())
            .limit(1)
        )
        .tuples()
        .one_or_none()
    )
    if found is None:
        return Receipt("", sheet.submitted_at, name_of(sheet.submitted_by_id), "", (), "")
    event, who = found
    checkpoint = first_with(event.seq)
    return Receipt(
        number=f"{sheet.year}-{sheet.participant.code}-{event.seq:06d}",
        at=event.at,
        who=who or "",
        total=str(event.after.get("total", "")),
        not_scored=tuple(event.after.get("not_scored", ())),
        leaf_hash=event.leaf_hash,
        seq=event.seq,
        checkpoint_size=checkpoint.size if checkpoint else 0,
        checkpoint=checkpoint.note if checkpoint else "",
    )
