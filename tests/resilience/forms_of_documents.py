"""Two people of one office who say at once what a document is."""

import uuid

from emulation.audit.changes import now
from emulation.database import write_tx
from emulation.evidence.models import Blob, Evidence, EvidenceUse, MediaType
from emulation.rules.workflow import AssessmentState
from tests.resilience.forms import both, criterion_id, in_state, two
from tests.resilience.pairs import Editing, form, new_texts
from tests.resilience.year import Year


@form("evidence.describe")
def facts(year: Year, turn: int) -> Editing:
    number, sheet_id = in_state(year, turn, AssessmentState.DRAFT)
    evidence_id, texts = document(year, number, sheet_id), new_texts()
    here = f"/evidence/{evidence_id}/facts"
    action = f"{here}?back=/evidence/{evidence_id}"
    return Editing(here, action, two(year.officials[number]), both("issuer", texts), texts)


def document(year: Year, number: int, sheet_id: int) -> int:
    """Put a document forward for a commune, and return its id."""
    official = year.officials[number][0].person.id
    with write_tx() as session:
        sha256 = uuid.uuid4().hex * 2
        session.add(Blob(sha256=sha256, size=9, media_type=MediaType.DOCX, stored_at=now()))
        session.flush()
        found = Evidence(
            participant_id=year.participant_ids[number],
            sha256=sha256,
            name="Kế hoạch.docx",
            uploaded_by_id=official,
            uploaded_at=now(),
        )
        session.add(found)
        session.flush()
        session.add(
            EvidenceUse(
                evidence_id=found.id,
                participant_id=year.participant_ids[number],
                criterion_id=criterion_id(sheet_id),
                linked_by_id=official,
                linked_at=now(),
            )
        )
        return found.id
