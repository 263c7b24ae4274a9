"""More time for single units of the example province, given by whoever may give it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from emulation.assessments.extending import extend, last_day_of
from emulation.assessments.queries import sheet_facts
from emulation.demo.actors import Actors
from emulation.demo.sheets import Plan
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.workflow import AssessmentState

FLOODED = "Trụ sở xã bị ngập, hồ sơ giấy đang được phơi và sắp xếp lại."
ON_LEAVE = "Cán bộ phụ trách đang điều trị, xã đề nghị thêm ngày để đối chiếu hồ sơ gốc."


def give_more_time(
    plans: Sequence[Plan], overdue: Sequence[Plan], actors: Actors, *, at: datetime
) -> None:
    """Extend one self-assessment, and the days for one answer that is overdue."""
    drafts = [plan for plan in plans if plan.state is AssessmentState.DRAFT]
    for plan in drafts[:1]:
        kind = ExtensionKind.SELF_ASSESSMENT
        last_day = last_day_of(sheet_facts(plan.assessment_id), kind) or local_day(at)
        grant(plan, kind, last_day + timedelta(days=7), FLOODED, actors, at=at)
    for plan in overdue[:1]:
        until = local_day(at) + timedelta(days=4)
        grant(plan, ExtensionKind.EXPLANATION, until, ON_LEAVE, actors, at=at)


def grant(
    plan: Plan, kind: ExtensionKind, until: date, reason: str, actors: Actors, *, at: datetime
) -> None:
    head = actors.head(plan.participant)
    extend(plan.assessment_id, kind, until, seen=None, reason=reason, by=head, at=at)
