"""What an inspector may decide on a line, and what refuses it."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from emulation.assessments.models import Score, SheetTotal
from emulation.assessments.queries import sheet_facts
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.rules.errors import RowClosed, StepNotYours
from emulation.rules.workflow import AssessmentState, ReasonCode, Stage, Verdict
from emulation.verification import operations
from emulation.verification.decisions import lines_to_decide
from emulation.verification.errors import (
    AnswerChanged,
    FiguresDiffer,
    FiguresMissing,
    NothingAdjusted,
    PointsOutOfRange,
    ReasonCodeMissing,
    SetByRules,
    TextMissing,
    VerdictChanged,
)
from emulation.verification.models import Question
from tests.verification.world import BEGUN, add_file, agree_to_all, decision_on, judge

NO_EVIDENCE = {"reason_code": ReasonCode.NO_EVIDENCE, "note": "Không có tài liệu."}


def line_of(world, code):
    db.session.rollback()
    return sheet_facts(world.sheet_id).lines[code]


def total_of(world, stage=Stage.VERIFIED):
    db.session.rollback()
    return db.session.scalars(
        select(SheetTotal).where(
            SheetTotal.assessment_id == world.sheet_id, SheetTotal.stage == stage
        )
    ).one()


def test_verification_begins_with_every_line_as_claimed_and_none_decided(begun):
    sheet = sheet_facts(begun.sheet_id)

    assert sheet.state is AssessmentState.IN_VERIFICATION
    assert all(line.verified.inputs == line.own.inputs for line in sheet.lines.values())
    assert {line.verified.verdict for line in sheet.lines.values()} == {None}
    assert total_of(begun).total == total_of(begun, Stage.SELF).total
    assert total_of(begun).lines_done == 0


def test_agreeing_keeps_the_claim_and_counts_the_line(begun):
    assert judge(begun, "A3")

    line = line_of(begun, "A3")
    assert line.verified.verdict is Verdict.AGREE
    assert line.verified.points == line.own.points
    assert line.verified.judged_version == line.own.version
    assert total_of(begun).lines_done == 1


def test_the_rules_recompute_points_from_adjusted_figures(begun):
    figures = {"plan_tasks_completed": 200, "plan_tasks_total": 400}

    judge(begun, "A3", Verdict.ADJUST, inputs=figures, **NO_EVIDENCE)

    assert line_of(begun, "A3").verified.points == 0
    assert total_of(begun).total < total_of(begun, Stage.SELF).total


def test_points_may_be_set_directly_up_to_the_maximum(begun):
    judge(begun, "A3", Verdict.ADJUST, points=Decimal("0.75"), **NO_EVIDENCE)

    row = line_of(begun, "A3").verified
    assert (row.points, row.points_set) == (Decimal("0.75"), True)


@pytest.mark.parametrize("points", ["-0.01", "1.51", "0.755"])
def test_points_beyond_the_maximum_or_too_fine_are_refused(begun, points):
    with pytest.raises(PointsOutOfRange):
        judge(begun, "A3", Verdict.ADJUST, points=Decimal(points), **NO_EVIDENCE)


def test_an_adjustment_needs_reason_text_and_a_difference(begun):
    with pytest.raises(ReasonCodeMissing):
        judge(begun, "A3", Verdict.ADJUST, points=Decimal(1), note="Thiếu danh sách.")
    with pytest.raises(TextMissing):
        judge(begun, "A3", Verdict.ADJUST, points=Decimal(1), reason_code=ReasonCode.OTHER)
    with pytest.raises(NothingAdjusted):
        judge(begun, "A3", Verdict.ADJUST, **NO_EVIDENCE)


def test_agreeing_with_other_figures_is_refused(begun):
    figures = {"plan_tasks_completed": 200, "plan_tasks_total": 400}
    with pytest.raises(FiguresDiffer):
        judge(begun, "A3", inputs=figures)


def test_a_question_is_drafted_reworded_and_taken_back_with_the_verdict(begun):
    with pytest.raises(TextMissing):
        judge(begun, "A3", Verdict.QUESTION)
    judge(begun, "A3", Verdict.QUESTION, note="Danh sách nhiệm vụ ở đâu?")
    judge(begun, "A3", Verdict.QUESTION, note="Gửi danh sách nhiệm vụ.")
    db.session.rollback()
    assert [one.text for one in db.session.scalars(select(Question))] == ["Gửi danh sách nhiệm vụ."]

    judge(begun, "A3")

    db.session.rollback()
    assert db.session.scalars(select(Question)).all() == []


def test_a_verdict_on_an_answer_that_changed_is_refused(begun):
    sheet = sheet_facts(begun.sheet_id)
    stale = decision_on(
        sheet, "A3", Verdict.AGREE, judged_version=sheet.lines["A3"].own.version - 1
    )
    add_file(begun, "B1")

    for code, decision in (("A3", stale), ("B1", decision_on(sheet, "B1", Verdict.AGREE))):
        with pytest.raises(AnswerChanged), write_tx():
            operations.judge(begun.sheet_id, code, decision, by=begun.people["head"], at=BEGUN)
    assert line_of(begun, "B1").verified.verdict is None


def test_of_two_inspectors_with_the_same_page_one_is_refused(begun):
    sheet = sheet_facts(begun.sheet_id)
    second = decision_on(sheet, "A3", Verdict.ADJUST, points=Decimal(1), **NO_EVIDENCE)
    judge(begun, "A3")

    with pytest.raises(VerdictChanged), write_tx():
        operations.judge(begun.sheet_id, "A3", second, by=begun.people["head"], at=BEGUN)
    assert line_of(begun, "A3").verified.verdict is Verdict.AGREE


def test_the_same_verdict_again_changes_nothing(begun):
    judge(begun, "A3", note="Đủ.")
    before = line_of(begun, "A3").verified.version
    events = len(db.session.scalars(select(AuditEvent.seq)).all())

    assert not judge(begun, "A3", note="Đủ.")

    assert line_of(begun, "A3").verified.version == before
    assert len(db.session.scalars(select(AuditEvent.seq)).all()) == events


def test_a_verdict_leaves_its_trace(begun):
    judge(begun, "A3", Verdict.ADJUST, points=Decimal(1), **NO_EVIDENCE)

    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert event.action == "verification.judge"
    assert event.subject == f"score:{line_of(begun, 'A3').verified.id}"
    assert (event.before["verdict"], event.after["verdict"]) == (None, "adjust")
    assert event.after["points"] in {"1", "1.00"}


def test_other_inspectors_see_no_sheet_and_other_roles_decide_nothing(begun):
    with pytest.raises(NoResultFound):
        judge(begun, "A3", by="other_inspector")
    for name in ("signer", "council", "leader"):
        with pytest.raises(StepNotYours):
            judge(begun, "A3", by=name)


def test_nothing_is_decided_before_verification_begins(submitted):
    with pytest.raises(RowClosed):
        judge(submitted, "A3")


def test_the_program_counts_overclaims_by_itself(begun):
    with pytest.raises(SetByRules):
        judge(begun, "M2")
    assert "M2" not in {line.code for line in lines_to_decide(sheet_facts(begun.sheet_id))}

    judge(begun, "A3", Verdict.ADJUST, points=Decimal("0.1"), **NO_EVIDENCE)

    assert line_of(begun, "M2").verified.inputs == {"criteria_overclaimed": 1}
    assert total_of(begun).deduction == Decimal("0.5")


def test_only_lines_that_nobody_types_are_agreed_in_bulk(begun):
    with write_tx():
        agreed = operations.agree_to_automatic(
            begun.sheet_id, by=begun.people["inspector"], at=BEGUN
        )

    db.session.rollback()
    decided = db.session.scalars(
        select(Score).where(Score.assessment_id == begun.sheet_id, Score.verdict.is_not(None))
    ).all()
    assert {row.criterion.code for row in decided} == {"E1", "M1"}
    assert agreed == 2


def test_all_but_the_last_line_decided_leaves_one(begun):
    agree_to_all(begun, but=("H1",))

    total = total_of(begun)
    assert total.lines_all - total.lines_done == 1


def test_an_adjustment_that_empties_a_figure_is_refused_unless_points_are_given(begun):
    with pytest.raises(FiguresMissing):
        judge(begun, "A3", Verdict.ADJUST, inputs={}, **NO_EVIDENCE)

    assert judge(begun, "A3", Verdict.ADJUST, inputs={}, points=Decimal(0), **NO_EVIDENCE)
