"""A commune contests single verdicts; somebody else decides; only then does it count."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound

from emulation.assessments.answers import effective
from emulation.assessments.models import Assessment
from emulation.audit.models import AuditEvent
from emulation.database import db, rows_changed, write_tx
from emulation.notices.kinds import NoticeKind
from emulation.notices.models import Notice
from emulation.periods.models import Extension, Period
from emulation.rankings.queries import sheet_lines
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import (
    RowClosed,
    StaleVersion,
    StepNotYours,
    WindowClosed,
    WrongState,
)
from emulation.rules.workflow import AppealDecision, AssessmentState, Stage, Verdict
from emulation.verification import appeals
from emulation.verification.appeal_errors import (
    AlreadyFiled,
    AppealChanged,
    AppealsOpen,
    AppealTextMissing,
    JudgedByYou,
    NotAppealed,
    NotBetween,
    NothingDrafted,
    NothingToContest,
)
from emulation.verification.appeal_queries import find_appeal, precedents, same_cuts
from emulation.verification.errors import AnswerChanged, TextMissing
from emulation.verification.models import Appeal
from emulation.verification.queries import list_queue
from tests.verification.appealing import (
    CUT,
    LAST_DAY,
    NIGHT,
    TOO_LATE,
    accept,
    decide,
    draft,
    file,
    make_finished,
    ruling_on,
    self_total,
    settle,
    sheet_of,
    total_of,
)
from tests.verification.world import add_file, later, version_of


@pytest.fixture
def finished(begun):
    make_finished(begun)
    return begun


@pytest.fixture
def filed(finished):
    draft(finished, "A3")
    draft(finished, "B1")
    file(finished)
    return finished


def count_events(action):
    db.session.rollback()
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)
    return db.session.scalar(query)


def count_notices(kind):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == kind))


# -- drafting and filing ---------------------------------------------------------------------------


def test_the_leader_files_what_officials_drafted_and_each_names_the_verdict_it_contests(finished):
    draft(finished, "A3")
    draft(finished, "B1", by="signer")
    assert file(finished) == 2

    sheet, first = sheet_of(finished), find_appeal(finished.sheet_id, "A3")
    assert sheet.state is AssessmentState.UNDER_APPEAL
    assert first.contested_points == Decimal("0.25")
    assert first.judged_by_id == finished.people["inspector"].id
    assert find_appeal(finished.sheet_id, "B1").judged_by_id == finished.people["head"].id
    assert count_events("verification.appeal") == 2
    # Inspector, head and colleague; and the official, while the leader did it.
    assert count_notices(NoticeKind.APPEALED) == 4


def test_an_official_drafts_and_does_not_file(finished):
    draft(finished, "A3")
    with pytest.raises(StepNotYours):
        file(finished, by="official")
    with pytest.raises(StepNotYours):
        draft(finished, "A3", by="inspector")
    with pytest.raises(NoResultFound):
        draft(finished, "A3", by="other_official")


def test_only_what_was_cut_can_be_contested(finished):
    with pytest.raises(NothingToContest):
        draft(finished, "A1")
    with pytest.raises(NoResultFound):
        draft(finished, "Z9")
    with pytest.raises(AppealTextMissing):
        draft(finished, "A3", "")
    with pytest.raises(NothingDrafted):
        file(finished)


def test_what_was_filed_is_fixed_and_filed_once(filed):
    with pytest.raises(AlreadyFiled):
        draft(filed, "A3", "Thêm một lý do.", version=2)
    with pytest.raises(AlreadyFiled), write_tx():
        appeals.drop_draft(
            filed.sheet_id, "A3", version=2, by=filed.people["official"], at=later(4)
        )
    with pytest.raises(NothingDrafted):
        file(filed)


def test_a_further_criterion_may_follow_within_the_days(filed):
    draft(filed, "A4", at=LAST_DAY)
    assert file(filed, at=LAST_DAY) == 1


def test_a_draft_that_somebody_else_changed_is_not_overwritten(finished):
    draft(finished, "A3")
    with pytest.raises(AppealChanged):
        draft(finished, "A3", "Bản khác.", version=0)
    draft(finished, "A3", "Bản sửa.", version=1)
    with pytest.raises(AppealChanged):
        draft(finished, "A3", "Bản muộn.", version=1)
    assert find_appeal(finished.sheet_id, "A3").text == "Bản sửa."


def test_a_leader_does_not_file_what_changed_unseen(finished):
    draft(finished, "A3")
    draft(finished, "A3", "Bản sửa.", version=1)
    with pytest.raises(StaleVersion):
        file(finished, seen=1)


def test_a_draft_can_be_given_up(finished):
    draft(finished, "A3")
    with write_tx():
        appeals.drop_draft(
            finished.sheet_id, "A3", version=1, by=finished.people["signer"], at=later(4)
        )
    assert find_appeal(finished.sheet_id, "A3") is None
    assert count_events("verification.drop_appeal") == 1


def test_appeals_are_taken_to_the_end_of_the_last_local_day(finished):
    draft(finished, "A3", at=NIGHT)
    with pytest.raises(WindowClosed) as refused:
        draft(finished, "A4", at=TOO_LATE)
    assert refused.value.closed_on == local_day(LAST_DAY)
    with pytest.raises(WindowClosed):
        draft(finished, "A3", "Sửa.", version=1, at=TOO_LATE)
    with pytest.raises(WindowClosed):
        file(finished, at=TOO_LATE)
    file(finished, at=NIGHT)


def test_an_extension_of_one_unit_keeps_its_days_open(finished):
    with write_tx() as session:
        session.add(
            Extension(
                participant_id=sheet_of(finished).participant.id,
                kind=ExtensionKind.APPEAL,
                until=local_day(TOO_LATE),
                reason="Mất điện.",
                granted_by_id=finished.people["council"].id,
                granted_at=later(5),
            )
        )
    draft(finished, "A3", at=TOO_LATE)
    assert file(finished, at=TOO_LATE) == 1


def test_before_the_result_there_is_nothing_to_contest(begun):
    with pytest.raises(RowClosed):
        draft(begun, "A3")


# -- accepting ------------------------------------------------------------------------------------


def test_the_leader_accepts_the_result_and_drafts_lapse(finished):
    draft(finished, "A3")
    with pytest.raises(StepNotYours):
        accept(finished, by="official")
    accept(finished)

    assert sheet_of(finished).state is AssessmentState.SETTLED
    assert sheet_of(finished).settled_at == later(4)
    assert total_of(finished, Stage.APPEAL) is None
    with pytest.raises(RowClosed):
        draft(finished, "A3", "Sửa.", version=1)
    with pytest.raises(WrongState):
        file(finished)


def test_who_has_appealed_does_not_accept(filed):
    with pytest.raises(WrongState):
        accept(filed)


# -- deciding -------------------------------------------------------------------------------------


def test_whoever_judged_the_line_does_not_decide_on_it(filed):
    with pytest.raises(JudgedByYou):
        decide(filed, "A3", by="inspector")
    with pytest.raises(JudgedByYou):
        decide(filed, "B1", by="head")
    with pytest.raises(StepNotYours):
        decide(filed, "A3", by="signer")
    with pytest.raises(NoResultFound):
        decide(filed, "A3", by="other_inspector")
    decide(filed, "A3", by="head")
    decide(filed, "B1", by="inspector")


def test_the_database_itself_refuses_the_one_who_judged(filed):
    with pytest.raises(IntegrityError), write_tx():
        rows_changed(
            update(Appeal).values(
                decision=AppealDecision.UPHELD,
                reason="x",
                decided_at=later(5),
                decided_by_id=Appeal.judged_by_id,
            )
        )


@pytest.mark.parametrize(
    ("decision", "facts", "points"),
    [
        (AppealDecision.UPHELD, {}, None),
        (AppealDecision.PARTLY, {"points": Decimal("0.5")}, Decimal("0.5")),
        (AppealDecision.DISMISSED, {}, Decimal("0.25")),
    ],
)
def test_a_decision_counts_once_the_head_has_settled(filed, decision, facts, points):
    claimed = sheet_of(filed).lines["A3"].own.points
    before = total_of(filed, Stage.VERIFIED)
    decide(filed, "A3", decision, **facts)
    decide(filed, "B1", AppealDecision.DISMISSED, by="inspector")
    line = sheet_of(filed).lines["A3"]
    assert effective(line, Stage.APPEAL).points == Decimal("0.25")
    assert total_of(filed, Stage.APPEAL) is None

    settle(filed)

    sheet = sheet_of(filed)
    row = effective(sheet.lines["A3"], Stage.APPEAL)
    expected = claimed if points is None else points
    assert row.stage is Stage.APPEAL
    assert row.points == expected
    assert row.note == "Đã xem lại biên bản."
    assert row.saved_by_id == filed.people["colleague"].id
    assert sheet.state is AssessmentState.SETTLED
    assert total_of(filed, Stage.VERIFIED) == before
    gained = total_of(filed, Stage.APPEAL) - before
    assert gained >= expected - Decimal("0.25")
    assert count_notices(NoticeKind.APPEALS_SETTLED) >= 1


def test_the_points_of_the_lines_explain_the_total_after_appeal(filed):
    decide(filed, "A3")
    decide(filed, "B1", by="inspector")
    settle(filed)
    sheet = sheet_of(filed)
    by_lines = sum(
        (
            -row.points if line.kind == "deduction" else row.points
            for line in sheet.lines.values()
            if (row := effective(line, Stage.APPEAL)).points is not None
        ),
        Decimal(0),
    )
    assert by_lines == total_of(filed, Stage.APPEAL)


def test_lists_and_ranking_read_the_total_after_appeal(filed):
    decide(filed, "A3")
    decide(filed, "B1", AppealDecision.DISMISSED, by="inspector")
    settle(filed)
    after = total_of(filed, Stage.APPEAL)
    period = db.session.get(Period, filed.period_id)
    (ranked,) = [
        one
        for one in sheet_lines(period, reader=filed.people["council"])
        if one.assessment_id == filed.sheet_id
    ]
    (queued,) = list_queue(filed.period_id, reader=filed.people["head"])
    assert ranked.verified_total == queued.verified_total == after
    assert queued.lines_left == 0


@pytest.mark.parametrize("points", ["0", "0.25", "99", "1.5"])
def test_partly_means_between_claim_and_verdict(filed, points):
    from_claim = sheet_of(filed).lines["A3"].own.points
    points = from_claim if points == "1.5" else Decimal(points)
    with pytest.raises(Exception) as refused:  # noqa: PT011  (which one depends on the amount)
        decide(filed, "A3", AppealDecision.PARTLY, points=points)
    assert type(refused.value).__name__ in {"NotBetween", "PointsOutOfRange", "NothingAdjusted"}


def test_partly_may_be_said_in_figures_which_the_rules_score(filed):
    inputs = {"plan_tasks_total": 400, "plan_tasks_completed": 340}
    decide(filed, "A3", AppealDecision.PARTLY, inputs=inputs)
    row = sheet_of(filed).lines["A3"].scores[Stage.APPEAL]
    assert row.points == Decimal("1.28")
    assert row.verdict is Verdict.ADJUST
    with pytest.raises(NotBetween):
        decide(filed, "A3", AppealDecision.PARTLY, inputs=inputs | {"plan_tasks_completed": 1})


def test_a_decision_needs_a_reason_and_names_what_was_seen(filed):
    with pytest.raises(TextMissing):
        decide(filed, "A3", reason="")
    ruling = ruling_on(filed, "A3", AppealDecision.UPHELD)
    decide(filed, "A3")
    with pytest.raises(AppealChanged):
        decide(filed, "A3", version=ruling.version)
    add_file(filed, "B1", at=later(4))
    with pytest.raises(AnswerChanged):
        decide(filed, "B1", by="inspector", judged_evidence="")


def test_a_decision_may_be_changed_until_it_is_settled(filed):
    decide(filed, "A3")
    decide(filed, "A3", AppealDecision.DISMISSED, by="head")
    decide(filed, "B1", by="inspector")
    settle(filed)
    assert effective(sheet_of(filed).lines["A3"], Stage.APPEAL).points == Decimal("0.25")
    with pytest.raises(RowClosed):
        decide(filed, "A3")


def test_settling_waits_for_every_decision_and_for_the_head(filed):
    decide(filed, "A3")
    with pytest.raises(AppealsOpen) as refused:
        settle(filed)
    assert refused.value.codes == ("B1",)
    decide(filed, "B1", by="inspector")
    with pytest.raises(StepNotYours):
        settle(filed, by="colleague")
    with pytest.raises(StaleVersion):
        settle(filed, seen=1)
    version = version_of(filed.sheet_id)
    settle(filed)
    with pytest.raises((StaleVersion, WrongState)):
        settle(filed, version=version)


def test_what_was_not_appealed_is_not_decided(filed):
    with pytest.raises(NotAppealed):
        decide(filed, "A4")


# -- equality -------------------------------------------------------------------------------------


def test_earlier_decisions_and_like_cuts_are_told_within_sight_only(filed):
    decide(filed, "A3")
    sheet = sheet_of(filed)
    line = sheet.lines["A3"]
    assert not precedents(sheet, "A3", reader=filed.people["head"])
    assert not same_cuts(sheet, line, CUT["reason_code"], reader=filed.people["head"])


def test_nothing_of_the_other_district_moved(filed):
    db.session.rollback()
    assert db.session.get(Assessment, filed.other_sheet_id).version == 1
    assert self_total(filed) is not None
