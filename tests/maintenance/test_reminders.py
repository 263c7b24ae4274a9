"""Whom a deadline concerns, and that everybody is told once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import func, select, update

from emulation.accounts.models import User
from emulation.assessments.models import Assessment, SheetTotal
from emulation.database import db, write_tx
from emulation.maintenance.reminders import remind
from emulation.notices.kinds import NoticeKind
from emulation.notices.models import Notice
from emulation.periods.models import Extension, Participant, PeriodWindow
from emulation.rules.deadlines import VIETNAM, ExtensionKind, WindowKind
from emulation.rules.workflow import AssessmentState
from emulation.verification.models import Question
from tests.support.queries import count_queries
from tests.support.tables import saved


def reminded(*windows):
    rows = db.session.execute(
        select(User.username, Notice.facts)
        .join(User, User.id == Notice.user_id)
        .where(Notice.kind == NoticeKind.DEADLINE)
        .order_by(User.username)
    )
    return [(name, facts) for name, facts in rows if facts["window"] in windows]


def names(*windows):
    return sorted(name for name, _facts in reminded(*windows))


def noon(day):
    return datetime.combine(day, time(12), VIETNAM)


def set_sheet(year, name, **values):
    with write_tx() as session:
        sheet = Assessment.id == year.sheets[name]
        session.execute(update(Assessment).where(sheet).values(**values))


@pytest.mark.parametrize(("days", "told"), [(8, 0), (7, 3), (4, 0), (3, 3), (2, 0), (1, 3), (0, 3)])
def test_reminders_come_seven_three_and_one_day_before_and_on_the_day(year, days, told):
    last_day = year.today + timedelta(days=3)

    remind(noon(last_day - timedelta(days=days)))

    found = reminded("self_assessment")
    assert len(found) == told
    assert {(facts["days_left"], facts["open"]) for _name, facts in found} <= {(days, 2)}


def test_nothing_comes_after_the_last_day(year):
    assert remind(noon(year.today + timedelta(days=4))) == 0


def test_the_day_is_the_day_in_vietnam(year):
    three_before = datetime.combine(year.today, time(0, 1), VIETNAM)

    assert remind(three_before.astimezone(UTC) - timedelta(minutes=2)) == 0
    assert remind(three_before.astimezone(UTC)) == 3


def test_a_reminder_is_written_once(year):
    assert remind(noon(year.today)) == 3
    assert remind(noon(year.today) + timedelta(hours=1)) == 0


def test_whoever_has_submitted_is_left_alone(year):
    set_sheet(year, "commune", state=AssessmentState.SUBMITTED, submitted_at=datetime.now(UTC))

    remind(noon(year.today))

    assert names("self_assessment") == ["other-official"]


def test_a_full_sheet_that_is_not_submitted_is_reminded_too(year):
    with write_tx() as session:
        session.execute(update(SheetTotal).values(lines_done=3))

    remind(noon(year.today))

    assert {facts["open"] for _name, facts in reminded("self_assessment")} == {0}


def test_more_time_brings_reminders_of_its_own(year):
    remind(noon(year.today))
    saved(
        Extension(
            participant_id=year.participants["commune"],
            kind=ExtensionKind.SELF_ASSESSMENT,
            until=year.today + timedelta(days=7),
            reason="Bão",
            granted_by_id=year.people["council"].id,
            granted_at=datetime.now(UTC),
        )
    )

    remind(noon(year.today))

    assert names("self_assessment") == ["official", "official", "other-official", *["signer"] * 2]


def test_questions_are_reminded_of_but_not_on_the_day_they_were_asked(year):
    set_sheet(year, "commune", state=AssessmentState.RETURNED, submitted_at=datetime.now(UTC))
    saved(
        Question(
            assessment_id=year.sheets["commune"],
            criterion_id=year.lines["A1"],
            text="Kế hoạch nào?",
            asked_by_id=year.people["inspector"].id,
            asked_at=noon(year.today),
            sent_at=noon(year.today),
            due_on=year.today + timedelta(days=3),
        )
    )

    remind(noon(year.today))
    assert names("explanation") == []

    remind(noon(year.today + timedelta(days=2)))
    assert names("explanation") == ["official", "signer"]


def test_the_days_for_an_appeal_are_reminded_of_while_nobody_has_decided(year):
    finished = noon(year.today)
    set_sheet(
        year,
        "commune",
        state=AssessmentState.VERIFIED,
        submitted_at=finished,
        verified_at=finished,
        verified_by_id=year.people["head"].id,
    )

    remind(noon(year.today + timedelta(days=4)))
    assert names("appeal") == ["official", "signer"]

    set_sheet(year, "commune", state=AssessmentState.SETTLED, settled_at=finished)
    remind(noon(year.today + timedelta(days=5)))
    assert names("appeal") == ["official", "signer"]


def test_an_inspecting_unit_is_told_once_how_many_sheets_it_has_left(year):
    with write_tx() as session:
        district = year.unit_ids["district"]
        session.execute(
            update(Participant).where(Participant.assessed).values(inspecting_unit_id=district)
        )
        session.execute(
            update(Assessment).values(
                state=AssessmentState.SUBMITTED, submitted_at=datetime.now(UTC)
            )
        )

    remind(noon(year.today + timedelta(days=27)))

    assert [(name, facts["open"]) for name, facts in reminded("verification")] == [
        ("head", 2),
        ("inspector", 2),
    ]


def test_agencies_short_of_initiatives_are_reminded_before_registration_ends(year):
    with write_tx() as session:
        session.execute(
            update(PeriodWindow)
            .where(PeriodWindow.kind == WindowKind.INITIATIVE_REGISTRATION)
            .values(closes_on=year.today + timedelta(days=1))
        )

    remind(noon(year.today))

    found = reminded("initiative_registration")
    assert "department-official" in {name for name, _facts in found}
    assert {facts["open"] for _name, facts in found} == {3}


def test_number_of_statements_does_not_grow_with_those_reminded(year):
    with count_queries() as first:
        remind(noon(year.today))
    with write_tx() as session:
        session.execute(update(Assessment).values(state=AssessmentState.DRAFT))
    with count_queries() as second:
        remind(noon(year.today + timedelta(days=2)))
    assert len(second) <= len(first) <= 12
    assert db.session.scalar(select(func.count(Notice.id))) == 6
