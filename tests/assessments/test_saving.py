"""One row at a time: what is kept, what is refused, and that nobody overwrites anybody."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from emulation.assessments.errors import InvalidEntry
from emulation.assessments.facts import Entry
from emulation.assessments.models import Assessment, Score, SheetTotal
from emulation.assessments.operations import Sent, save_row, save_rows
from emulation.assessments.queries import sheet_facts
from emulation.audit.models import AuditEvent
from emulation.criteria.models import CriterionLine
from emulation.database import db, write_tx
from emulation.rules.errors import OutOfScope, RowClosed, StaleVersion
from emulation.rules.workflow import AssessmentState, Stage
from tests.assessments.sheet_world import IN_TIME

THREE_QUARTERS = Entry({"plan_tasks_completed": 18, "plan_tasks_total": 20})


def save(world, code, entry, *, version=1, by="official", at=IN_TIME, sheet_id=None):
    with write_tx():
        return save_row(
            sheet_id or world.sheet_id, code, entry, version=version, by=world.people[by], at=at
        )


def row(world, code):
    db.session.rollback()
    return db.session.scalars(
        select(Score)
        .join(CriterionLine)
        .where(Score.assessment_id == world.sheet_id, CriterionLine.code == code)
    ).one()


def put_into(world, state, *, reopened=(), verified=False):
    """Put the sheet into a state as the steps before would have."""
    lines = select(CriterionLine.id).where(CriterionLine.code.in_(reopened))
    with write_tx() as session:
        session.execute(
            update(Assessment)
            .where(Assessment.id == world.sheet_id)
            .values(
                state=state,
                submitted_at=IN_TIME,
                verified_at=IN_TIME if verified else None,
            )
        )
        session.execute(
            update(Score)
            .where(Score.assessment_id == world.sheet_id, Score.criterion_id.in_(lines))
            .values(reopened=True)
        )


def test_figures_become_points_and_the_total_follows(world):
    saved = save(world, "A3", THREE_QUARTERS)

    assert saved.changed == ("A3",)
    kept = row(world, "A3")
    assert (kept.points, kept.version) == (Decimal("1.35"), 2)
    assert kept.inputs == {"plan_tasks_completed": 18, "plan_tasks_total": 20}
    total = db.session.scalars(select(SheetTotal)).one()
    assert (total.stage, total.total, total.lines_done) == (Stage.SELF, Decimal("1.35"), 2)
    assert total.groups["A"] == {"points": "1.35", "max": "8.00"}


def test_log_says_what_was_there_before_and_after(world):
    save(world, "A3", THREE_QUARTERS)

    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert event.action == "assessments.save"
    assert event.before["inputs"] == {}
    assert event.after["inputs"] == {"plan_tasks_completed": 18, "plan_tasks_total": 20}
    assert event.after["points"] == "1.35"


def test_partial_figures_are_kept_and_the_row_is_not_scored(world):
    save(world, "A3", Entry({"plan_tasks_completed": 18}))

    assert row(world, "A3").points is None
    assert row(world, "A3").inputs == {"plan_tasks_completed": 18}


def test_saving_the_same_again_changes_nothing(world):
    save(world, "A3", THREE_QUARTERS)
    events = db.session.scalar(select(func.count()).select_from(AuditEvent))

    again = save(world, "A3", THREE_QUARTERS, version=2, at=IN_TIME + timedelta(hours=1))

    assert again.changed == ()
    assert row(world, "A3").version == 2
    assert row(world, "A3").saved_at == IN_TIME
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_second_of_two_editors_is_told_and_overwrites_nothing(world):
    save(world, "A3", THREE_QUARTERS)

    with pytest.raises(StaleVersion):
        save(world, "A3", Entry({"plan_tasks_completed": 20}), version=1, by="signer")

    assert row(world, "A3").inputs == {"plan_tasks_completed": 18, "plan_tasks_total": 20}


def test_an_old_page_that_says_the_same_is_not_stale(world):
    save(world, "A3", THREE_QUARTERS)

    assert save(world, "A3", THREE_QUARTERS, version=1, by="signer").changed == ()


def test_two_rows_of_one_sheet_do_not_disturb_each_other(world):
    save(world, "A3", THREE_QUARTERS)

    assert save(world, "A1", Entry({"met": True}), by="signer").changed == ("A1",)


def test_rows_of_a_group_are_saved_but_the_stale_one(world):
    save(world, "A3", THREE_QUARTERS)

    with write_tx():
        saved = save_rows(
            world.sheet_id,
            [Sent("A1", Entry({"met": True}), 1), Sent("A3", Entry({}, "khác"), 1)],
            by=world.people["official"],
            at=IN_TIME,
        )

    assert saved.changed == ("A1",)
    assert [one.code for one in saved.stale] == ["A3"]


@pytest.mark.parametrize("by", ["other_official", "inspector", "council", "administrator"])
def test_nobody_but_the_commune_itself_writes_into_its_sheet(world, by):
    with pytest.raises(OutOfScope):
        save(world, "A1", Entry({"met": True}), by=by)


def test_impossible_figures_are_refused_even_without_a_form(world):
    with pytest.raises(InvalidEntry) as refused:
        save(world, "A3", Entry({"plan_tasks_completed": 21, "plan_tasks_total": 20}))

    assert [one.code for one in refused.value.problems] == ["above_total"]


@pytest.mark.parametrize(
    "state",
    [
        AssessmentState.SUBMITTED,
        AssessmentState.IN_VERIFICATION,
        AssessmentState.RETURNED,
    ],
)
def test_submitted_rows_are_closed(world, state):
    put_into(world, state)

    with pytest.raises(RowClosed):
        save(world, "A1", Entry({"met": True}))


def test_only_reopened_rows_of_a_returned_sheet_are_open(world):
    put_into(world, AssessmentState.RETURNED, reopened=["A1"])

    assert save(world, "A1", Entry({"met": True})).changed == ("A1",)
    with pytest.raises(RowClosed):
        save(world, "A3", THREE_QUARTERS)


def test_criterion_called_not_applicable_earns_nothing_yet(world):
    save(world, "C6", Entry({}, "Chưa công bố", not_applicable=True))

    kept = row(world, "C6")
    assert (kept.not_applicable, kept.points) == (True, Decimal(0))


def test_where_the_set_does_not_allow_it_the_mark_is_ignored(world):
    save(world, "A1", Entry({"met": True}, not_applicable=True))

    assert row(world, "A1").not_applicable is False


def test_plan_that_was_never_issued_is_an_answer(world):
    save(world, "A2", Entry({"plan_issue_date": False}))

    assert row(world, "A2").points == Decimal(0)
    assert sheet_facts(world.sheet_id).lines["A2"].own.inputs == {"plan_issue_date": False}
