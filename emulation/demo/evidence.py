"""Giving invented sheets their evidence: a few real files each, standing for many criteria."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from sqlalchemy import insert

from emulation.criteria.models import CriterionLine
from emulation.database import db
from emulation.demo.papers import Paper
from emulation.evidence.models import Blob, Evidence, EvidenceUse
from emulation.periods.models import Participant
from emulation.rules.criteria_set import CriteriaSet
from emulation.storage import Stored, store

LARGEST = 20 * 1024 * 1024
SHARE_FORGOTTEN = 0.04

Kept = Sequence[tuple[Paper, Stored]]


def keep_papers(papers: Mapping[str, Sequence[Paper]]) -> Mapping[str, Kept]:
    """Put every file into the store, before any row names it; return what was kept, by code."""
    kept = store()
    return {
        code: [(one, kept.put(io.BytesIO(one.content), limit=LARGEST)) for one in several]
        for code, several in papers.items()
    }


def write_blobs(everything: Mapping[int, Kept], *, at: datetime) -> None:
    rows = {
        stored.sha256: {
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": paper.media_type,
            "stored_at": at,
        }
        for kept in everything.values()
        for paper, stored in kept
    }
    db.session.execute(insert(Blob), list(rows.values()))


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
            "sha256": stored.sha256,
            "name": paper.name,
            "uploaded_by_id": people[participant.unit_id],
            "uploaded_at": at,
        }
        for participant in participants
        for paper, stored in everything[participant.id]
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
    fitting = [stored.sha256 for paper, stored in kept if paper.kinds & set(kinds)]
    return set(fitting[:2])
