"""A result is opened again for named criteria; all others stand, earlier rounds stay readable."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import NoResultFound

from emulation.assessments.answers import effective
from emulation.database import write_tx
from emulation.rules.errors import ReasonMissing, StaleVersion, StepNotYours, WrongState
from emulation.rules.workflow import AppealDecision, AssessmentState, Stage, Verdict
from emulation.verification.appeal_errors import AlreadyFiled, NothingChosen, NotReviewed
from emulation.verification.appeal_queries import find_appeal
from emulation.verification.marks import Change, changes_of
from emulation.verification.operations import agree_to_automatic
from emulation.verification.past_rounds import rounds_of
from emulation.verification.queries import list_questions
from tests.verification.appealing import (
    CUT,
    accept,
    decide,
    draft,
    file,
    finish,
    make_finished,
    reopen,
    settle,
    sheet_of,
    total_of,
)
from tests.verification.world import add_file, judge, later, version_of


@pytest.fixture
def finished(begun):
    make_finished(begun)
    return begun


@pytest.fixture
def settled(finished):
    for code in ("A3", "B1"):
        draft(finished, code)
    file(finished)
    decide(finished, "A3")
    decide(finished, "B1", by="inspector")
    settle(finished)
    return finished


def test_only_the_named_criteria_are_judged_again(finished):
    reopen(finished, "A3", "A5")

    sheet = sheet_of(finished)
    assert sheet.state is AssessmentState.IN_VERIFICATION
    assert sheet.reopened_at == later(7)
    assert sheet.verified_at is None
    assert [code for code, line in sheet.lines.items() if line.verified.reopened] == ["A3", "A5"]
    assert sheet.lines["A4"].verified.verdict is Verdict.ADJUST
    with pytest.raises(NotReviewed):
        judge(finished, "A4", at=later(7))
    judge(finished, "A3", at=later(7))
    judge(finished, "A5", at=later(7))
    finish(finished, at=later(8))

    sheet = sheet_of(finished)
    assert sheet.reopened_at is None
    assert not any(line.verified.reopened for line in sheet.lines.values())
    assert sheet.lines["A3"].verified.verdict is Verdict.AGREE
    assert sheet.lines["A4"].verified.note == CUT["note"]


def test_nothing_else_is_agreed_to_on_the_way(finished):
    reopen(finished, "A3")
    with write_tx():
        count = agree_to_automatic(finished.sheet_id, by=finished.people["inspector"], at=later(7))
    assert count == 0


def test_a_reopening_names_criteria_gives_a_reason_and_is_the_heads(finished):
    with pytest.raises(NothingChosen):
        reopen(finished)
    with pytest.raises(NoResultFound):
        reopen(finished, "A3", "Z9")
    with pytest.raises(ReasonMissing):
        reopen(finished, "A3", reason="")
    with pytest.raises(StepNotYours):
        reopen(finished, "A3", by="inspector")
    version = version_of(finished.sheet_id)
    reopen(finished, "A3", version=version)
    with pytest.raises((StaleVersion, WrongState)):
        reopen(finished, "A3", version=version)


def test_only_the_council_reopens_what_is_settled(settled):
    with pytest.raises(StepNotYours):
        reopen(settled, "A3", by="head")
    reopen(settled, "A3", by="council")
    assert sheet_of(settled).settled_at is None


def test_what_an_appeal_came_to_no_longer_counts_on_a_reopened_criterion_and_else_does(settled):
    before = total_of(settled, Stage.APPEAL)
    reopen(settled, "A3", by="council")
    sheet = sheet_of(settled)
    assert sheet.lines["A3"].appealed is None
    assert sheet.lines["B1"].appealed is not None

    judge(settled, "A3", Verdict.ADJUST, by="colleague", points=Decimal("0.5"), **CUT, at=later(8))
    finish(settled, at=later(9))

    sheet = sheet_of(settled)
    assert effective(sheet.lines["A3"], Stage.APPEAL).points == Decimal("0.5")
    assert effective(sheet.lines["B1"], Stage.APPEAL).stage is Stage.APPEAL
    claimed = sheet.lines["A3"].own.points
    assert total_of(settled, Stage.APPEAL) <= before - (claimed - Decimal("0.5"))


def test_a_criterion_is_appealed_once_also_after_a_reopening(settled):
    reopen(settled, "A3", "A5", by="council")
    for code in ("A3", "A5"):
        judge(settled, code, Verdict.ADJUST, points=Decimal("0.1"), **CUT, at=later(8))
    finish(settled, at=later(9))

    with pytest.raises(AlreadyFiled):
        draft(settled, "A3", "Lần nữa.", version=3, at=later(10))
    draft(settled, "A5", at=later(10))
    file(settled, at=later(10))
    assert not find_appeal(settled.sheet_id, "A3").is_current(sheet_of(settled))
    decide(settled, "A5", AppealDecision.DISMISSED, at=later(11))
    settle(settled, at=later(11))

    sheet = sheet_of(settled)
    assert effective(sheet.lines["A3"], Stage.APPEAL).stage is Stage.VERIFIED
    assert effective(sheet.lines["B1"], Stage.APPEAL).stage is Stage.APPEAL


def test_earlier_rounds_stay_readable(settled):
    reopen(settled, "A3", by="council")
    judge(settled, "A3", Verdict.ADJUST, by="colleague", points=Decimal("0.5"), **CUT, at=later(8))

    line = sheet_of(settled).lines["A3"]
    appeal = find_appeal(settled.sheet_id, "A3")
    rounds = rounds_of(line, [], appeal, decided_by="Trần Văn Bình")

    assert [one.points for one in rounds[:2]] == [Decimal("0.25"), Decimal("0.5")]
    assert rounds[0].note == CUT["note"]
    assert rounds[0].by != rounds[1].by
    assert rounds[-1].decision is AppealDecision.UPHELD


def test_what_changed_since_the_verdict_is_named(finished):
    add_file(finished, "A3", at=later(4))
    reopen(finished, "A3", "A5")
    sheet = sheet_of(finished)
    changes = changes_of(sheet, list_questions(finished.sheet_id))
    assert changes.keys() == {"A3", "A5"}
    assert Change.REOPENED in changes["A5"]
    assert Change.EVIDENCE in changes["A3"]
    assert Change.EVIDENCE not in changes["A5"]


def test_the_reopened_page_lists_what_changed_and_keeps_the_rest_closed(browser, finished):
    reopen(finished, "A3")
    browser.sign_in(finished.users["inspector"])
    page = browser.get(f"/verification/{finished.sheet_id}")
    links = [link["href"].rsplit("/", 1)[1] for link in page.select("tbody th a")]
    assert links == ["A3"]
    page = browser.get(f"/verification/{finished.sheet_id}/A4")
    assert not page.select("[name=verdict]")
    assert browser.get(f"/verification/{finished.sheet_id}/A3").select("[name=verdict]")

    browser.sign_in(finished.users["official"])
    page = browser.get(f"/assessments/{finished.sheet_id}/result")
    assert "Xem lại hai biên bản." in page.text
    assert "A3" in page.text


def test_the_head_ticks_criteria_and_says_why(browser, finished):
    browser.sign_in(finished.users["head"])
    page = browser.get(f"/verification/{finished.sheet_id}")
    form = page.select_one("form[action$='/reopening']")
    page = browser.submit(form, {"reason": "Có đơn."}, status=400)
    assert page.select_one("#codes-error")
    form = page.select_one("form[action$='/reopening']")
    page = browser.submit(form, {"codes": ["A3", "A4"], "reason": ""}, status=400)
    assert page.select_one("#reason-error")
    assert page.select_one("#codes-A3").has_attr("checked")
    form = page.select_one("form[action$='/reopening']")
    browser.submit(form, {"reason": "Có đơn."})
    assert sheet_of(finished).state is AssessmentState.IN_VERIFICATION


def test_an_accepted_result_is_the_councils_to_reopen(finished):
    accept(finished)
    reopen(finished, "A3", by="council")
    assert sheet_of(finished).state is AssessmentState.IN_VERIFICATION
