"""Giving invented sheets their evidence: a few real files each, standing for many criteria."""

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from sqlalchemy import insert

from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.demo.papers import Paper
from emulation.demo.reuse import Invented, Owner
from emulation.evidence.checks.images import check_image
from emulation.evidence.checks.office import check_office
from emulation.evidence.checks.pdf import check_pdf
from emulation.evidence.checks.verdicts import Kind
from emulation.evidence.inspection import KINDS, Inspected
from emulation.evidence.models import Blob, Evidence, EvidenceUse
from emulation.evidence.readings import Read, write_reading
from emulation.periods.models import Participant
from emulation.rules.criteria_set import CriteriaSet
from emulation.storage import Stored, store

LARGEST = 20 * 1024 * 1024
SHARE_FORGOTTEN = 0.04
CHECKS = {
    Kind.PDF: check_pdf,
    Kind.JPEG: check_image,
    Kind.DOCX: check_office,
    Kind.XLSX: check_office,
}


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A file in the store, with what was read in it."""

    paper: Paper
    stored: Stored
    read: Read


Kept = Sequence[KeptPaper]


def keep_papers(invented: Invented) -> Mapping[Owner, Kept]:
    """Put every file into the store, before any row names it, and read it."""
    place = store()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper"
        return {
            owner: [
                KeptPaper(
                    one, place.put(io.BytesIO(one.content), limit=LARGEST), read_own(one, path)
                )
                for one in several
            ]
            for owner, several in invented.papers.items()
        }


def read_own(paper: Paper, path: Path) -> Read:
    """Read a file of our own making: it needs no program apart that could be broken by it."""
    path.write_bytes(paper.content)
    kind = KINDS[paper.media_type]
    verdict = CHECKS[kind](path, kind)
    return Read.of(
        Inspected(
            paper.media_type,
            verdict.pages,
            verdict.flags,
            verdict.text,
            verdict.prints,
            verdict.taken_at,
            verdict.place,
        )
    )


def write_blobs(everything: Mapping[Owner, Kept], *, at: datetime) -> None:
    files = {one.stored.sha256: one for kept in everything.values() for one in kept}
    rows = [
        {
            "sha256": sha256,
            "size": one.stored.size,
            "media_type": one.paper.media_type,
            "stored_at": at,
        }
        for sha256, one in files.items()
    ]
    db.session.execute(insert(Blob), rows)
    for sha256, one in files.items():
        write_reading(sha256, one.read, at=at)


def put_forward(
    participants: Sequence[Participant],
    everything: Mapping[int, Kept],
    rules: CriteriaSet,
    lines: Mapping[str, CriterionLine],
    people: Mapping[int, int],
    *,
    at: datetime,
    random: Random,
) -> Mapping[int, Mapping[str, frozenset[str]]]:
    """Write documents and what they stand for; return hashes by participant and criterion code."""
    documents = [
        {
            "participant_id": participant.id,
            "sha256": one.stored.sha256,
            "name": one.paper.name,
            "kind": one.paper.kind,
            "number": one.paper.number,
            "dated_on": one.paper.dated_on,
            "issuer": one.paper.issuer,
            "proves_year": one.paper.dated_on.year,
            "uploaded_by_id": people[participant.unit_id],
            "uploaded_at": at,
        }
        for participant in participants
        for one in everything[participant.id]
    ]
    ids = db.session.execute(
        insert(Evidence).returning(Evidence.id, Evidence.participant_id, Evidence.sha256), documents
    )
    by_key = {(participant_id, sha): evidence_id for evidence_id, participant_id, sha in ids}
    uses = []
    hashes: dict[int, dict[str, frozenset[str]]] = {}
    for participant in participants:
        kept = everything[participant.id]
        chosen = {
            criterion.code: standing_for(criterion.evidence, kept)
            for criterion in rules.criteria
            if random.random() > SHARE_FORGOTTEN
        }
        hashes[participant.id] = {code: frozenset(shas) for code, shas in chosen.items()}
        uses += [
            {
                "evidence_id": by_key[participant.id, sha],
                "participant_id": participant.id,
                "criterion_id": lines[code].id,
                "linked_by_id": people[participant.unit_id],
                "linked_at": at,
            }
            for code, shas in chosen.items()
            for sha in sorted(shas)
        ]
    db.session.execute(insert(EvidenceUse), uses)
    return hashes


def standing_for(kinds: Sequence[str], kept: Kept) -> set[str]:
    """Return the hashes of the papers that show one of these kinds; at most two."""
    fitting = [one.stored.sha256 for one in kept if one.paper.kinds & set(kinds)]
    return set(fitting[:2])
