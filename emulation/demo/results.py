"""What becomes of finished sheets in the running year: accepted, contested, settled, set aside."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import update

from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.models import Assessment
from emulation.assessments.queries import sheet_facts
from emulation.database import db, rows_changed
from emulation.demo.actors import Actors
from emulation.demo.sheets import Plan
from emulation.evidence.queries import fingerprint
from emulation.rankings.setting_aside import set_aside
from emulation.rules.approval import OpenCase
from emulation.rules.workflow import AppealDecision, AssessmentState
from emulation.verification import appeals, steps
from emulation.verification.appeal_queries import appeals_count, find_appeal, is_contestable
from emulation.verification.rulings import Ruling, rule


class Ending(StrEnum):
    """How far one finished sheet has come."""

    RUNNING = "running"
    ACCEPTED = "accepted"
    UNDECIDED = "undecided"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    UPHELD_SETTLED = "upheld_settled"
    DISMISSED_SETTLED = "dismissed_settled"
    SET_ASIDE = "set_aside"


E = Ending
# By place among the districts that have finished sheets; the sheets after these stay approvable.
ENDINGS: Sequence[Sequence[Ending]] = (
    (E.RUNNING, E.UNDECIDED, E.ACCEPTED, E.UPHELD_SETTLED, E.SET_ASIDE, E.RUNNING, E.UPHELD),
    (E.DISMISSED, E.RUNNING, E.DISMISSED_SETTLED, E.ACCEPTED),
)
RULED: Mapping[Ending, AppealDecision] = {
    E.UPHELD: AppealDecision.UPHELD,
    E.UPHELD_SETTLED: AppealDecision.UPHELD,
    E.DISMISSED: AppealDecision.DISMISSED,
    E.DISMISSED_SETTLED: AppealDecision.DISMISSED,
}
CONTESTED = {*RULED, E.UNDECIDED}
OBJECTION = "Xã đã gửi đủ văn bản kèm danh sách trong năm đánh giá, đề nghị đoàn xem lại số liệu."
REASONS: Mapping[AppealDecision, str] = {
    AppealDecision.UPHELD: "Đã đối chiếu danh sách kèm theo, số liệu xã tự chấm là đúng.",
    AppealDecision.DISMISSED: "Danh sách kèm theo trùng với tài liệu đã xem, không có căn cứ mới.",
}
CASE = "Đang xác minh đơn phản ánh về việc thu phí sai quy định."


def end_results(plans: Sequence[Plan], actors: Actors, *, at: datetime) -> None:
    """Let some finished sheets go on, through the operations that people use."""
    districts: dict[str, list[Plan]] = {}
    for plan in plans:
        if plan.state is AssessmentState.VERIFIED:
            districts.setdefault(plan.participant.district_name, []).append(plan)
    for endings, finished in zip(ENDINGS, districts.values(), strict=False):
        left = list(finished)
        for ending in endings:
            fitting = next((one for one in left if fits(ending, one)), None)
            if fitting is not None:
                left.remove(fitting)
                bring_to(ending, fitting, actors, at=at)


def fits(ending: Ending, plan: Plan) -> bool:
    return ending not in CONTESTED or contested_line(sheet_facts(plan.assessment_id)) is not None


def contested_line(sheet: SheetFacts) -> LineFacts | None:
    """Return the line on which the inspection departed most from the claim."""
    found = [
        line for line in sheet.lines.values() if is_contestable(sheet, line) and lost(line) > 0
    ]
    return max(found, key=lambda line: (lost(line), line.code), default=None)


def lost(line: LineFacts) -> float:
    row = line.verified
    if row is None or row.points is None or line.own.points is None:
        return 0
    return float(line.own.points - row.points)


def bring_to(ending: Ending, plan: Plan, actors: Actors, *, at: datetime) -> None:
    sheet_id = plan.assessment_id
    finished_at = at - timedelta(days=3)
    rows_changed(
        update(Assessment).where(Assessment.id == sheet_id).values(verified_at=finished_at)
    )
    db.session.expire_all()
    if ending is E.ACCEPTED:
        signer = actors.signer(plan.participant)
        steps.accept(sheet_id, version=version_of(sheet_id), by=signer, at=at)
    if ending is E.SET_ASIDE:
        set_aside(
            db.session.get_one(Assessment, sheet_id),
            version=version_of(sheet_id),
            case=OpenCase.COMPLAINT,
            reason=CASE,
            by=actors.council(plan.participant),
            at=at,
        )
    if ending in CONTESTED:
        contest(ending, plan, actors, at=at)


def contest(ending: Ending, plan: Plan, actors: Actors, *, at: datetime) -> None:
    """File an appeal; the head, who did not judge the line, decides and settles where asked."""
    sheet_id, signer = plan.assessment_id, actors.signer(plan.participant)
    line = contested_line(sheet_facts(sheet_id))
    if line is None:
        return
    filed_at, ruled_at = at - timedelta(days=2), at - timedelta(days=1)
    appeals.draft(sheet_id, line.code, OBJECTION, version=0, by=signer, at=filed_at)
    appeals.file(
        sheet_id,
        version=version_of(sheet_id),
        seen=appeals_count(sheet_id),
        by=signer,
        at=filed_at,
    )
    if ending not in RULED:
        return
    head = actors.head(plan.participant)
    rule(sheet_id, line.code, ruling_on(ending, sheet_id, line), by=head, at=ruled_at)
    if ending in {E.UPHELD_SETTLED, E.DISMISSED_SETTLED}:
        version, seen = version_of(sheet_id), appeals_count(sheet_id)
        steps.settle(sheet_id, version=version, seen=seen, by=head, at=at)


def ruling_on(ending: Ending, sheet_id: int, line: LineFacts) -> Ruling:
    appeal = find_appeal(sheet_id, line.code)
    return Ruling(
        RULED[ending],
        version=appeal.version if appeal else 0,
        judged_version=line.own.version,
        judged_evidence=fingerprint(line.files),
        reason=REASONS[RULED[ending]],
        inputs={},
    )


def version_of(assessment_id: int) -> int:
    return sheet_facts(assessment_id).version
