"""One published year of the example is corrected: a verdict anew, and a new publication."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from emulation.assessments.extending import extend
from emulation.assessments.queries import sheet_facts
from emulation.demo.actors import Actors
from emulation.demo.results import contested_line, version_of
from emulation.demo.sheets import Plan
from emulation.evidence.queries import fingerprint
from emulation.periods.models import Period
from emulation.rankings.corrections import correct
from emulation.rankings.operations import approve
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.workflow import Verdict
from emulation.verification import operations, steps
from emulation.verification.decisions import Decision, claimed_inputs
from emulation.verification.queries import change_count

REASON = "Khi lưu trữ hồ sơ, đoàn phát hiện đã bỏ sót văn bản xã gửi đúng hạn."
UNTIL = "Thẩm định lại một tiêu chí sau khi công bố."


def correct_one_sheet(
    period: Period, plans: Sequence[Plan], actors: Actors, *, at: datetime
) -> None:
    """Reopen one criterion of one sheet, judge it anew, and publish the year again."""
    plan = next(one for one in plans if contested_line(sheet_facts(one.assessment_id)) is not None)
    sheet_id, part = plan.assessment_id, plan.participant
    council, head = actors.council(part), actors.head(part)
    line = contested_line(sheet_facts(sheet_id))
    if line is None:
        return
    steps.reopen(
        sheet_id,
        codes=[line.code],
        version=version_of(sheet_id),
        reason=REASON,
        by=council,
        at=at,
    )
    extend(
        sheet_id,
        ExtensionKind.VERIFICATION,
        local_day(at) + timedelta(days=30),
        seen=None,
        reason=UNTIL,
        by=council,
        at=at,
    )
    judge_as_claimed(plan, line.code, actors, at=at + timedelta(days=2))
    finished_at = at + timedelta(days=4)
    steps.finish(
        sheet_id,
        version=version_of(sheet_id),
        seen=change_count(sheet_id),
        by=head,
        at=finished_at,
    )
    settled_at = at + timedelta(days=6)
    steps.accept(sheet_id, version=version_of(sheet_id), by=actors.signer(part), at=settled_at)
    approved_at = at + timedelta(days=8)
    approve(period, chosen={sheet_id: version_of(sheet_id)}, by=council, at=approved_at)
    correct(period, reason=REASON, by=council, at=at + timedelta(days=9))


def judge_as_claimed(plan: Plan, code: str, actors: Actors, *, at: datetime) -> None:
    sheet = sheet_facts(plan.assessment_id)
    line = sheet.lines[code]
    decision = Decision(
        Verdict.AGREE,
        version=line.verified.version if line.verified else 0,
        judged_version=line.own.version,
        judged_evidence=fingerprint(line.files),
        inputs=claimed_inputs(sheet, line),
        note="Đã xem văn bản bị bỏ sót.",
    )
    by = actors.inspector(plan.participant)
    operations.judge(plan.assessment_id, code, decision, by=by, at=at)
