"""A finished sheet with three lines cut, and what its commune and its inspection do then."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import select, update

from emulation.accounts.models import Grant, User
from emulation.assessments.models import Score, SheetTotal
from emulation.assessments.queries import sheet_facts
from emulation.database import db, write_tx
from emulation.evidence.queries import fingerprint
from emulation.rules.deadlines import local_day
from emulation.rules.roles import Person, Role
from emulation.rules.workflow import AppealDecision, ReasonCode, Stage, Verdict
from emulation.verification import appeals, rulings, steps
from emulation.verification.appeal_queries import appeals_count, find_appeal
from emulation.verification.decisions import claimed_inputs
from emulation.verification.queries import change_count
from emulation.verification.rulings import Ruling
from tests.support.small_year import SINCE
from tests.verification.world import BEGUN, judge, later, version_of

CUT = {"reason_code": ReasonCode.EVIDENCE_DOES_NOT_SHOW_IT, "note": "Biên bản không có chữ ký."}
CUT_LINES = ("A3", "A4", "B1")
FINISHED = later(3)
LAST_DAY = later(8)
TOO_LATE = later(9)
NIGHT = datetime(2024, 11, 30, 16, 59, tzinfo=UTC)


def finish(world, *, by="head", at=FINISHED):
    db.session.rollback()
    with write_tx():
        steps.finish(
            world.sheet_id,
            version=version_of(world.sheet_id),
            seen=change_count(world.sheet_id),
            by=world.people[by],
            at=at,
        )


def make_finished(world):
    """Cut three lines, the third by the head, and finish."""
    for code, by in zip(CUT_LINES, ("inspector", "inspector", "head"), strict=True):
        judge(world, code, Verdict.ADJUST, by=by, points=Decimal("0.25"), **CUT)
    agree_to_the_rest(world)
    finish(world)
    add_colleague(world)
    assert local_day(FINISHED).isoformat() == "2024-11-25"


def agree_to_the_rest(world):
    """Agree to every other line at once."""
    with write_tx() as session:
        session.execute(
            update(Score)
            .where(
                Score.assessment_id == world.sheet_id,
                Score.stage == Stage.VERIFIED,
                Score.verdict.is_(None),
            )
            .values(
                verdict=Verdict.AGREE,
                judged_version=1,
                judged_evidence="",
                saved_at=BEGUN,
                saved_by_id=world.people["inspector"].id,
                version=2,
            )
        )


def add_colleague(world):
    """Let a second inspector of the same district be there, who judged nothing."""
    with write_tx() as session:
        user = User(
            username="colleague",
            full_name="Trần Văn Bình",
            password_hash="",
            must_change_password=False,
        )
        session.add(user)
        session.flush()
        here = world.people["inspector"]
        grant = Grant(user_id=user.id, role=Role.INSPECTOR, unit_id=here.unit_id, valid_from=SINCE)
        session.add(grant)
        session.flush()
        person = Person(
            user.id, user.username, user.full_name, Role.INSPECTOR, here.unit_id, here.unit_name
        )
        world.people["colleague"] = person
        world.users["colleague"] = type("One", (), {"id": user.id, "grants": [grant]})()
        session.expunge_all()


def draft(world, code, text="Biên bản có chữ ký ở trang 3.", *, by="official", at=None, version=0):
    db.session.rollback()
    with write_tx():
        appeals.draft(
            world.sheet_id, code, text, version=version, by=world.people[by], at=at or later(4)
        )


def file(world, *, by="signer", at=None, version=None, seen=None):
    db.session.rollback()
    with write_tx():
        return appeals.file(
            world.sheet_id,
            version=version_of(world.sheet_id) if version is None else version,
            seen=appeals_count(world.sheet_id) if seen is None else seen,
            by=world.people[by],
            at=at or later(4),
        )


def ruling_on(world, code, decision, **facts):
    """Return a decision made on what stands now; figures are the commune's unless given."""
    db.session.rollback()
    sheet = sheet_facts(world.sheet_id)
    line, appeal = sheet.lines[code], find_appeal(world.sheet_id, code)
    given = {
        "version": appeal.version if appeal else 1,
        "judged_version": line.own.version,
        "judged_evidence": fingerprint(line.files),
        "reason": "Đã xem lại biên bản.",
        "inputs": claimed_inputs(sheet, line),
    }
    return Ruling(decision, **(given | facts))


def decide(world, code, decision=AppealDecision.UPHELD, *, by="colleague", at=None, **facts):
    ruling = ruling_on(world, code, decision, **facts)
    with write_tx():
        rulings.rule(world.sheet_id, code, ruling, by=world.people[by], at=at or later(5))


def settle(world, *, by="head", at=None, version=None, seen=None):
    db.session.rollback()
    with write_tx():
        steps.settle(
            world.sheet_id,
            version=version_of(world.sheet_id) if version is None else version,
            seen=appeals_count(world.sheet_id) if seen is None else seen,
            by=world.people[by],
            at=at or later(6),
        )


def accept(world, *, by="signer", at=None, version=None):
    db.session.rollback()
    with write_tx():
        steps.accept(
            world.sheet_id,
            version=version_of(world.sheet_id) if version is None else version,
            by=world.people[by],
            at=at or later(4),
        )


def reopen(world, *codes, by="head", reason="Xem lại hai biên bản.", at=None, version=None):
    db.session.rollback()
    with write_tx():
        steps.reopen(
            world.sheet_id,
            codes=codes,
            version=version_of(world.sheet_id) if version is None else version,
            reason=reason,
            by=world.people[by],
            at=at or later(7),
        )


def sheet_of(world):
    db.session.rollback()
    return sheet_facts(world.sheet_id)


def total_of(world, stage):
    db.session.rollback()
    return db.session.scalar(
        select(SheetTotal.total).where(
            SheetTotal.assessment_id == world.sheet_id, SheetTotal.stage == stage
        )
    )


def self_total(world):
    return total_of(world, Stage.SELF)


assert BEGUN < FINISHED < LAST_DAY < TOO_LATE
