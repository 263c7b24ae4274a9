"""The page of messages, and the bell that leads to it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from emulation.database import db, write_tx
from emulation.notices.kinds import FACTS, NoticeKind
from emulation.notices.models import Notice
from emulation.notices.operations import tell
from emulation.notices.wording import sentence
from emulation.rules.roles import AGENCY_ROLES, Role
from tests.accounts.factories import GrantFactory, UserFactory, user_with
from tests.support.queries import count_queries
from tests.units.factories import small_province

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
SAMPLE = {
    "commune": "Xã Đại Hóa",
    "year": 2026,
    "reason": "<b>Xác minh</b>",
    "window": "verification",
    "criteria": "A1, B2",
    "due_on": "2026-11-25",
    "until": "2026-11-25",
    "opens_on": "2026-11-01",
    "closes_on": "2026-11-25",
}


def facts_of(kind):
    return {name: SAMPLE.get(name, 3) for name in FACTS[kind]}


@pytest.fixture
def place(database):
    return small_province()


@pytest.fixture
def official(place):
    return user_with(Role.COMMUNE_OFFICIAL, place.communes[0])


def say(unit, kind=NoticeKind.BEGUN, url="/criteria"):
    with write_tx():
        tell(kind, unit_id=unit.id, roles=AGENCY_ROLES, url=url, facts=facts_of(kind), at=NOON)


def unread(user):
    query = select(func.count()).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    return db.session.scalar(query)


def test_newest_message_comes_first_and_new_ones_are_counted_in_the_head(browser, place, official):
    say(place.communes[0])
    say(place.communes[0], NoticeKind.VERIFIED)
    say(place.communes[1], NoticeKind.APPROVED)
    browser.sign_in(official)

    page = browser.get("/messages")

    assert page.select_one(".bell .masthead__count").text == "2"
    said = [one.text.strip() for one in page.select(".message__text")]
    assert len(said) == 2
    assert "25/11/2026" in said[0]
    assert len(page.select(".message--new")) == 2


def test_opening_a_message_marks_it_and_leads_to_its_page(browser, place, official):
    say(place.communes[0])
    browser.sign_in(official)

    answer = browser.submit(browser.get("/messages").select_one(".message form"))

    assert browser.url == "/criteria"
    assert answer.select_one(".bell .masthead__count") is None
    assert unread(official) == 0
    assert browser.get("/messages").select(".message--new") == []


def test_a_message_for_another_role_says_how_to_open_it(browser, place, official):
    inspector = GrantFactory(user=official, unit=place.districts[0], role=Role.INSPECTOR)
    say(place.communes[0])
    browser.sign_in(official, grant=inspector)

    page = browser.submit(browser.get("/messages").select_one(".message form"))

    assert "vai trò khác" in page.select_one("main").text
    browser.submit(page.select_one("main form"))
    notice = db.session.scalars(select(Notice.id)).one()
    assert browser.get(f"/messages/{notice}").select_one("main .btn-primary")["href"] == "/criteria"


def test_a_message_for_a_role_that_has_ended_opens_no_page(browser, place):
    moved = UserFactory()
    old = GrantFactory(user=moved, unit=place.communes[0])
    new = GrantFactory(user=moved, unit=place.communes[1])
    say(place.communes[0])
    with write_tx() as session:
        session.get(type(old), old.id).valid_to = NOON.date().replace(year=2025)
    browser.sign_in(moved, grant=new)

    page = browser.submit(browser.get("/messages").select_one(".message form"))

    assert "đã hết hiệu lực" in page.select_one("main").text
    assert page.select("main form") == []


def test_marking_all_as_read_leaves_what_came_after_the_page(browser, place, official):
    say(place.communes[0])
    browser.sign_in(official)
    page = browser.get("/messages")
    say(place.communes[0])

    browser.submit(page.select_one(".page-head form"))

    assert unread(official) == 1


def test_nobody_opens_the_messages_of_others(browser, place, official):
    say(place.communes[0])
    notice = db.session.scalars(select(Notice.id)).one()
    browser.sign_in(user_with(Role.COMMUNE_OFFICIAL, place.communes[0]))

    assert browser.open(f"/messages/{notice}").status_code == 404
    assert unread(official) == 1


def test_pages_of_messages_ask_the_same_however_many_there_are(browser, place, official):
    browser.sign_in(official)
    say(place.communes[0])
    browser.get("/messages")
    with count_queries() as few:
        browser.get("/messages")
    for _ in range(30):
        say(place.communes[0])
    with count_queries() as many:
        page = browser.get("/messages")
    assert len(many) == len(few)
    assert len(page.select(".message")) == 25
    assert len(browser.get("/messages?page=2").select(".message")) == 6


def test_whoever_has_no_message_reads_a_calm_sentence(browser, official):
    browser.sign_in(official)
    assert "Chưa có thông báo" in browser.get("/messages").select_one(".empty").text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_has_a_sentence_that_shows_its_facts(app, language):
    with app.test_request_context(headers={"Accept-Language": language}):
        for kind in NoticeKind:
            said = sentence(kind, facts_of(kind))
            assert said.endswith((".", SAMPLE["reason"]))
            assert "%(" not in said
            assert "2026-" not in said


def test_reasons_are_shown_as_typed(browser, place, official):
    say(place.communes[0], NoticeKind.SET_ASIDE)
    browser.sign_in(official)

    assert "<b>Xác minh</b>" in browser.get("/messages").select_one(".message__text").text
