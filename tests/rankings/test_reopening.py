"""The council sends single criteria back to the inspection, with the reason."""

import pytest
from sqlalchemy import select

from emulation.assessments.models import Assessment, Score
from emulation.assessments.queries import sheet_facts
from emulation.audit.models import AuditEvent
from emulation.database import db
from emulation.rules.workflow import AssessmentState, Stage
from tests.verification.world import YEAR


def address(world):
    return f"/rankings/{YEAR}/sheets/{world.sheet_id}/reopening"


def state_of(world):
    db.session.rollback()
    return db.session.scalar(select(Assessment.state).where(Assessment.id == world.sheet_id))


def reopened_codes(world):
    db.session.rollback()
    lines = sheet_facts(world.sheet_id).lines
    return {code for code, line in lines.items() if line.verified.reopened}


def test_only_the_ticked_criteria_are_looked_at_again(browser, approved):
    browser.sign_in(approved.users["council"])
    form = browser.get(address(approved)).select_one("main form")

    page = browser.submit(form, {"codes": ["A1", "B2"], "reason": "Có đơn phản ánh."})

    told = page.select_one(".flashes").text
    assert "Hồ sơ đã trở lại đoàn thẩm định, nhưng thời gian thẩm định đã hết" in told
    assert browser.url.endswith("/extensions")
    assert state_of(approved) is AssessmentState.IN_VERIFICATION
    assert reopened_codes(approved) == {"A1", "B2"}
    judged = db.session.scalars(
        select(Score.verdict).where(
            Score.assessment_id == approved.sheet_id, Score.stage == Stage.VERIFIED
        )
    ).all()
    assert judged.count(None) == 2
    entry = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "assessments.reopen")
    ).one()
    assert entry.reason == "Có đơn phản ánh."


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"codes": ["A1"], "reason": ""}, "Nêu lý do mở lại hồ sơ."),
        ({"reason": "Có đơn phản ánh."}, "Chọn các tiêu chí cần xem lại."),
    ],
)
def test_reopening_needs_a_reason_and_at_least_one_criterion(browser, approved, sent, sentence):
    browser.sign_in(approved.users["council"])
    form = browser.get(address(approved)).select_one("main form")

    page = browser.submit(form, sent, status=400)

    assert sentence in page.select_one(".error-summary").text
    assert state_of(approved) is AssessmentState.APPROVED


def test_what_was_ticked_and_typed_is_kept_when_the_page_was_overtaken(browser, approved):
    browser.sign_in(approved.users["council"])
    form = browser.get(address(approved)).select_one("main form")
    browser.submit(form, {"codes": ["A1"], "reason": "Lần một."})

    data = {
        "request_id": "0c8b0dd2-4f36-4a55-8d34-9e60c5a9c011",
        "version": "1",
        "codes": ["B1"],
        "reason": "Lần hai.",
    }
    page = browser.post(address(approved), data, status=409)

    assert "Không thực hiện được khi hồ sơ ở trạng thái" in page.text
    assert reopened_codes(approved) == {"A1"}


def test_a_published_sheet_is_reopened_on_the_way_to_a_correction(browser, published):
    browser.sign_in(published.users["council"])
    page = browser.get(f"{address(published)}?code=A2")
    ticked = [box["value"] for box in page.select("[name=codes][checked]")]

    page = browser.submit(page.select_one("main form"), {"codes": ticked, "reason": "Sai số liệu."})

    assert ticked == ["A2"]
    assert state_of(published) is AssessmentState.IN_VERIFICATION
    assert reopened_codes(published) == {"A2"}


def test_a_draft_cannot_be_reopened(browser, verified):
    browser.sign_in(verified.users["council"])

    page = browser.get(f"/rankings/{YEAR}/sheets/{verified.other_sheet_id}/reopening")

    assert page.select_one("main form") is None
    assert "Không thực hiện được khi hồ sơ ở trạng thái" in page.text
