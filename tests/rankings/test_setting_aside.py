"""A unit with an open case is left out until the council takes it up again."""

import pytest
from sqlalchemy import select

from emulation.assessments.models import Assessment
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.notices.kinds import NoticeKind
from emulation.notices.models import Notice
from emulation.periods.queries import get_period
from emulation.rankings import operations, publishing, setting_aside
from emulation.rankings.queries import find_publication, published_lines
from emulation.rankings.standings import ranking_of
from emulation.rules.approval import OpenCase, Place
from emulation.rules.errors import ReasonMissing, StaleVersion, WrongState
from emulation.rules.workflow import AssessmentState
from tests.verification.world import YEAR, later


def sheet_of(world, name="sheet_id"):
    db.session.rollback()
    return db.session.get_one(Assessment, getattr(world, name))


def set_aside(world, name="sheet_id", **facts):
    with write_tx():
        sheet = db.session.get_one(Assessment, getattr(world, name))
        given = {
            "version": sheet.version,
            "case": OpenCase.COMPLAINT,
            "reason": "Đang giải quyết đơn tố cáo.",
            "by": world.people["council"],
            "at": later(4),
        }
        setting_aside.set_aside(sheet, **(given | facts))


def take_up(world, **facts):
    with write_tx():
        sheet = db.session.get_one(Assessment, world.sheet_id)
        given = {
            "version": sheet.version,
            "reason": "Đơn không có cơ sở.",
            "by": world.people["council"],
            "at": later(6),
        }
        setting_aside.take_up_again(sheet, **(given | facts))


def approve(world):
    with write_tx():
        return operations.approve(get_period(YEAR), by=world.people["council"], at=later(9))


def told(kind):
    return set(db.session.scalars(select(Notice.user_id).where(Notice.kind == kind)))


def test_a_unit_that_is_set_aside_is_not_approved(verified):
    set_aside(verified)

    with pytest.raises(operations.NothingToApprove) as refused:
        approve(verified)

    assert [one.place for one in refused.value.skipped] == [Place.SET_ASIDE]
    assert sheet_of(verified).state is AssessmentState.VERIFIED


def test_taken_up_again_it_goes_on_from_where_it_stood(verified):
    set_aside(verified)
    take_up(verified)

    assert approve(verified).approved == (verified.sheet_id,)
    sheet = sheet_of(verified)
    assert (sheet.set_aside_at, sheet.set_aside_case, sheet.set_aside_reason) == (None, None, "")


def test_an_approved_unit_that_is_set_aside_loses_its_rank_and_says_why(approved):
    set_aside(approved)

    table, _lines = ranking_of(get_period(YEAR), reader=approved.people["council"])

    assert not table.ranked
    assert "set_aside" in {one.reason for one in table.unranked}


def test_publishing_does_not_close_what_is_set_aside(approved):
    set_aside(approved, "other_sheet_id")
    with write_tx():
        publishing.publish(get_period(YEAR), by=approved.people["council"], at=later(10))

    sheet = sheet_of(approved, "other_sheet_id")
    apart = [one for one in published_lines(find_publication(YEAR).id) if one.rank is None]
    assert sheet.state is AssessmentState.DRAFT
    assert sheet.set_aside_at is not None
    assert [one.unranked_because for one in apart] == ["set_aside"]


def test_who_set_it_aside_and_why_stands_in_the_log(verified):
    set_aside(verified)
    take_up(verified)

    events = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.action.in_(("rankings.set_aside", "rankings.take_up_again")))
        .order_by(AuditEvent.seq)
    ).all()
    assert [one.action for one in events] == ["rankings.set_aside", "rankings.take_up_again"]
    assert {one.subject for one in events} == {f"assessment:{verified.sheet_id}"}
    assert {one.actor_id for one in events} == {verified.people["council"].id}


def test_the_commune_and_its_inspectors_are_told(verified):
    set_aside(verified)

    people = verified.people
    assert {people["official"].id, people["head"].id} <= told(NoticeKind.SET_ASIDE)
    assert people["other_official"].id not in told(NoticeKind.SET_ASIDE)


def test_it_takes_a_reason_and_the_sheet_as_it_was_seen(verified):
    with pytest.raises(ReasonMissing):
        set_aside(verified, reason="  ")
    with pytest.raises(StaleVersion):
        set_aside(verified, version=1)
    set_aside(verified)
    with pytest.raises(setting_aside.AlreadySetAside):
        set_aside(verified)
    with pytest.raises(StaleVersion):
        take_up(verified, version=1)
    with pytest.raises(ReasonMissing):
        take_up(verified, reason="")
    take_up(verified)
    with pytest.raises(setting_aside.NotSetAside):
        take_up(verified)


def test_what_was_published_cannot_be_set_aside(published):
    with pytest.raises(WrongState):
        set_aside(published)


def test_the_council_sets_aside_and_takes_up_on_the_page_of_the_unit(browser, verified):
    browser.sign_in(verified.users["council"])
    page = browser.get(f"/rankings/{YEAR}/sheets/{verified.sheet_id}")
    form = page.select_one("form[action$=setting-aside]")

    page = browser.submit(form, {"case": "discipline", "reason": ""}, status=400)
    assert "Nêu lý do tạm gác đơn vị." in page.text
    form = page.select_one("form[action$=setting-aside]")
    page = browser.submit(form, {"case": "discipline", "reason": "Chờ kết luận kỷ luật."})
    assert "Chờ kết luận kỷ luật." in page.select_one("main").text
    assert sheet_of(verified).set_aside_case is OpenCase.DISCIPLINE
    form = page.select_one("form[action$=taking-up]")
    page = browser.submit(form, {"reason": "Không vi phạm."})

    assert "Đã tiếp tục xét Xã Đại Hóa." in page.select_one(".flashes").text
    assert sheet_of(verified).set_aside_at is None


def test_a_page_that_was_overtaken_changes_nothing_and_keeps_what_was_typed(browser, verified):
    browser.sign_in(verified.users["council"])
    page = browser.get(f"/rankings/{YEAR}/sheets/{verified.sheet_id}")
    form = page.select_one("form[action$=setting-aside]")
    approve(verified)

    page = browser.submit(form, {"case": "complaint", "reason": "Có đơn thư."}, status=409)

    assert "Hồ sơ đã thay đổi sau khi mở trang này." in page.text
    assert "Có đơn thư." in page.select_one("textarea").text
    assert sheet_of(verified).set_aside_at is None


def test_a_sheet_of_another_year_does_not_exist_there(browser, verified):
    browser.sign_in(verified.users["council"])

    browser.get(f"/rankings/{YEAR - 1}/sheets/{verified.sheet_id}", status=404)


@pytest.mark.parametrize(
    ("name", "address"),
    [("head", "/verification"), ("leader", f"/assessments?year={YEAR}")],
)
def test_lists_say_that_a_unit_is_set_aside(browser, verified, name, address):
    set_aside(verified)
    browser.sign_in(verified.users[name])

    rows = [row.text for row in browser.get(address).select("tbody tr")]

    assert [("Tạm gác" in row) for row in rows if "Xã Đại Hóa" in row] == [True]
    assert not any("Tạm gác" in row for row in rows if "Xã Minh Đức" in row)


def test_the_inspection_reads_on_the_sheet_why_the_unit_is_set_aside(browser, verified):
    set_aside(verified)
    browser.sign_in(verified.users["inspector"])

    page = browser.get(f"/verification/{verified.sheet_id}")

    assert "Đang giải quyết đơn tố cáo." in page.select_one("main").get_text()
