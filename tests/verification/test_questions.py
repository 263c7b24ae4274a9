"""A round of questions: sent together, answered together, judged again, and kept."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from emulation.assessments import operations as sheet_operations
from emulation.assessments.facts import Entry
from emulation.assessments.models import SheetTotal
from emulation.assessments.queries import sheet_facts
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.rules.errors import RowClosed, StepNotYours, WrongState
from emulation.rules.workflow import AssessmentState, Stage, Verdict
from emulation.verification import rounds
from emulation.verification.errors import AnswersMissing, NoQuestions
from emulation.verification.queries import list_questions
from emulation.verification.rounds import Answer
from tests.verification.world import BEGUN, add_file, judge, later, version_of

ASKED = "Danh sách nhiệm vụ ở đâu?"


def send(world, *, by="inspector"):
    with write_tx():
        return rounds.send_questions(
            world.sheet_id, version=version_of(world.sheet_id), by=world.people[by], at=BEGUN
        )


def answer(world, texts, *, by="signer"):
    answers = {
        one.id: Answer(texts[one.code], one.version)
        for one in list_questions(world.sheet_id)
        if one.code in texts
    }
    with write_tx():
        rounds.send_answers(
            world.sheet_id,
            answers,
            version=version_of(world.sheet_id),
            by=world.people[by],
            at=later(2),
        )


def change_claim(world, code, inputs, *, by="official"):
    sheet = sheet_facts(world.sheet_id)
    with write_tx():
        sheet_operations.save_row(
            world.sheet_id,
            code,
            Entry(inputs=inputs, note="Đã sửa."),
            version=sheet.lines[code].own.version,
            by=world.people[by],
            at=later(1),
        )


def fresh(world):
    db.session.rollback()
    return sheet_facts(world.sheet_id)


@pytest.fixture
def asked(begun):
    judge(begun, "B1")
    judge(begun, "A3", Verdict.QUESTION, note=ASKED)
    send(begun)
    return begun


def test_only_the_lines_asked_about_open_again_and_the_answer_is_due(asked):
    sheet = fresh(asked)

    assert sheet.state is AssessmentState.RETURNED
    assert [code for code, line in sheet.lines.items() if line.own.reopened] == ["A3"]
    question = list_questions(asked.sheet_id)[0]
    assert (question.due_on - BEGUN.date()).days == 3
    with pytest.raises(RowClosed):
        change_claim(asked, "A4", {"publicity_sessions": 30, "publicity_participants": 1})


def test_without_a_question_nothing_is_sent(begun):
    with pytest.raises(NoQuestions):
        send(begun)
    assert fresh(begun).state is AssessmentState.IN_VERIFICATION


def test_a_sheet_with_the_commune_cannot_be_judged(asked):
    with pytest.raises(RowClosed):
        judge(asked, "A4")


def test_every_question_needs_an_answer_before_they_are_sent(asked):
    with pytest.raises(AnswersMissing) as missing:
        answer(asked, {})
    assert missing.value.codes == ("A3",)
    assert fresh(asked).state is AssessmentState.RETURNED


def test_only_the_leader_of_the_commune_sends(asked):
    with pytest.raises(StepNotYours):
        answer(asked, {"A3": "Gửi kèm."}, by="official")


def test_answers_clear_only_the_verdicts_of_the_lines_asked_about(asked):
    change_claim(asked, "A3", {"plan_tasks_completed": 400, "plan_tasks_total": 400})
    answer(asked, {"A3": "Đã bổ sung 10 nhiệm vụ."})

    sheet = fresh(asked)
    assert sheet.state is AssessmentState.IN_VERIFICATION
    assert not sheet.lines["A3"].own.reopened
    assert sheet.lines["A3"].verified.verdict is None
    assert sheet.lines["B1"].verified.verdict is Verdict.AGREE
    totals = {
        row.stage: row.total
        for row in db.session.scalars(
            select(SheetTotal).where(SheetTotal.assessment_id == asked.sheet_id)
        )
    }
    assert totals[Stage.VERIFIED] == totals[Stage.SELF]


def test_a_second_answer_is_refused(asked):
    answer(asked, {"A3": "Gửi kèm."})
    with pytest.raises(WrongState):
        answer(asked, {"A3": "Gửi lại."})


def test_earlier_rounds_stay_readable(asked):
    answer(asked, {"A3": "Gửi kèm."})
    judge(asked, "A3", Verdict.QUESTION, note="Còn thiếu chữ ký.")
    send(asked)
    answer(asked, {"A3": "Đã ký."})

    db.session.rollback()
    found = [(one.text, one.answer) for one in list_questions(asked.sheet_id)]
    assert found == [("Còn thiếu chữ ký.", "Đã ký."), (ASKED, "Gửi kèm.")]
    actions = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))
    assert actions.count("verification.ask") == actions.count("verification.answer") == 2


def test_the_round_trip_through_the_screens(browser, begun):
    browser.sign_in(begun.users["inspector"])
    page = browser.get(f"/verification/{begun.sheet_id}/A3")
    browser.submit(page.select_one("#decision"), {"verdict": "question", "note": ASKED})
    page = browser.get(f"/verification/{begun.sheet_id}")
    browser.submit(page.select_one("form[action$='/questions']"))

    browser.sign_in(begun.users["official"])
    page = browser.get(f"/assessments/{begun.sheet_id}/questions")
    assert ASKED in page.text
    form = page.select_one("form[action$='/questions']")
    assert not form.select("[name=send]")
    name = form.select_one("textarea")["name"]
    browser.submit(form, {name: "Danh sách gửi kèm."}, button="save")
    change_claim(begun, "A3", {"plan_tasks_completed": 400, "plan_tasks_total": 400})
    add_file(begun, "A3", at=datetime.now(UTC))

    browser.sign_in(begun.users["signer"])
    page = browser.get(f"/assessments/{begun.sheet_id}/questions")
    form = page.select_one("form[action$='/questions']")
    assert form.select_one("textarea").text.strip() == "Danh sách gửi kèm."
    page = browser.submit(form, {name: ""}, button="send", status=400)
    assert page.select_one(f"#{name}-error")
    form = page.select_one("form[action$='/questions']")
    page = browser.submit(form, {name: "Danh sách gửi kèm."}, button="send")
    assert "Danh sách gửi kèm." in page.text

    browser.sign_in(begun.users["inspector"])
    page = browser.get(f"/verification/{begun.sheet_id}/A3")
    claim = page.select_one(".side-by-side__side")
    assert claim.select_one("del").text == "390"
    assert claim.select_one("ins").text == "400"
    assert page.select_one(".viewer .tag")
    assert page.select_one("#figure-plan_tasks_completed")["value"] == "400"
    browser.submit(page.select_one("#decision"), {"verdict": "agree"})
    assert fresh(begun).lines["A3"].verified.verdict is Verdict.AGREE


def test_two_officials_do_not_overwrite_each_others_answer(browser, asked):
    browser.sign_in(asked.users["official"])
    first = browser.get(f"/assessments/{asked.sheet_id}/questions").select_one(
        "form[action$='/questions']"
    )
    second = browser.get(f"/assessments/{asked.sheet_id}/questions").select_one(
        "form[action$='/questions']"
    )
    name = first.select_one("textarea")["name"]
    browser.submit(first, {name: "Bản của chị Hạnh."}, button="save")

    page = browser.submit(second, {name: "Bản của anh Bình."}, button="save", status=409)

    assert page.select_one(f"#{name}").text.strip() == "Bản của anh Bình."
    assert "Bản của chị Hạnh." in page.text


def test_questions_are_for_those_who_see_the_sheet(browser, asked):
    url = f"/assessments/{asked.sheet_id}/questions"
    for name in ("other_official", "other_inspector", "administrator"):
        browser.sign_in(asked.users[name])
        browser.get(url, status=404)
        browser.post(url, status=404)
    browser.sign_in(asked.users["council"])
    page = browser.get(url)
    assert ASKED in page.text
    assert not page.select("textarea")


def test_questions_not_sent_yet_are_not_shown_to_the_commune(browser, begun):
    judge(begun, "A3", Verdict.QUESTION, note=ASKED)
    browser.sign_in(begun.users["official"])
    assert ASKED not in browser.get(f"/assessments/{begun.sheet_id}/questions").text
