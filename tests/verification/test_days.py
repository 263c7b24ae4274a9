"""Deadlines of verification: what is refused after the last day, and what an extension opens."""

from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select, update

from emulation.assessments import operations as sheets
from emulation.assessments.extending import extend
from emulation.assessments.models import Assessment, Score
from emulation.assessments.queries import sheet_facts
from emulation.database import db, write_tx
from emulation.periods.models import PeriodWindow
from emulation.rules.deadlines import ExtensionKind, WindowKind
from emulation.rules.errors import StepNotYours, WindowClosed, WindowNotOpen, WrongState
from emulation.rules.workflow import AssessmentState, Verdict
from emulation.verification import rounds, steps
from emulation.verification.errors import AnswersNotDue
from emulation.verification.models import Question
from emulation.verification.queries import change_count, list_questions
from emulation.verification.rounds import Answer
from tests.verification import world as making
from tests.verification.world import BEGUN, agree_to_all, judge, later, version_of

AFTER = later(14)
LAST = date(2024, 12, 5)


def give(world, kind, until, *, at, by="council"):
    with write_tx():
        extend(world.sheet_id, kind, until, seen=None, reason="Bão", by=world.people[by], at=at)


def run(step, world, *, by, at, **facts):
    with write_tx():
        return step(
            world.sheet_id, version=version_of(world.sheet_id), by=world.people[by], at=at, **facts
        )


def state_of(world):
    return db.session.scalar(select(Assessment.state).where(Assessment.id == world.sheet_id))


def asked(world, code="A1"):
    judge(world, code, Verdict.QUESTION, note="Đề nghị bổ sung danh sách.")
    run(rounds.send_questions, world, by="inspector", at=BEGUN)
    return world


# -- the commune --------------------------------------------------------------------------------


def test_nothing_is_submitted_before_the_window_opens(world):
    with pytest.raises(WindowNotOpen) as refused:
        run(sheets.submit, world, by="signer", at=making.OPENED, confirmed=True)
    assert refused.value.opens_on == date(2024, 11, 1)


def test_late_submission_is_counted_until_the_verification_ends_and_then_refused(world):
    with pytest.raises(WindowClosed) as refused:
        run(sheets.submit, world, by="signer", at=AFTER, confirmed=True)
    assert (refused.value.kind, refused.value.closed_on) == (ExtensionKind.VERIFICATION, LAST)
    assert state_of(world) is AssessmentState.DRAFT

    run(sheets.submit, world, by="signer", at=later(13), confirmed=True)
    days = sheet_facts(world.sheet_id).lines["M1"].own.inputs["self_assessment_days_late"]
    assert days == 15


def test_row_is_not_saved_after_the_verification(world):
    line = sheet_facts(world.sheet_id).lines["A1"].own
    with pytest.raises(WindowClosed), write_tx():
        sheets.save_row(
            world.sheet_id,
            "A1",
            making.sheet_operations.Entry({}, "Sửa muộn"),
            version=line.version,
            by=world.people["signer"],
            at=AFTER,
        )
    assert sheet_facts(world.sheet_id).lines["A1"].own.version == line.version


def test_sheet_is_not_taken_back_when_it_could_not_be_sent_again(submitted):
    with pytest.raises(WindowClosed):
        run(sheets.withdraw, submitted, by="signer", at=AFTER)
    run(sheets.withdraw, submitted, by="signer", at=later(13))


# -- the inspection -----------------------------------------------------------------------------


def test_verification_is_not_begun_after_its_last_day(submitted):
    with pytest.raises(WindowClosed) as refused:
        run(steps.begin, submitted, by="inspector", at=AFTER)
    assert refused.value.who == (("council", "Tỉnh Bắc Giang"),)
    assert state_of(submitted) is AssessmentState.SUBMITTED


def test_verification_is_not_begun_before_its_first_day(submitted):
    with pytest.raises(WindowNotOpen) as refused:
        run(steps.begin, submitted, by="inspector", at=later(-2))
    assert refused.value.opens_on == date(2024, 11, 21)


def test_verdict_question_and_result_are_refused_after_the_last_day(begun):
    agree_to_all(begun, but=("A1", "A2"))
    judge(begun, "A1", Verdict.QUESTION, note="Đề nghị bổ sung.")
    with pytest.raises(WindowClosed):
        judge(begun, "A2", at=AFTER)
    with pytest.raises(WindowClosed):
        run(rounds.send_questions, begun, by="inspector", at=AFTER)
    judge(begun, "A1")
    judge(begun, "A2")
    seen = change_count(begun.sheet_id)
    with pytest.raises(WindowClosed):
        run(steps.finish, begun, by="head", at=AFTER, seen=seen)

    give(begun, ExtensionKind.VERIFICATION, date(2024, 12, 20), at=AFTER)
    run(steps.finish, begun, by="head", at=AFTER, seen=seen)
    assert state_of(begun) is AssessmentState.VERIFIED


def test_window_that_moved_meanwhile_counts_as_it_stands(begun):
    close_verification(begun, later(1).date())
    with pytest.raises(WindowClosed):
        judge(begun, "A1", at=later(2))
    close_verification(begun, later(20).date())
    assert judge(begun, "A1", at=AFTER)


def close_verification(world, day):
    with write_tx() as session:
        session.execute(
            update(PeriodWindow)
            .where(
                PeriodWindow.period_id == world.period_id,
                PeriodWindow.kind == WindowKind.VERIFICATION,
            )
            .values(closes_on=day)
        )


# -- answers that do not come -------------------------------------------------------------------


def answers(world, text="Danh sách kèm theo."):
    return {
        one.id: Answer(text, one.version) for one in list_questions(world.sheet_id) if one.is_open
    }


def test_answer_is_refused_after_its_day_unless_the_unit_has_more_time(begun):
    asked(begun)
    late = later(4)
    with pytest.raises(WindowClosed) as refused:
        run(rounds.send_answers, begun, by="signer", at=late, answers=answers(begun))
    assert refused.value.kind == ExtensionKind.EXPLANATION
    assert refused.value.closed_on == date(2024, 11, 25)
    with pytest.raises(WindowClosed), write_tx():
        rounds.save_answers(begun.sheet_id, answers(begun), by=begun.people["signer"], at=late)

    give(begun, ExtensionKind.EXPLANATION, date(2024, 11, 28), at=late, by="head")
    run(rounds.send_answers, begun, by="signer", at=late, answers=answers(begun))
    assert state_of(begun) is AssessmentState.IN_VERIFICATION


def test_reopened_row_closes_with_the_days_for_the_answer(begun):
    asked(begun)
    line = sheet_facts(begun.sheet_id).lines["A1"].own
    entry = making.sheet_operations.Entry(making.claimed_inputs(*line_of(begun, "A1")), "Bổ sung")

    def save(at):
        with write_tx():
            sheets.save_row(
                begun.sheet_id, "A1", entry, version=line.version, by=begun.people["signer"], at=at
            )

    with pytest.raises(WindowClosed):
        save(later(4))
    save(later(3))


def line_of(world, code):
    sheet = sheet_facts(world.sheet_id)
    return sheet, sheet.lines[code]


def test_inspection_goes_on_without_answers_only_after_the_day(begun):
    asked(begun)
    with pytest.raises(AnswersNotDue):
        run(rounds.resume, begun, by="inspector", at=later(3))
    give(begun, ExtensionKind.EXPLANATION, date(2024, 11, 27), at=later(3), by="head")
    with pytest.raises(AnswersNotDue):
        run(rounds.resume, begun, by="inspector", at=later(4))

    assert run(rounds.resume, begun, by="inspector", at=later(6)) == 1
    assert state_of(begun) is AssessmentState.IN_VERIFICATION
    question = db.session.scalars(select(Question)).one()
    assert question.dropped_at == later(6)
    assert question.answered_at is None
    line = sheet_facts(begun.sheet_id).lines["A1"]
    assert not line.own.reopened
    assert line.verified.verdict is None
    judge(begun, "A1", at=later(6))


def test_only_the_inspection_resumes_and_only_a_returned_sheet(begun):
    with pytest.raises(WrongState):
        run(rounds.resume, begun, by="inspector", at=later(6))
    asked(begun)
    with pytest.raises(StepNotYours):
        run(rounds.resume, begun, by="signer", at=later(6))
    assert db.session.scalar(select(Score.reopened).where(Score.reopened).limit(1))


# -- the pages ----------------------------------------------------------------------------------


@pytest.fixture
def on(browser, world):
    """Give a function that is somebody at a moment: sessions do not last for days."""

    @contextmanager
    def on(moment, name):
        with time_machine.travel(moment):
            browser.sign_in(world.users[name])
            yield browser

    return on


def test_verdict_typed_before_midnight_and_sent_after_it_is_kept_on_the_page(begun, on):
    with on(later(13), "inspector") as browser:
        page = browser.get(f"/verification/{begun.sheet_id}/A1")
        assert "Hôm nay là ngày cuối thẩm định" in page.select_one(".notice").text
        form = page.select_one("#decision")
    with on(AFTER, "inspector") as browser:
        typed = {"verdict": "question", "note": "Đề nghị bổ sung biên bản."}
        page = browser.submit(form, typed, status=409)
        alert = page.select_one("[role=alert]").text
        assert "“Thẩm định” đã đóng từ ngày 06/12/2024" in alert
        assert "Hội đồng tỉnh (Tỉnh Bắc Giang)" in alert
        assert "Đề nghị bổ sung biên bản." in page.text
        assert page.select("button[name=verdict]") == []


def test_overdue_answers_offer_to_go_on_without_them(begun, on):
    asked(begun)
    address = f"/verification/{begun.sheet_id}"
    with on(later(2), "inspector") as browser:
        assert browser.get(address).select('form[action$="/resumption"]') == []
    with on(later(4), "inspector") as browser:
        page = browser.get(address)
        form = page.select_one('form[action$="/resumption"]')
        assert "phải gửi trước hết ngày 25/11/2024" in page.text
        page = browser.submit(form)
        assert "không chờ 1 câu trả lời" in page.select_one(".flashes").text


def test_commune_reads_that_the_inspection_went_on_without_its_answer(begun, on):
    asked(begun)
    run(rounds.resume, begun, by="inspector", at=later(4))
    with on(later(4), "official") as browser:
        page = browser.get(f"/assessments/{begun.sheet_id}/questions")
        assert "Đến hạn không có trả lời" in page.text
        assert page.select("textarea") == []
    with on(later(4), "inspector") as browser:
        browser.get(f"/verification/{begun.sheet_id}/A1")


def test_late_answer_is_kept_on_the_page_with_the_sentence(begun, on):
    asked(begun)
    address = f"/assessments/{begun.sheet_id}/questions"
    with on(later(2), "signer") as browser:
        form = browser.get(address).select_one(f'form[action="{address}"]')
    number = list_questions(begun.sheet_id)[0].id
    with on(later(4), "signer") as browser:
        typed = {f"answer-{number}": "Trả lời muộn", "send": "1"}
        page = browser.submit(form, typed, status=409)
        assert "đã đóng từ ngày 26/11/2024" in page.select_one(".flashes").text
        assert "Trả lời muộn" in page.text
        assert page.select("textarea") == []


def test_row_saved_after_midnight_hears_the_sentence(world, on):
    line = sheet_facts(world.sheet_id).lines["A1"].own
    url = f"/assessments/{world.sheet_id}/rows/A1"
    sent = {"note": "Ghi chú muộn", "version": str(line.version), "request_id": str(uuid4())}
    with on(AFTER, "official") as browser:
        asking = {"Accept": "application/json"}
        answer = browser.open(url, method="POST", data=sent, headers=asking, status=409)
        assert "đã đóng từ ngày 06/12/2024" in answer.get_json()["message"]
        page = browser.post(url, sent, status=409)
        assert "đã đóng từ ngày 06/12/2024" in page.select_one(".flashes").text
        assert "Ghi chú muộn" in page.text


def test_whole_group_sent_after_midnight_is_kept_on_the_page(world, on):
    address = f"/assessments/{world.sheet_id}/groups/A"
    with on(later(13), "official") as browser:
        page = browser.get(address)
        assert "chậm 15 ngày" in page.select_one(".notice").text
        assert "Mỗi ngày trừ 0,5 điểm, nhiều nhất 1,5 điểm." in page.select_one(".notice").text
        form = page.select_one("form[data-module=autosave]")
    with on(AFTER, "official") as browser:
        page = browser.submit(form, {"A1-note": "Ghi chú muộn"}, status=409)
        assert "đã đóng từ ngày 06/12/2024" in page.select_one(".flashes").text
        assert "Ghi chú muộn" in page.text


def test_leader_is_told_before_pressing_that_nothing_can_be_submitted(world, on):
    address = f"/assessments/{world.sheet_id}/check"
    with on(later(13), "signer") as browser:
        form = browser.get(address).select_one('form[action$="/submission"]')
    with on(AFTER, "signer") as browser:
        page = browser.submit(form, {"confirmed": "1"}, status=409)
        assert "đã đóng từ ngày 06/12/2024" in page.select_one("[role=alert]").text
        assert browser.get(address).select('form[action$="/submission"]') == []
