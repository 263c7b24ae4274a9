"""The inspection takes a sheet on, finishes it, and opens it again."""

from datetime import datetime

from sqlalchemy import insert, literal, select

from emulation.assessments.answers import DECIDED
from emulation.assessments.facts import LineFacts
from emulation.assessments.models import Score
from emulation.assessments.totals import recompute
from emulation.database import db
from emulation.rules.errors import ReasonMissing, StaleVersion
from emulation.rules.roles import Person
from emulation.rules.workflow import Stage, Step
from emulation.verification.decisions import lines_to_decide
from emulation.verification.errors import LinesOpen
from emulation.verification.queries import change_count
from emulation.verification.sheets import hold_sheet, take_step

_COPIED = ("assessment_id", "criterion_id", "inputs", "not_applicable", "points")


def begin(assessment_id: int, *, version: int, by: Person, at: datetime) -> None:
    """Take a submitted sheet on: every line gets a verified row that starts as the claim."""
    sheet = hold_sheet(assessment_id, by=by)
    take_step(sheet, Step.BEGIN, version=version, by=by, at=at)
    stage = literal(Stage.VERIFIED, Score.__table__.c.stage.type)
    claims = select(*(getattr(Score, name) for name in _COPIED), stage).where(
        Score.assessment_id == assessment_id, Score.stage == Stage.SELF
    )
    db.session.execute(insert(Score).from_select([*_COPIED, "stage"], claims))
    recompute(assessment_id, Stage.VERIFIED, at=at)


def finish(assessment_id: int, *, version: int, seen: int, by: Person, at: datetime) -> None:
    """Close the verification: every line is decided, and the final result is written down.

    `seen` is the change count of the page on which the head decided.
    """
    sheet = hold_sheet(assessment_id, by=by)
    current = change_count(assessment_id)
    take_step(
        sheet, Step.FINISH, version=version, by=by, at=at, verified_at=at, verified_by_id=by.id
    )
    undecided = [line.code for line in lines_to_decide(sheet) if not is_decided(line)]
    if undecided:
        raise LinesOpen(undecided)
    if seen != current:
        raise StaleVersion(seen, current)
    recompute(assessment_id, Stage.VERIFIED, at=at)


def reopen(assessment_id: int, *, version: int, reason: str, by: Person, at: datetime) -> None:
    """Open a verified sheet again; earlier verdicts stay until somebody changes them."""
    if not reason:
        raise ReasonMissing
    sheet = hold_sheet(assessment_id, by=by)
    take_step(
        sheet,
        Step.REOPEN,
        version=version,
        by=by,
        at=at,
        reason=reason,
        verified_at=None,
        verified_by_id=None,
    )


def is_decided(line: LineFacts) -> bool:
    return line.verified is not None and line.verified.verdict in DECIDED
