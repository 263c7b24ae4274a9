"""What is published is a copy that nothing later can change."""

import hashlib
import json
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from emulation.assessments.models import Assessment, SheetTotal
from emulation.database import db, write_tx
from emulation.periods.models import PeriodState
from emulation.periods.queries import get_period
from emulation.rankings import publishing
from emulation.rankings.checking import check
from emulation.rankings.models import Publication
from emulation.rankings.queries import find_publication, published_lines
from emulation.rules.errors import WrongState
from emulation.rules.workflow import AssessmentState
from tests.rankings.at_once import at_once
from tests.rankings.conftest import PUBLISHED
from tests.support.queries import count_queries
from tests.verification.world import YEAR, later


def lines():
    db.session.rollback()
    return published_lines(find_publication(YEAR).id)


def test_council_publishes_after_confirming(browser, approved):
    browser.sign_in(approved.users["council"])
    page = browser.get(f"/rankings/{YEAR}/publication")
    assert "1 xã chưa được phê duyệt" in page.text

    page = browser.submit(page.select_one("main form"))

    assert page.select_one("h1").text == f"Xếp hạng chính quyền thân thiện năm {YEAR}"
    assert "Xã Đại Hóa" in page.select_one(".ranking-table tbody tr").text


def test_nothing_is_published_before_anything_is_approved(browser, verified):
    council = verified.people["council"]

    with pytest.raises(publishing.NothingToPublish), write_tx():
        publishing.publish(get_period(YEAR), by=council, at=later(5))
    assert get_period(YEAR).state is PeriodState.OPEN


def test_a_year_is_published_once(published):
    council = published.people["council"]

    with pytest.raises((WrongState, publishing.NothingToPublish)), write_tx():
        publishing.publish(get_period(YEAR), by=council, at=later(6))
    assert len(db.session.scalars(select(Publication)).all()) == 1


def test_units_that_were_not_approved_stand_apart_with_the_reason(published):
    ranked, apart = lines()

    assert (ranked.unit_name, ranked.rank, ranked.cluster_rank) == ("Xã Đại Hóa", 1, 1)
    assert (apart.rank, apart.total, apart.unranked_because) == (None, None, "draft")


def test_published_table_does_not_move_when_a_sheet_does(published):
    before = lines()[0].total
    with write_tx() as session:
        session.execute(update(SheetTotal).values(total=Decimal("1.00"), level="L0"))

    assert lines()[0].total == before
    assert lines()[0].level != "L0"


def test_published_sheets_are_closed(published):
    state = db.session.scalar(select(Assessment.state).where(Assessment.id == published.sheet_id))
    assert state is AssessmentState.PUBLISHED


def test_sheets_that_were_not_approved_are_closed_with_the_year(browser, published):
    db.session.rollback()
    state = db.session.scalar(
        select(Assessment.state).where(Assessment.id == published.other_sheet_id)
    )
    assert state is AssessmentState.CLOSED

    browser.sign_in(published.users["other_official"])
    page = browser.get(f"/assessments/{published.other_sheet_id}/groups/A")
    assert page.select("main input[name=A1-met]:not([disabled])") == []
    assert "Năm này đã công bố khi hồ sơ chưa được phê duyệt" in page.text


def test_signed_content_is_what_its_fingerprint_says(browser, published):
    publication = find_publication(YEAR)

    answer = browser.open(f"/publications/{publication.code}/content", status=200)

    assert hashlib.sha256(answer.data).hexdigest() == publication.digest
    content = json.loads(answer.data)
    assert content["units"][0]["unit_name"] == "Xã Đại Hóa"
    assert content["criteria"]["code"] == "CQTT-BG"


def test_file_of_a_publication_is_the_same_at_every_download(browser, published):
    address = f"/publications/{find_publication(YEAR).code}/file"
    first = browser.open(address, status=200).data
    assert browser.open(address, status=200).data == first
    assert check(first).fits


def test_published_file_holds_no_personal_text_and_no_name_but_the_signers(browser, published):
    text = browser.open(f"/publications/{find_publication(YEAR).code}/file", status=200).data
    content = text.decode()
    assert "Hồ sơ lưu tại xã" not in content
    signer = published.people["council"].name
    names = {one.name for one in published.people.values()} - {signer}
    assert signer in content
    assert not [name for name in names if name in content]


def test_unranked_units_are_published_without_any_figure(browser, published):
    content = json.loads(find_publication(YEAR).content)
    apart = content["units"][-1]
    assert (apart["unit_name"], apart["unranked_because"]) == ("Xã Minh Đức", "draft")
    assert apart["sheet"] is None
    assert apart["result"] is None
    line = lines()[-1]
    assert (line.self_total, line.headings, line.reasons) == (None, {}, [])


def test_everybody_reads_what_is_published_and_nobody_what_is_not(browser, approved):
    browser.get(f"/rankings/{YEAR}", status=404)

    with write_tx():
        publishing.publish(get_period(YEAR), by=approved.people["council"], at=later(5))
    page = browser.get(f"/rankings/{YEAR}")

    assert "Thứ tự xét: tổng điểm thẩm định" in page.text


def test_filters_never_change_a_rank(browser, published):
    everyone = browser.get(f"/rankings/{YEAR}")
    found = browser.get(f"/rankings/{YEAR}?q=dai+hoa&sort=-name")
    nobody = browser.get(f"/rankings/{YEAR}?q=khong-co-xa-nay")

    first = everyone.select_one(".ranking-table tbody td").text
    assert found.select_one(".ranking-table tbody td").text == first
    assert "Không có xã nào khớp" in nobody.text


@pytest.mark.parametrize("query", ["sort=drop", "district=%00", "level=L9", "q=" + "x" * 5000])
def test_strange_addresses_show_a_page(browser, published, query):
    browser.get(f"/rankings/{YEAR}?{query}")


def test_the_page_needs_few_queries_however_many_rows(browser, published):
    with count_queries() as counted:
        browser.get(f"/rankings/{YEAR}")
    assert len(counted) <= 8


def test_a_units_page_says_its_places_and_what_lowered_its_level(browser, published):
    page = browser.get(f"/rankings/{YEAR}")
    address = page.select_one(".ranking-table tbody th a")["href"]

    page = browser.get(address)

    assert page.select_one("h1").text == f"Xã Đại Hóa, {YEAR}"
    assert "Lý do chưa đạt mức cao hơn" in page.text
    browser.get(f"/rankings/{YEAR}/units/999999", status=404)


def test_two_publications_at_once_leave_one(app, approved):
    def act():
        with write_tx():
            council = approved.people["council"]
            return publishing.publish(get_period(YEAR), by=council, at=later(PUBLISHED))

    assert sorted(at_once(app, act)) == ["CQTT-2024-1", "refused"]
    db.session.rollback()
    assert len(db.session.scalars(select(Publication)).all()) == 1


def test_sheet_whose_sums_do_not_follow_from_its_rows_is_not_published(browser, approved):
    with write_tx() as session:
        session.execute(
            update(SheetTotal)
            .where(SheetTotal.assessment_id == approved.sheet_id)
            .values(total=Decimal("99.00"), exact_total="99")
        )
    browser.sign_in(approved.users["council"])
    page = browser.get(f"/rankings/{YEAR}/publication")

    page = browser.submit(page.select_one("main form"), status=409)

    assert "không khớp với các dòng điểm của: Xã Đại Hóa" in page.text
    assert find_publication(YEAR) is None


def test_set_aside_sheet_stands_apart_and_is_not_closed(approved):
    with write_tx() as session:
        session.execute(
            update(Assessment)
            .where(Assessment.id == approved.other_sheet_id)
            .values(
                set_aside_at=later(4), set_aside_case="complaint", set_aside_reason="Đang có đơn."
            )
        )
    with write_tx():
        council = approved.people["council"]
        publishing.publish(get_period(YEAR), by=council, at=later(PUBLISHED))

    assert lines()[-1].unranked_because == "set_aside"
    state = select(Assessment.state).where(Assessment.id == approved.other_sheet_id)
    assert db.session.scalar(state) is AssessmentState.DRAFT
