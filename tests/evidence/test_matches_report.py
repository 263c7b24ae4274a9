"""The report names what is open for each inspecting unit; judgements are carried on, and shown."""

import pytest
from sqlalchemy import select

from emulation.audit.changes import now
from emulation.database import db, write_tx
from emulation.evidence.matches import judge
from emulation.evidence.models import Likeness, Match, MatchMark
from emulation.evidence.radar import compare_new
from emulation.evidence.remembering import Found, keep
from tests.evidence.test_matches import match_of, put
from tests.support.queries import count_queries

SHARED, COPY, THIRD = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def shared(year):
    put(year, "commune", SHARED)
    put(year, "other_commune", SHARED, new=False)
    return match_of(SHARED, SHARED)


def said(match_id, mark, by, note="vì sao"):
    db.session.rollback()
    version = db.session.get(Match, match_id).version
    with write_tx():
        judge(match_id, mark, note, version=version, by=by, at=now())


def marks():
    db.session.rollback()
    rows = db.session.execute(select(Match.first_sha, Match.second_sha, Match.mark))
    return {(first, second): mark for first, second, mark in rows}


def near(first, second):
    with write_tx():
        keep([Found(first, second, Likeness.PAGES, 3)], at=now())


def test_a_third_unit_with_the_same_bytes_opens_nothing(year, shared):
    said(shared, MatchMark.LEGITIMATE, year.people["inspector"])
    put(year, "department", SHARED, new=False)

    assert compare_new(at=now(), at_most=10) == (0, 0)
    assert marks() == {(SHARED, SHARED): MatchMark.LEGITIMATE}


def test_a_near_copy_of_a_legitimate_document_carries_its_judgement(year, shared):
    said(shared, MatchMark.LEGITIMATE, year.people["inspector"])
    put(year, "department", COPY)
    near(SHARED, COPY)

    match = db.session.scalars(select(Match).where(Match.second_sha == COPY)).one()
    assert (match.mark, match.remembered_from_id) == (MatchMark.LEGITIMATE, shared)
    assert match.marked_by_id == year.people["inspector"].id


def test_a_copy_of_a_copy_is_looked_at_by_a_person(year, shared):
    said(shared, MatchMark.LEGITIMATE, year.people["inspector"])
    put(year, "department", COPY)
    put(year, "department", THIRD)
    near(SHARED, COPY)
    near(COPY, THIRD)

    assert marks()[COPY, THIRD] is MatchMark.OPEN


def test_what_is_open_is_cleared_by_a_judgement_and_opened_again_by_another(year, shared):
    put(year, "other_commune", COPY)
    near(SHARED, COPY)
    inspector = year.people["inspector"]

    said(shared, MatchMark.LEGITIMATE, inspector)
    assert marks()[SHARED, COPY] is MatchMark.LEGITIMATE
    said(shared, MatchMark.DOUBTFUL, inspector)
    assert marks()[SHARED, COPY] is MatchMark.OPEN


def test_a_document_that_somebody_doubted_is_never_cleared(year, shared):
    put(year, "other_commune", COPY)
    put(year, "department", THIRD)
    near(SHARED, COPY)
    doubted = db.session.scalars(select(Match.id).where(Match.second_sha == COPY)).one()
    said(doubted, MatchMark.DOUBTFUL, year.people["inspector"])
    said(shared, MatchMark.LEGITIMATE, year.people["inspector"])

    near(SHARED, THIRD)

    assert marks()[SHARED, THIRD] is MatchMark.OPEN
    assert marks()[SHARED, COPY] is MatchMark.DOUBTFUL


def test_a_head_reads_of_the_own_unit_and_the_council_of_all(browser, year, shared):
    put(year, "other_commune", THIRD)
    put(year, "department", THIRD, new=False)
    match_of(THIRD, THIRD)

    browser.sign_in(year.users["head"])
    page = browser.get("/evidence/matches/report")
    own = [row.text for row in page.select("tbody th")]
    browser.sign_in(year.users["council"])
    page = browser.get("/evidence/matches/report")

    assert own == ["Huyện Tân Yên"]
    assert [row.text for row in page.select("tbody th")] == ["Huyện Tân Yên", "Huyện Việt Yên"]
    assert len(page.select(".found-words > li")) == 2


def test_the_table_holds_every_match_with_its_judgement(browser, year, shared):
    said(shared, MatchMark.DOUBTFUL, year.people["inspector"], "=HYPERLINK(1)")
    browser.sign_in(year.users["council"])

    answer = browser.open("/evidence/matches/report.csv")

    text = answer.get_data(as_text=True)
    assert "Xã Đại Hóa 2024; Xã Minh Đức 2024" in text
    assert ",=HYPERLINK" not in text


def test_the_report_asks_as_much_for_many_matches_as_for_one(browser, year, shared):
    browser.sign_in(year.users["council"])
    with count_queries() as one:
        browser.get("/evidence/matches/report")
    for number in range(9):
        put(year, "commune", f"{number:064x}")
        put(year, "other_commune", f"{number:064x}", new=False)
        match_of(f"{number:064x}", f"{number:064x}")

    with count_queries() as many:
        browser.get("/evidence/matches/report")

    assert len(many) == len(one)
