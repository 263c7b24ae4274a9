"""A year under way, and a browser that is signed in as whoever the test is about."""

import uuid
from datetime import UTC, datetime

import pytest
import time_machine

from tests.support.small_year import small_year

IN_TIME = datetime(2024, 2, 1, 3, tzinfo=UTC)
TOO_LATE = datetime(2024, 3, 1, 3, tzinfo=UTC)

PROPOSAL = {
    "title": "Ngày Chủ nhật vì dân",
    "field": "service_hours",
    "problem": "Người đi làm xa không đến được trong giờ hành chính.",
    "solution": "Mở bộ phận một cửa sáng Chủ nhật.",
    "measure": "Lượt người đến mỗi tháng",
    "measure_unit": "lượt",
    "baseline": "240",
    "target": "300",
    "starts_on": "01/03/2024",
}


@pytest.fixture
def year(database):
    with time_machine.travel(IN_TIME, tick=False):
        yield small_year()


@pytest.fixture
def sign_in(browser, year):
    def sign_in(who):
        browser.sign_in(year.users[who])
        return browser

    return sign_in


@pytest.fixture
def official(sign_in):
    return sign_in("official")


@pytest.fixture
def register(browser):
    """Register through the form and return the initiative's address."""

    def register(**typed):
        data = PROPOSAL | {"request_id": str(uuid.uuid4())} | typed
        answer = browser.open("/initiatives/new", method="POST", data=data, follow=False)
        assert answer.status_code == 303, answer.text
        return answer.location

    return register
