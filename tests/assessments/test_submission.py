"""Check and submit: what must be closed, who submits, what the receipt says, and taking it back."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from emulation.assessments import operations
from emulation.assessments.errors import ExplanationMissing, NotConfirmed
from emulation.assessments.facts import Entry
from emulation.assessments.models import Assessment, Score, SheetTotal
from emulation.assessments.queries import sheet_facts
from emulation.assessments.totals import recompute
from emulation.audit.models import AuditEvent
from emulation.criteria.models import CONDITIONS_CODE, CriterionLine
from emulation.database import db, write_tx
from emulation.rules.errors import OutOfScope, StaleVersion, StepNotYours, WrongState
from emulation.rules.workflow import AssessmentState, ReasonCode, Stage, Verdict
from tests.assessments.sheet_world import IN_TIME, YEAR
from tests.assessments.test_saving import THREE_QUARTERS, put_into, row, save
from tests.assessments.test_workspace import register

DECLARED = Entry(
    {
        "criminal_or_corruption_cases": 0,
        "disciplined_for_harassment_or_corruption": 0,
        "leaders_reprimanded": 0,
        "leaders_warned": 0,
        "serious_internal_disunity": False,
    }
)
LATE = datetime(YEAR, 11, 22, 3, tzinfo=UTC)


def submit(world, *, by="signer", at=IN_TIME, confirmed=True, version=1):
    with write_tx():
        return operations.submit(
            world.sheet_id, version=version, confirmed=confirmed, by=world.people[by], at=at
        )


def ready(world):
    """Declare the conditions, so that nothing blocks any more."""
    save(world, CONDITIONS_CODE, DECLARED)


def sheet(world):
    db.session.rollback()
    return db.session.get_one(Assessment, world.sheet_id)


def total(world, stage=Stage.SELF):
    return db.session.scalars(
        select(SheetTotal).where(
            SheetTotal.assessment_id == world.sheet_id, SheetTotal.stage == stage
        )
    ).one()


# -- the rules ----------------------------------------------------------------------------------


def test_leader_hands_the_sheet_over_and_the_log_is_the_receipt(world):
    ready(world)

    event = submit(world)

    assert sheet(world).state is AssessmentState.SUBMITTED
    assert sheet(world).submitted_at == IN_TIME
    assert sheet(world).version == 2
    assert len(event.leaf_hash) == 64


@pytest.mark.parametrize(("by", "refusal"), [("official", StepNotYours), ("inspector", OutOfScope)])
def test_nobody_but_the_commune_leader_submits(world, by, refusal):
    ready(world)

    with pytest.raises(refusal):
        submit(world, by=by)


def test_conditions_must_be_declared(world):
    with pytest.raises(NotConfirmed):
        submit(world)


def test_criteria_without_evidence_need_an_explanation(world):
    ready(world)
    save(world, "A3", THREE_QUARTERS)

    with pytest.raises(ExplanationMissing) as refused:
        submit(world)
    assert refused.value.codes == ("A3",)

    explained = Entry(THREE_QUARTERS.inputs, "Báo cáo đang ký.")
    save(world, "A3", explained, version=2)
    submit(world)


def test_criteria_without_an_answer_must_be_confirmed_and_count_nothing(world):
    ready(world)

    with pytest.raises(NotConfirmed):
        submit(world, confirmed=False)

    event = submit(world)
    assert "A1" in event.after["not_scored"]
    assert row(world, "A1").points is None
    assert total(world).total == Decimal(0)


def test_sheet_that_changed_since_it_was_looked_at_is_not_submitted(world):
    ready(world)

    with pytest.raises(StaleVersion):
        submit(world, version=7)


def test_sheet_is_submitted_once(world):
    ready(world)
    submit(world)

    with pytest.raises(WrongState):
        submit(world, version=2)


def test_each_day_late_costs_points_that_the_program_counts(world):
    ready(world)

    submit(world, at=LATE)

    assert row(world, "M1").inputs == {"self_assessment_days_late": 2}
    assert row(world, "M1").points == Decimal(1)
    assert total(world).deduction == Decimal(1)


def test_what_other_parts_supplied_stays_as_it_was_when_submitted(world):
    ready(world)
    register(world, 2)
    submit(world)

    register(world, 1)

    assert row(world, "E1").inputs == {"initiatives_registered_on_time": 2}
    recomputed = recompute_now(world)
    assert recomputed.groups["E"]["points"] == "0.80"


def recompute_now(world, stage=Stage.SELF):
    with write_tx():
        recompute(world.sheet_id, stage, at=IN_TIME)
    return total(world, stage)


def test_sheet_can_be_taken_back_before_verification(world):
    ready(world)
    submit(world)

    with write_tx():
        operations.withdraw(world.sheet_id, version=2, by=world.people["signer"], at=LATE)

    assert sheet(world).state is AssessmentState.DRAFT
    assert sheet(world).submitted_at is None
    assert save(world, "A1", Entry({"met": True})).changed == ("A1",)


@pytest.mark.parametrize("state", [AssessmentState.DRAFT, AssessmentState.IN_VERIFICATION])
def test_sheet_in_verification_is_not_taken_back(world, state):
    if state is not AssessmentState.DRAFT:
        put_into(world, state)

    with pytest.raises(WrongState), write_tx():
        operations.withdraw(world.sheet_id, version=1, by=world.people["signer"], at=LATE)


# -- totals of later stages ---------------------------------------------------------------------


def verify(world, code, points, *, verdict=Verdict.ADJUST):
    with write_tx() as session:
        line = session.scalars(select(CriterionLine).where(CriterionLine.code == code)).one()
        session.add(
            Score(
                assessment_id=world.sheet_id,
                criterion_id=line.id,
                stage=Stage.VERIFIED,
                inputs={},
                points=points,
                points_set=True,
                verdict=verdict,
                reason_code=ReasonCode.NO_EVIDENCE,
                note="Không có tài liệu.",
            )
        )


def test_verified_points_replace_the_claimed_ones_in_the_verified_total(world):
    save(world, "A1", Entry({"met": True}))
    save(world, "A3", THREE_QUARTERS)
    verify(world, "A3", Decimal("0.90"))

    verified = recompute_now(world, Stage.VERIFIED)

    assert verified.groups["A"]["points"] == "1.90"
    assert verified.lines_done == 1
    assert total(world).groups["A"]["points"] == "2.35"


def test_claims_far_above_the_verified_points_are_deducted(world):
    save(world, "A1", Entry({"met": True}))
    put_into(world, AssessmentState.IN_VERIFICATION)
    verify(world, "A1", Decimal(0))

    assert recompute_now(world, Stage.VERIFIED).deduction == Decimal("0.5")


def test_criterion_left_out_by_agreement_scales_up_the_rest(world):
    save(world, "A1", Entry({"met": True}))
    save(world, "C6", Entry({}, "Chưa công bố", not_applicable=True))
    verify(world, "C6", None, verdict=Verdict.AGREE)
    with write_tx() as session:
        session.execute(
            update(Score)
            .where(Score.stage == Stage.VERIFIED)
            .values(points_set=False, not_applicable=True)
        )

    verified = recompute_now(world, Stage.VERIFIED)

    assert verified.exact_total == "40/39"
    assert verified.groups["C"]["max"] == "10.50"


# -- the pages ----------------------------------------------------------------------------------


def test_check_names_every_gap_with_its_link(sign_in, world):
    save(world, "A3", THREE_QUARTERS)
    save(world, "A5", Entry({"staff_signed_commitment": 18, "staff_total": 20}))
    save(world, "G3", Entry({"staff_trained": 18, "staff_total": 21}))

    page = sign_in("signer").get(f"/assessments/{world.sheet_id}/check")

    links = {one["href"] for one in page.select(".checklist a")}
    assert f"/assessments/{world.sheet_id}/groups/A#row-A3" in links
    assert f"/assessments/{world.sheet_id}/groups/B#row-B1" in links
    assert f"/assessments/{world.sheet_id}/groups/conditions#row-CONDITIONS" in links
    assert "Tổng số cán bộ, công chức: khác số đã nhập ở G3" in page.text
    assert page.select_one("main button[disabled]").text.strip() == "Nộp hồ sơ tự chấm"


def test_table_has_headings_groups_criteria_and_sums(sign_in, world):
    save(world, "A3", THREE_QUARTERS)

    page = sign_in("signer").get(f"/assessments/{world.sheet_id}/check")

    headings = [one.td.text for one in page.select(".sheet-table__heading")]
    assert headings == ["I", "II", "III", "IV", "V", "VI"]
    first = page.select_one(".sheet-table__heading")
    assert [one.text for one in first.select(".num")] == ["20", "1,35", ""]
    assert len(page.select(".sheet-table__line")) == 60


def test_official_is_told_who_submits(sign_in, world):
    page = sign_in("official").get(f"/assessments/{world.sheet_id}/check")

    assert "Lãnh đạo xã là người nộp hồ sơ" in page.text
    assert not page.select('form[action$="/submission"]')


def test_leader_submits_gets_a_receipt_and_may_take_the_sheet_back(sign_in, world):
    ready(world)
    browser = sign_in("signer")
    page = browser.get(f"/assessments/{world.sheet_id}/check")
    form = page.select_one('form[action$="/submission"]')

    refused = browser.submit(form, status=409)
    assert "xác nhận các mục còn mở" in refused.select_one('[role="alert"]').text

    page = browser.submit(form, {"confirmed": "1"})
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    text = page.select_one(".receipt").text
    assert event.leaf_hash in text
    assert f"2024-07420-{event.seq:06d}" in text
    assert "Nguyễn Thị Signer" in text

    browser.submit(page.select_one('form[action$="/withdrawal"]'))
    assert sheet(world).state is AssessmentState.DRAFT


def test_submission_sent_twice_is_one_submission(sign_in, world):
    ready(world)
    browser = sign_in("signer")
    page = browser.get(f"/assessments/{world.sheet_id}/check")
    form = page.select_one('form[action$="/submission"]')
    browser.submit(form, {"confirmed": "1"})

    page = browser.submit(form, {"confirmed": "1"})

    assert browser.url.endswith("/receipt")
    count = select(AuditEvent).where(AuditEvent.action == "assessments.submit")
    assert len(db.session.scalars(count).all()) == 1


@pytest.mark.parametrize("name", ["official", "inspector", "council", "administrator"])
def test_steps_of_the_leader_do_not_exist_for_others(sign_in, world, name):
    browser = sign_in(name)
    for step in ("submission", "withdrawal"):
        browser.open(f"/assessments/{world.sheet_id}/{step}", method="POST", data={}, status=404)


def test_there_is_no_receipt_for_a_draft(sign_in, world):
    sign_in("signer").open(f"/assessments/{world.sheet_id}/receipt", status=404)


def test_facts_of_a_foreign_sheet_stay_apart(world):
    save(world, "A3", THREE_QUARTERS)

    other = sheet_facts(world.other_sheet_id)

    assert other.lines["A3"].own.points is None
    assert other.submitted_at is None


def test_verified_sheet_shows_both_scores_side_by_side(sign_in, world):
    save(world, "A1", Entry({"met": True}))
    put_into(world, AssessmentState.VERIFIED, verified=True)
    verify(world, "A1", Decimal("0.50"))

    page = sign_in("official").get(f"/assessments/{world.sheet_id}/check")

    line = page.select_one('.sheet-table__line:has(a[href$="#row-A1"])')
    assert [one.text for one in line.select(".num")] == ["1", "1", "0,5", "0"]
    assert "Không có tài liệu." in line.text
