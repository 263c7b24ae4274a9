"""Making a publication of a draft: one canonical text, signed, chained, logged and sealed."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from emulation.audit.keys import signing_key
from emulation.audit.operations import record
from emulation.criteria.models import CriteriaSetVersion
from emulation.database import db
from emulation.notices.kinds import NoticeKind
from emulation.periods.models import Period
from emulation.periods.telling import tell_of_year
from emulation.rankings.bundle import Json, moment_text, signers_of, windows_to_json
from emulation.rankings.draft import Draft, published_row
from emulation.rankings.models import Publication
from emulation.rankings.proofs import proof_of
from emulation.rankings.queries import find_last_published
from emulation.rules.canonical import canonical
from emulation.rules.publication_format import CONTENT_FORMAT
from emulation.rules.roles import Person
from emulation.units.models import Unit


@dataclass(frozen=True, slots=True)
class Correcting:
    """What a correction names: the publication it replaces, why, and what changed."""

    corrects: Publication
    reason: str
    changes: Sequence[Json]


def hold_chain(period: Period) -> None:
    """Let nobody else add to the province's chain until this transaction ends."""
    province = select(Unit.id).where(Unit.id == period.province_id)
    db.session.execute(province.with_for_update(key_share=True)).one()


def issue(
    period: Period,
    draft: Draft,
    *,
    by: Person,
    at: datetime,
    correcting: Correcting | None = None,
) -> Publication:
    """Write the next publication of the year, with its rows, its event and its proof."""
    previous = find_last_published(period.province_id)
    number = correcting.corrects.number + 1 if correcting else 1
    code = f"CQTT-{period.year}-{number}"
    content = {
        "format": CONTENT_FORMAT,
        "code": code,
        "number": number,
        "published_at": moment_text(at),
        "province": {"code": period.province.code, "name": period.province.name},
        "year": period.year,
        "previous": _named(previous),
        "corrects": _named(correcting.corrects) if correcting else None,
        "reason": correcting.reason if correcting else "",
        "changes": list(correcting.changes) if correcting else [],
        "signers": signers_of(period, by=by, at=at),
        "windows": windows_to_json(period),
        "target_permille": period.target_permille,
        "criteria": criteria_to_json(period.criteria_set),
        "summary": draft.summary,
        "units": draft.units,
    }
    text = canonical(content)
    key = signing_key()
    publication = Publication(
        period_id=period.id,
        number=number,
        code=code,
        published_at=at,
        published_by_id=by.id,
        signed_by=by.name,
        summary=draft.summary,
        content=text.decode(),
        digest=hashlib.sha256(text).hexdigest(),
        signature=b64encode(key.sign(text)).decode(),
        key=key.public_key_text,
        previous_digest=previous.digest if previous else None,
        corrects_id=correcting.corrects.id if correcting else None,
        reason=correcting.reason if correcting else "",
        changes=content["changes"],
    )
    known = {line.code: line for line in draft.lines}
    publication.rows = [published_row(known[unit["unit_code"]], unit) for unit in draft.units]
    db.session.add(publication)
    db.session.flush()
    event = record(
        "rankings.correct" if correcting else "rankings.publish",
        f"publication:{publication.id}",
        by=by,
        at=at,
        after={
            "code": code,
            "digest": publication.digest,
            **({"corrects": correcting.corrects.code} if correcting else {}),
        },
        reason=publication.reason,
    )
    publication.proof = proof_of(event, previous, at=at)
    db.session.flush()
    _tell(publication, correcting, by=by, at=at)
    return publication


def _tell(
    publication: Publication, correcting: Correcting | None, *, by: Person, at: datetime
) -> None:
    year, key = publication.period_id, f"publication:{publication.id}"
    if correcting is None:
        tell_of_year(NoticeKind.PUBLISHED, year, by=by, at=at, key=key)
    else:
        reason = correcting.reason
        tell_of_year(NoticeKind.CORRECTED, year, by=by, at=at, key=key, reason=reason)


def _named(publication: Publication | None) -> Json | None:
    if publication is None:
        return None
    return {"code": publication.code, "digest": publication.digest}


def criteria_to_json(criteria_set: CriteriaSetVersion) -> Json:
    """Return the whole set, so that points can be computed again from the file alone."""
    return {
        "code": criteria_set.code,
        "version": criteria_set.version,
        "digest": criteria_set.digest,
        "content": criteria_set.content,
    }
