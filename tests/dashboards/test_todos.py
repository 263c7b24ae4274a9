"""What waits for whom on the first page."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import update

from emulation.accounts.models import User
from emulation.assessments.models import Assessment, SheetTotal
from emulation.dashboards.todos import TodoKind, todos_of
from emulation.database import write_tx
from emulation.periods.models import Extension
from emulation.rules.deadlines import ExtensionKind
from emulation.rules.workflow import AssessmentState, Stage, Verdict
from emulation.verification import rounds
from tests.support.queries import count_queries
from tests.support.tables import saved
from tests.verification import world as making

TODAY = making.BEGUN.date()


@pytest.fixture
def year(database):
    with time_machine.travel(making.BEGUN):
        yield making.make_world()


@pytest.fixture
def begun(year):
    making.submit(year)
    making.begin(year)
    return year


def waits(world, name, *, today=TODAY):
    return {todo.kind: todo for todo in todos_of(world.people[name], today=today)}


def set_sheet(world, **values):
    with write_tx() as session:
        session.execute(update(Assessment).where(Assessment.id == world.sheet_id).values(**values))


def test_commune_fills_in_what_is_open_until_its_last_day(year):
    with write_tx() as session:
        session.execute(update(SheetTotal).values(lines_done=SheetTotal.lines_all - 4))

    todo = waits(year, "official")[TodoKind.FILL_IN]

    assert (todo.count, todo.due_on) == (4, date(making.YEAR, 11, 20))
    assert todo.is_overdue(TODAY)


def test_time_given_to_a_commune_moves_its_deadline_and_nobody_elses(year):
    until = date(making.YEAR, 11, 30)
    participant = making.sheet_facts(year.sheet_id).participant.id
    saved(
        Extension(
            participant_id=participant,
            kind=ExtensionKind.SELF_ASSESSMENT,
            until=until,
            reason="Bão",
            granted_by_id=year.people["council"].id,
            granted_at=making.BEGUN,
        )
    )

    ours, theirs = waits(year, "official"), waits(year, "other_official")

    assert next(iter(ours.values())).kind is TodoKind.INITIATIVES
    assert {todo.due_on for todo in ours.values()} == {until, date(making.YEAR, 2, 28)}
    assert until not in {todo.due_on for todo in theirs.values()}


def test_a_full_sheet_waits_for_its_leader(year):
    with write_tx() as session:
        session.execute(update(SheetTotal).values(lines_done=SheetTotal.lines_all))

    assert waits(year, "signer")[TodoKind.SUBMIT].url == f"/assessments/{year.sheet_id}/check"


def test_inspectors_begin_what_was_submitted_and_go_on_with_what_is_in_hand(year):
    assert TodoKind.BEGIN not in waits(year, "inspector")
    making.submit(year)
    todo = waits(year, "inspector")[TodoKind.BEGIN]
    assert (todo.count, todo.url) == (1, f"/verification/{year.sheet_id}")

    making.begin(year)

    found = waits(year, "inspector")
    assert TodoKind.BEGIN not in found
    lines = len(making.lines_to_decide(making.sheet_facts(year.sheet_id)))
    assert found[TodoKind.JUDGE].count == lines
    assert TodoKind.JUDGE not in waits(year, "council")


def test_a_question_waits_for_the_commune_and_its_answer_for_the_inspection(begun):
    making.judge(begun, "A1", Verdict.QUESTION, note="Thiếu kế hoạch.")
    version = making.version_of(begun.sheet_id)
    with write_tx():
        rounds.send_questions(
            begun.sheet_id, version=version, by=begun.people["inspector"], at=making.BEGUN
        )
    todo = waits(begun, "official")[TodoKind.ANSWER]
    assert (todo.count, todo.url) == (1, f"/assessments/{begun.sheet_id}/questions")
    assert TodoKind.RESUME not in waits(begun, "head", today=todo.due_on)
    overdue = waits(begun, "head", today=todo.due_on + timedelta(days=1))
    assert overdue[TodoKind.RESUME].count == 1
    assert TodoKind.RESUME not in waits(begun, "inspector", today=date(making.YEAR, 12, 31))

    question = rounds.list_questions(begun.sheet_id)[0]
    with write_tx():
        rounds.send_answers(
            begun.sheet_id,
            {question.id: rounds.Answer("Có kế hoạch số 5.", question.version)},
            version=version + 1,
            by=begun.people["signer"],
            at=making.BEGUN,
        )

    assert TodoKind.ANSWER not in waits(begun, "official")
    assert waits(begun, "inspector")[TodoKind.JUDGE_AGAIN].count == 1


def test_only_the_head_finishes_what_is_judged(begun):
    with write_tx() as session:
        session.execute(
            update(SheetTotal)
            .where(SheetTotal.stage == Stage.VERIFIED)
            .values(lines_done=SheetTotal.lines_all)
        )

    assert waits(begun, "head")[TodoKind.FINISH].count == 1
    assert TodoKind.FINISH not in waits(begun, "inspector")
    assert TodoKind.JUDGE not in waits(begun, "head")


def test_a_result_waits_for_its_leader_for_days_and_then_for_the_council(begun):
    set_sheet(
        begun,
        state=AssessmentState.VERIFIED,
        verified_at=making.BEGUN,
        verified_by_id=begun.people["head"].id,
    )
    last = TODAY + timedelta(days=5)

    assert waits(begun, "signer")[TodoKind.DECIDE_RESULT].due_on == last
    assert TodoKind.DECIDE_RESULT in waits(begun, "signer", today=last)
    assert TodoKind.APPROVE not in waits(begun, "council", today=last)
    after = last + timedelta(days=1)
    assert TodoKind.DECIDE_RESULT not in waits(begun, "signer", today=after)
    assert waits(begun, "council", today=after)[TodoKind.APPROVE].count == 1


def test_administrators_see_who_has_not_signed_in_and_the_list_behind_the_count(browser, year):
    with write_tx() as session:
        official = User.id == year.users["official"].id
        session.execute(update(User).where(official).values(must_change_password=True))
    browser.sign_in(year.users["administrator"])

    todo = waits(year, "administrator")[TodoKind.FIRST_SIGN_IN]

    assert todo.count == 1
    rows = browser.get(todo.url).select("tbody tr")
    assert [row.select("td")[0].text for row in rows] == [year.people["official"].username]


def test_nothing_to_do_says_so_and_where_to_look(browser, year):
    browser.sign_in(year.users["inspector"])

    page = browser.get("/")

    assert "Hiện không có việc" in page.select_one(".empty").text
    assert page.select_one(".empty a")["href"] == "/verification"


def test_first_page_tells_what_is_due_when(browser, begun):
    browser.sign_in(begun.users["official"])

    page = browser.get("/")

    assert "Quá hạn" in page.select_one(".todo--bad .tag").text
    assert "Lịch năm" in page.select_one(".home__calendar h2").text


def test_whoever_has_a_first_password_changes_it_first(browser, year):
    with write_tx() as session:
        session.execute(update(User).values(must_change_password=True))
    browser.sign_in(year.users["official"])

    assert browser.open("/", follow=False).location == "/account/password"


@pytest.mark.parametrize("name", ["inspector", "head", "council"])
def test_first_page_asks_the_same_for_few_sheets_and_for_many(browser, begun, name):
    browser.sign_in(begun.users[name])
    browser.get("/")
    with count_queries() as few:
        browser.get("/")
    with write_tx() as session:
        session.execute(
            update(making.Participant).values(inspecting_unit_id=begun.people["inspector"].unit_id)
        )
        session.execute(
            update(Assessment)
            .where(Assessment.id == begun.other_sheet_id)
            .values(state=AssessmentState.SUBMITTED, submitted_at=making.SUBMITTED)
        )
    with count_queries() as more:
        browser.get("/")
    assert len(more) == len(few) <= 16
