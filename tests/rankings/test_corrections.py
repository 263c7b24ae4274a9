"""A correction is a new publication that names the old one, what changed and why."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from emulation.assessments.models import Assessment
from emulation.database import db, write_tx
from emulation.periods.queries import get_period
from emulation.rankings.checking import Known, check
from emulation.rankings.corrections import (
    NothingChanged,
    SheetsOpen,
    correct,
    correction_of,
)
from emulation.rankings.models import Publication
from emulation.rankings.proofs import file_of
from emulation.rankings.queries import find_publication, neighbours_of, published_lines
from emulation.rules.errors import ReasonMissing, RuleBroken, StaleVersion, WrongState
from emulation.rules.workflow import AssessmentState
from tests.rankings import reopened
from tests.rankings.at_once import at_once
from tests.rankings.reopened import REASON, publish_correction, put_right
from tests.verification.world import YEAR, later


def publications():
    db.session.rollback()
    return db.session.scalars(select(Publication).order_by(Publication.number)).all()


@pytest.fixture
def corrected(published):
    put_right(published)
    publish_correction(published)
    return published


def test_correction_names_the_old_one_what_changed_and_why(corrected):
    first, second = publications()

    content = json.loads(second.content)
    named = {"code": first.code, "digest": first.digest}
    assert content["corrects"] == named == content["previous"]
    assert (content["number"], content["reason"]) == (2, REASON)
    [change] = content["changes"]
    assert (change["unit_name"], change["criteria"]) == ("Xã Đại Hóa", ["A1"])
    assert (change["before"]["total"], change["after"]["total"]) == ("82.55", "81.05")
    assert second.changes == content["changes"]


def test_corrected_file_fits_with_the_file_before_it(corrected):
    before, after = (file_of(one) for one in publications())

    report = check(after, Known(previous=before))

    assert report.fits
    assert {one.kind for one in report.findings} >= {"chain", "correction", "growth"}
    assert check(before).fits


def test_correction_that_hides_a_change_is_found(corrected):
    before, after = (json.loads(file_of(one)) for one in publications())
    before["content"]["units"][0]["result"]["total"] = "1.00"

    report = check(json.dumps(after).encode(), Known(previous=json.dumps(before).encode()))

    assert "chain" in {one.kind for one in report.wrong}


def test_superseded_publication_stays_as_it_was(corrected):
    first, second = publications()
    before, after = (published_lines(one.id)[0].total for one in (first, second))
    # One point for the criterion, and half a point because it was claimed.
    assert before - after == Decimal("1.50")
    assert neighbours_of(first).superseded_by == neighbours_of(first).next == second.code
    assert neighbours_of(second).previous == first.code


def test_corrected_sheet_is_published_again(corrected):
    state = db.session.scalar(select(Assessment.state).where(Assessment.id == corrected.sheet_id))
    assert state is AssessmentState.PUBLISHED
    other = select(Assessment.state).where(Assessment.id == corrected.other_sheet_id)
    assert db.session.scalar(other) is AssessmentState.CLOSED


def test_unit_that_was_closed_keeps_the_reason_it_was_published_with(corrected):
    for one in publications():
        assert published_lines(one.id)[-1].unranked_because == "draft"


def test_nothing_is_corrected_while_a_reopened_sheet_is_not_approved_again(published):
    reopened.reopen(published)

    with pytest.raises(SheetsOpen) as refused:
        publish_correction(published)

    assert refused.value.names == ("Xã Đại Hóa",)
    assert len(publications()) == 1


def test_nothing_is_corrected_where_nothing_changed(published):
    with pytest.raises(NothingChanged):
        publish_correction(published)
    assert len(publications()) == 1


def test_the_same_verdict_again_is_no_correction(published):
    reopened.reopen(published)
    reopened.agree_again(published)
    reopened.finish(published)
    reopened.approve(published)

    with pytest.raises(NothingChanged):
        publish_correction(published)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_correction_needs_a_reason(published, reason):
    put_right(published)
    with pytest.raises(ReasonMissing):
        publish_correction(published, reason=reason)


def test_a_year_that_is_not_published_cannot_be_corrected(approved):
    with pytest.raises(WrongState):
        publish_correction(approved)


def test_what_changed_since_the_page_was_shown_is_not_signed(published):
    put_right(published)
    with pytest.raises(StaleVersion):
        publish_correction(published, seen="0" * 64)
    db.session.rollback()
    shown = correction_of(get_period(YEAR), reader=published.people["council"]).seen
    publish_correction(published, seen=shown)


def test_sheet_that_was_set_aside_since_stands_apart_in_the_correction(published):
    reopened.reopen(published)
    set_aside(published)

    publish_correction(published)

    second = publications()[-1]
    assert second.changes[0]["after"]["unranked_because"] == "set_aside"
    state = db.session.scalar(select(Assessment.state).where(Assessment.id == published.sheet_id))
    assert state is AssessmentState.IN_VERIFICATION


def set_aside(world):
    with write_tx() as session:
        session.execute(
            update(Assessment)
            .where(Assessment.id == world.sheet_id)
            .values(
                set_aside_at=later(21),
                set_aside_by_id=world.people["council"].id,
                set_aside_case="complaint",
                set_aside_reason="Đang xem xét đơn.",
            )
        )


def test_two_corrections_at_once_leave_one(app, published):
    put_right(published)
    outcomes = at_once(app, lambda: publish_correction(published))

    assert sorted(outcomes) == ["CQTT-2024-2", "refused"]
    assert [one.number for one in publications()] == [1, 2]


def test_council_corrects_through_the_page(browser, published):
    put_right(published)
    browser.sign_in(published.users["council"])
    page = browser.get(f"/rankings/{YEAR}/correction")
    assert "Xã Đại Hóa" in page.text
    form = page.select_one("main form")
    page = browser.submit(form, {"reason": ""}, status=400)

    page = browser.submit(page.select_one("main form"), {"reason": REASON})

    assert page.select_one("h1").text == "Bản công bố CQTT-2024-2"
    assert REASON in page.text
    page = browser.get("/publications/CQTT-2024-1")
    assert "đã được đính chính" in page.text
    page = browser.get("/publications/CQTT-2024-1/ranking")
    assert "đã được đính chính" in page.text
    page = browser.get(f"/rankings/{YEAR}")
    assert REASON in page.text
    assert page.select_one("a[href='/publications/CQTT-2024-1/ranking']")


def test_page_of_a_correction_says_what_is_still_open(browser, published):
    reopened.reopen(published)
    browser.sign_in(published.users["council"])

    page = browser.get(f"/rankings/{YEAR}/correction")

    assert "đang mở lại và chưa được phê duyệt: Xã Đại Hóa" in page.text
    assert not page.select("main form")


def test_page_of_a_correction_without_changes_asks_for_none(browser, published):
    browser.sign_in(published.users["council"])
    page = browser.get(f"/rankings/{YEAR}/correction")
    assert "Không có gì thay đổi" in page.text
    assert not page.select("main form")


def test_only_the_province_of_the_year_corrects_it(published):
    put_right(published)
    with pytest.raises(RuleBroken), write_tx():
        correct(get_period(YEAR), reason=REASON, by=published.people["inspector"], at=later(31))
    assert find_publication(YEAR).number == 1
