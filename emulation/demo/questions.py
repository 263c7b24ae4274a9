"""Questions that wait for communes of the example province, some of them past their last day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert

from emulation.criteria.models import CriteriaSetVersion
from emulation.database import db
from emulation.demo.sheets import Plan
from emulation.periods.operations import EXPLANATION_DAYS
from emulation.rules.deadlines import due_after, local_day
from emulation.verification.models import Question

QUESTION = "Đề nghị bổ sung danh sách chi tiết và văn bản liên quan để đoàn đối chiếu."


def overdue_plans(plans: Sequence[Plan]) -> Sequence[Plan]:
    """Return every third sheet with questions: its days for an answer are over."""
    return [plan for plan in plans if plan.asked][::3]


def ask_questions(
    plans: Sequence[Plan],
    overdue: Sequence[Plan],
    criteria_set: CriteriaSetVersion,
    *,
    at: datetime,
) -> None:
    lines = {line.code: line.id for line in criteria_set.lines}
    rows = []
    for plan in plans:
        sent_at = at - timedelta(days=EXPLANATION_DAYS + 2 if plan in overdue else 1)
        rows += [
            {
                "assessment_id": plan.assessment_id,
                "criterion_id": lines[code],
                "text": QUESTION,
                "asked_by_id": plan.inspector_id,
                "asked_at": sent_at - timedelta(hours=5),
                "sent_at": sent_at,
                "due_on": due_after(local_day(sent_at), EXPLANATION_DAYS),
            }
            for code in sorted(plan.asked)
        ]
    if rows:
        db.session.execute(insert(Question), rows)
