"""What a document's own page tells of it: its facts, the year it came from, the doubts."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from emulation.database import db
from emulation.evidence import queries
from emulation.evidence.documents.facts import access_of
from emulation.evidence.documents.kinds import kind_title
from emulation.evidence.documents.wording import doubt_words
from emulation.evidence.models import Evidence
from emulation.evidence.row_gate import RowAccess
from emulation.evidence.views.answers import back
from emulation.evidence.views.framing import frame_of
from emulation.periods.models import Participant
from emulation.rules.deadlines import local_day
from emulation.rules.roles import AGENCY_ROLES, Person


@dataclass(frozen=True, slots=True)
class Said:
    """The facts of one document in words; `describe_url` where this reader may change them."""

    kind: str
    number: str
    dated_on: date | None
    issuer: str
    proves_year: int | None
    origin_year: int | None
    origin_url: str
    doubts: tuple[str, ...]
    describe_url: str

    @property
    def is_silent(self) -> bool:
        words = self.kind, self.number, self.dated_on, self.issuer, self.proves_year
        return not any(words)


def said_of(document: Evidence, owner: Participant, reader: Person, *, at: datetime) -> Said:
    frame = frame_of(owner)
    year, url = _origin(document)
    return Said(
        kind=kind_title(frame.kinds, document.kind) if document.kind else "",
        number=document.number,
        dated_on=document.dated_on,
        issuer=document.issuer,
        proves_year=document.proves_year,
        origin_year=year,
        origin_url=url,
        doubts=doubt_words(
            document.dated_on,
            document.proves_year,
            year=frame.year,
            put_forward_on=local_day(document.uploaded_at),
        ),
        describe_url=_describe_url(document, owner, reader, at),
    )


def _origin(document: Evidence) -> tuple[int | None, str]:
    """Return the year from which a document was taken over, and where it is seen."""
    if document.reused_from_id is None:
        return None, ""
    earlier = db.session.get_one(Evidence, document.reused_from_id)
    year = queries.get_owner(earlier).period.year
    return year, url_for("evidence.show", evidence_id=earlier.id)


def _describe_url(document: Evidence, owner: Participant, reader: Person, at: datetime) -> str:
    if reader.role not in AGENCY_ROLES or reader.unit_id != owner.unit_id:
        return ""
    if access_of(document, local_day(at)) is RowAccess.CLOSED:
        return ""
    return url_for("evidence.facts", evidence_id=document.id, back=back(None))
