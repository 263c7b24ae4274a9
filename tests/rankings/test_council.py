"""The council approves what was verified, and sends back what it doubts."""

import pytest
from sqlalchemy import select

from emulation.assessments.models import Assessment
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.periods.queries import get_period
from emulation.rankings import operations
from emulation.rules.errors import ReasonMissing, StaleVersion, StepNotYours
from emulation.rules.workflow import AssessmentState
from tests.verification.world import YEAR, later

COUNCIL_PAGE = f"/rankings/{YEAR}/council"


def state_of(assessment_id):
    db.session.rollback()
    return db.session.scalar(select(Assessment.state).where(Assessment.id == assessment_id))


def actions():
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))


def test_council_approves_the_verified_sheets_of_one_district(browser, verified):
    browser.sign_in(verified.users["council"])
    page = browser.get(COUNCIL_PAGE)
    forms = [f for f in page.select("form") if f.select_one("[name=district_id]")]

    page = browser.submit(forms[0])

    assert "Đã phê duyệt 1 phiếu." in page.select_one(".flashes").text
    assert state_of(verified.sheet_id) is AssessmentState.APPROVED
    assert state_of(verified.other_sheet_id) is AssessmentState.DRAFT
    assert actions()[-1] == "rankings.approve"


def test_pressing_approve_twice_changes_nothing_more(browser, verified):
    browser.sign_in(verified.users["council"])
    form = browser.get(COUNCIL_PAGE).select_one(".page-head form")

    browser.submit(form)
    browser.submit(form)

    assert actions().count("rankings.approve") == 1


def test_without_a_verified_sheet_there_is_nothing_to_approve(browser, world):
    browser.sign_in(world.users["council"])
    request_id = "0c8b0dd2-4f36-4a55-8d34-9e60c5a9c001"

    page = browser.post(f"/rankings/{YEAR}/approvals", {"request_id": request_id})

    assert "Không có phiếu đã thẩm định nào" in page.select_one(".flashes").text


def test_a_district_that_cannot_be_read_approves_nothing(browser, verified):
    browser.sign_in(verified.users["council"])
    data = {"request_id": "0c8b0dd2-4f36-4a55-8d34-9e60c5a9c002", "district_id": "x"}

    browser.post(f"/rankings/{YEAR}/approvals", data, status=400)

    states = set(db.session.scalars(select(Assessment.state)))
    assert AssessmentState.APPROVED not in states


def test_verified_but_unapproved_sheets_are_not_ranked_in_the_preview(browser, verified):
    browser.sign_in(verified.users["council"])

    page = browser.get(COUNCIL_PAGE)

    assert "Chưa phê duyệt phiếu nào." in page.text


def reopen(world, **facts):
    with write_tx():
        sheet = db.session.get_one(Assessment, world.sheet_id)
        given = {"version": sheet.version, "reason": "Sai số", "by": world.people["council"]}
        operations.reopen(sheet, **(given | facts), at=later(5))


def test_reopening_needs_a_reason_and_the_sheet_as_it_was_seen(approved):
    with pytest.raises(ReasonMissing):
        reopen(approved, reason="")
    with pytest.raises(StaleVersion):
        reopen(approved, version=1)
    assert state_of(approved.sheet_id) is AssessmentState.APPROVED


def test_reopened_sheet_goes_back_to_its_inspectors_with_the_reason(browser, approved):
    browser.sign_in(approved.users["council"])
    page = browser.get(f"/rankings/{YEAR}/sheets/{approved.sheet_id}/reopening")

    page = browser.submit(page.select_one("main form"), {"reason": ""}, status=400)
    assert "Nêu lý do mở lại phiếu." in page.text
    page = browser.submit(page.select_one("main form"), {"reason": "Có đơn phản ánh."})

    assert state_of(approved.sheet_id) is AssessmentState.IN_VERIFICATION
    entry = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "rankings.reopen")
    ).one()
    assert entry.reason == "Có đơn phản ánh."


def test_nobody_but_the_council_approves(verified):
    leader = verified.people["leader"]

    with pytest.raises(StepNotYours), write_tx():
        operations.approve(get_period(YEAR), district_id=None, by=leader, at=later(4))


@pytest.mark.parametrize("name", ["official", "inspector", "head", "leader", "administrator"])
def test_the_councils_pages_do_not_exist_for_others(browser, verified, name):
    browser.sign_in(verified.users[name])

    browser.get(COUNCIL_PAGE, status=404)
    browser.get(f"/rankings/{YEAR}/publication", status=404)
