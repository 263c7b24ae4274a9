"""More time for one unit: who may give it, for what, and what it changes."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from emulation.assessments.extending import extend, list_grants
from emulation.assessments.operations import submit
from emulation.assessments.queries import sheet_facts
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.notices.models import Notice
from emulation.periods.models import Extension
from emulation.rules.deadlines import ExtensionKind, local_day
from emulation.rules.errors import OutOfScope, ReasonMissing, WrongState
from emulation.rules.extensions import BeyondVerification, DayNotLater, DayTooFar
from tests.assessments.sheet_world import IN_TIME
from tests.verification.world import fill_in

SELF, VERIFICATION = ExtensionKind.SELF_ASSESSMENT, ExtensionKind.VERIFICATION
WHY = "Mất điện do bão số 3"


def give(world, kind, until, *, by="council", seen=None, reason=WHY, at=IN_TIME):
    with write_tx():
        return extend(
            world.sheet_id, kind, until, seen=seen, reason=reason, by=world.people[by], at=at
        )


def late_days(world):
    sheet = sheet_facts(world.sheet_id)
    return sheet.last_day(SELF)


@pytest.mark.parametrize(
    ("by", "kind"), [("council", SELF), ("council", VERIFICATION), ("head", SELF)]
)
def test_whoever_may_gives_the_unit_more_time(world, by, kind):
    before = sheet_facts(world.sheet_id).last_day(kind)
    until = before + timedelta(days=4)

    assert give(world, kind, until, by=by) == until
    assert sheet_facts(world.sheet_id).last_day(kind) == until
    assert sheet_facts(world.other_sheet_id).last_day(kind) == before
    (grant,) = list_grants(sheet_facts(world.sheet_id))
    assert (grant.kind, grant.until, grant.reason) == (kind, until, WHY)
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "assessments.extend")
    ).one()
    assert event.reason == WHY
    assert event.before["last_day"] == before.isoformat()
    assert db.session.scalar(select(func.count(Notice.id)).where(Notice.kind == "extended"))


@pytest.mark.parametrize(
    ("by", "kind"),
    [
        ("head", VERIFICATION),
        ("inspector", SELF),
        ("signer", SELF),
        ("leader", SELF),
    ],
)
def test_nobody_else_gives_time(world, by, kind):
    with pytest.raises(OutOfScope):
        give(world, kind, date(2024, 12, 1), by=by)
    assert db.session.scalar(select(func.count(Extension.id))) == 0


@pytest.mark.parametrize("kind", [ExtensionKind.EXPLANATION, ExtensionKind.APPEAL])
def test_time_that_nobody_waits_for_is_not_given(world, kind):
    with pytest.raises(WrongState):
        give(world, kind, date(2024, 12, 1))


@pytest.mark.parametrize(
    ("kind", "until", "error"),
    [
        (SELF, date(2024, 11, 20), DayNotLater),
        (SELF, date(2024, 12, 6), BeyondVerification),
        (VERIFICATION, date(2024, 12, 5), DayNotLater),
        (VERIFICATION, date(2026, 1, 1), DayTooFar),
    ],
)
def test_new_last_day_comes_after_the_present_one_and_within_reach(world, kind, until, error):
    with pytest.raises(error):
        give(world, kind, until)


def test_day_that_is_over_gives_no_time(world):
    with pytest.raises(DayNotLater):
        give(world, SELF, date(2024, 11, 22), at=IN_TIME + timedelta(days=10))


def test_reason_is_needed(world):
    with pytest.raises(ReasonMissing):
        give(world, SELF, date(2024, 12, 1), reason="")


def test_two_grants_at_once_both_stay_and_the_latest_day_counts(world):
    seen = date(2024, 11, 20)
    give(world, SELF, date(2024, 11, 28), seen=seen)
    assert give(world, SELF, date(2024, 11, 25), by="head", seen=seen) == date(2024, 11, 28)

    days = db.session.scalars(select(Extension.until).order_by(Extension.id)).all()
    assert list(days) == [date(2024, 11, 28), date(2024, 11, 25)]


def test_late_days_count_from_the_extended_day(world):
    with write_tx():
        fill_in(world.sheet_id)
    give(world, SELF, date(2024, 11, 25))
    at = IN_TIME + timedelta(days=12)
    assert local_day(at) == date(2024, 11, 27)
    with write_tx():
        submit(world.sheet_id, version=1, confirmed=True, by=world.people["signer"], at=at)

    own = sheet_facts(world.sheet_id).lines["M1"].own
    assert own.inputs["self_assessment_days_late"] == 2


# -- the page -----------------------------------------------------------------------------------


def address(world):
    return f"/assessments/{world.sheet_id}/extensions"


def form_of(browser, world):
    return browser.get(address(world)).select_one(f'form[action="{address(world)}"]')


def test_head_gives_time_on_the_page_and_the_commune_reads_why(world, sign_in):
    browser = sign_in("head")
    form = form_of(browser, world)
    assert [one["value"] for one in form.select("[name=kind]")] == ["self_assessment"]

    page = browser.submit(form, {"until": "25/11/2024", "reason": WHY})
    assert "có thời gian đến ngày 25/11/2024" in page.select_one(".flashes").text

    browser.sign_out()
    page = sign_in("official").get(address(world))
    assert WHY in page.text
    assert page.select("form[action$=extensions]") == []
    sheet = browser.get(f"/assessments/{world.sheet_id}/groups/A")
    assert "25/11/2024" in sheet.select_one(".notice").text


def test_kind_outside_the_scope_is_refused_with_whom_to_ask(world, sign_in):
    browser = sign_in("head")
    page = browser.submit(
        form_of(browser, world),
        {"kind": "verification", "until": "25/12/2024", "reason": WHY},
        status=403,
    )
    assert "Hội đồng tỉnh (Tỉnh Bắc Giang)" in page.select_one("[role=alert]").text
    assert WHY in page.select_one("textarea").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"until": "20/11/2024"}, "Chọn ngày sau ngày 20/11/2024."),
        ({"until": "06/12/2024"}, "Thẩm định đơn vị này kết thúc ngày 05/12/2024"),
        ({"until": "hôm nay"}, "Nhập ngày như 31/01/2024."),
        ({"reason": " "}, "Nhập lý do."),
        ({"kind": ""}, "Chọn nội dung được thêm thời gian."),
    ],
)
def test_wrong_grant_names_what_to_correct(world, sign_in, typed, sentence):
    browser = sign_in("head")
    sent = {"until": "25/11/2024", "reason": WHY, **typed}
    page = browser.submit(form_of(browser, world), sent, status=None)

    assert browser.response.status_code in {400, 409}
    assert sentence in page.select_one(".error-summary").text
    assert db.session.scalar(select(func.count(Extension.id))) == 0


def test_sheet_submitted_meanwhile_needs_no_time(world, sign_in):
    browser = sign_in("head")
    form = form_of(browser, world)
    with write_tx():
        fill_in(world.sheet_id)
    with write_tx():
        submit(world.sheet_id, version=1, confirmed=True, by=world.people["signer"], at=IN_TIME)

    page = browser.submit(form, {"until": "25/11/2024", "reason": WHY}, status=409)
    assert "không cần thêm thời gian" in page.select_one("[role=alert]").text


def test_grant_sent_twice_is_given_once(world, sign_in):
    browser = sign_in("council")
    form = form_of(browser, world)
    for _ in range(2):
        browser.submit(form, {"until": "25/11/2024", "reason": WHY})
    assert db.session.scalar(select(func.count(Extension.id))) == 1


def test_extension_reopens_a_sheet_whose_days_were_over(world, sign_in):
    with time_machine.travel(IN_TIME + timedelta(days=30)):
        browser = sign_in("official")
        page = browser.get(f"/assessments/{world.sheet_id}/groups/A")
        assert "“Thẩm định” đã đóng từ ngày 06/12/2024" in page.select_one(".notice").text
        assert page.select("[data-row]") == []

        give(world, VERIFICATION, date(2024, 12, 20), at=IN_TIME + timedelta(days=30))
        page = browser.get(f"/assessments/{world.sheet_id}/groups/A")
        assert page.select("[data-row]")
