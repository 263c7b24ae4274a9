"""A published sheet on its way to a correction: reopened, judged anew, approved again."""

from emulation.assessments.queries import sheet_facts
from emulation.database import write_tx
from emulation.periods.models import Extension
from emulation.periods.queries import get_period
from emulation.rankings import operations
from emulation.rankings.corrections import correct
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.workflow import ReasonCode, Verdict
from emulation.verification import steps
from emulation.verification.queries import change_count
from tests.verification import world as making

REOPENED, JUDGED, FINISHED, APPROVED, CORRECTED = 20, 21, 22, 30, 31
CODE = "A1"
REASON = "Điểm A1 nhập sai."


def reopen(world, code=CODE):
    with write_tx():
        steps.reopen(
            world.sheet_id,
            codes=[code],
            version=making.version_of(world.sheet_id),
            reason=REASON,
            by=world.people["council"],
            at=making.later(REOPENED),
        )
    give_more_days(world)


def give_more_days(world):
    """The days of verification are over by then: the unit needs more of them."""
    with write_tx() as session:
        session.add(
            Extension(
                participant_id=sheet_facts(world.sheet_id).participant.id,
                kind=ExtensionKind.VERIFICATION,
                until=local_day(making.later(FINISHED)),
                reason=REASON,
                granted_by_id=world.people["council"].id,
                granted_at=making.later(REOPENED),
            )
        )


def judge_anew(world, code=CODE):
    making.judge(
        world,
        code,
        Verdict.ADJUST,
        by="inspector",
        at=making.later(JUDGED),
        inputs={"met": False},
        reason_code=ReasonCode.NO_EVIDENCE,
        note="Không có minh chứng.",
    )


def agree_again(world, code=CODE):
    making.judge(world, code, Verdict.AGREE, by="inspector", at=making.later(JUDGED))


def finish(world):
    with write_tx():
        steps.finish(
            world.sheet_id,
            version=making.version_of(world.sheet_id),
            seen=change_count(world.sheet_id),
            by=world.people["head"],
            at=making.later(FINISHED),
        )


def approve(world):
    with write_tx():
        operations.approve(
            get_period(making.YEAR), by=world.people["council"], at=making.later(APPROVED)
        )


def put_right(world):
    """Take the sheet all the way back to an approval, with other points for one criterion."""
    reopen(world)
    judge_anew(world)
    finish(world)
    approve(world)


def publish_correction(world, *, reason=REASON, **facts):
    with write_tx():
        return correct(
            get_period(making.YEAR),
            reason=reason,
            by=world.people["council"],
            at=making.later(CORRECTED),
            **facts,
        )
