"""Where everybody starts, and what a leader reads."""

import json

import pytest

from tests.support.queries import count_queries
from tests.verification.world import YEAR

EVERYBODY = ("official", "signer", "inspector", "head", "council", "leader", "administrator")


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_starts_where_work_waits(browser, world, name):
    browser.sign_in(world.users[name])

    page = browser.get("/")

    assert browser.url == "/"
    assert page.select_one(".masthead__nav [aria-current]").text.strip() == "Việc cần làm"


def test_strangers_sign_in_first(browser, world):
    browser.get("/")

    assert browser.url == "/login"


def test_leader_reads_how_far_the_running_year_is_before_anything_is_published(browser, world):
    browser.sign_in(world.users["leader"])

    page = browser.get("/overview")

    assert "0/2 hồ sơ đã nộp" in page.text
    assert page.select_one(".ranking-table") is None


def test_leader_reads_share_average_gap_and_districts(browser, published):
    browser.sign_in(published.users["leader"])

    page = browser.get("/overview")

    assert [figure.text for figure in page.select(".figure h2")] == [
        "Xã được công nhận đạt chuẩn",
        "Điểm bình quân",
        "Thẩm định so với tự chấm",
        "Đã đạt năm trước, chưa tăng mức",
    ]
    assert "So sánh các huyện" in page.text


def test_charts_carry_the_same_numbers_as_their_tables(browser, published):
    browser.sign_in(published.users["leader"])

    page = browser.get(f"/overview/{YEAR}/charts")

    bars = json.loads(page.select_one("#figure-distribution").text)["data"][0]
    rows = page.select("section:first-of-type table tbody tr")
    assert [int(row.select_one("td").text) for row in rows] == bars["y"]
    assert sum(bars["y"]) == 1


def test_a_year_that_was_never_published_has_no_overview(browser, published):
    browser.sign_in(published.users["leader"])

    browser.get("/overview/1999", status=404)
    browser.get("/overview/1999/charts", status=404)


@pytest.mark.parametrize("name", ["official", "inspector", "administrator"])
def test_the_leaders_pages_do_not_exist_for_others(browser, published, name):
    browser.sign_in(published.users[name])

    browser.get("/overview", status=404)


def test_overview_needs_few_queries(browser, published):
    browser.sign_in(published.users["leader"])
    with count_queries() as counted:
        browser.get("/overview")
    assert len(counted) <= 14


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_no_row_can_have_is_an_address_that_does_not_exist(browser, world, number):
    browser.sign_in(world.users["official"])

    for address in (f"/rankings/{number}", f"/assessments/{number}", f"/evidence/{number}"):
        browser.get(address, status=404)
