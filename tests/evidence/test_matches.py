"""Files that are alike stand side by side for those who judge, and their judgement is kept."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.evidence.models import Blob, Evidence, Likeness, Match, MediaType
from tests.support.queries import count_queries

NOW = datetime.now(UTC)


def put(year, who, sha256, *, new=True):
    with write_tx() as session:
        if new:
            session.add(Blob(sha256=sha256, size=1, media_type=MediaType.PDF, stored_at=NOW))
            session.flush()
        document = Evidence(
            participant_id=year.participants[who],
            sha256=sha256,
            name=f"bí mật {who}.pdf",
            uploaded_by_id=year.users["official"].id,
            uploaded_at=NOW,
        )
        session.add(document)
        session.flush()
        return document.id


def match_of(first, second, likeness=Likeness.SAME_BYTES):
    with write_tx() as session:
        match = Match(
            first_sha=first, second_sha=second, likeness=likeness, distance=0, found_at=NOW
        )
        session.add(match)
        session.flush()
        return match.id


@pytest.fixture
def shared(year):
    put(year, "commune", "a" * 64)
    put(year, "other_commune", "a" * 64, new=False)
    return match_of("a" * 64, "a" * 64)


def stored(match_id):
    db.session.rollback()
    return db.session.execute(
        select(Match.mark, Match.note, Match.version).where(Match.id == match_id)
    ).one()


def test_both_sides_are_told_who_and_when_but_only_own_names_are_shown(browser, year, shared):
    browser.sign_in(year.users["inspector"])

    page = str(browser.get(f"/evidence/matches/{shared}"))

    assert "Xã Đại Hóa" in page
    assert "Xã Minh Đức" in page
    assert "bí mật commune.pdf" in page
    assert "bí mật other_commune.pdf" not in page


def test_the_council_opens_both(browser, year, shared):
    browser.sign_in(year.users["council"])

    page = str(browser.get(f"/evidence/matches/{shared}"))

    assert "bí mật other_commune.pdf" in page


def test_a_judgement_is_kept_with_its_reason_and_in_the_log(browser, year, shared):
    browser.sign_in(year.users["inspector"])
    page = browser.get(f"/evidence/matches/{shared}")

    browser.submit(page.select_one("main form"), {"mark": "doubtful", "note": "Cùng một ảnh chụp"})

    assert stored(shared) == ("doubtful", "Cùng một ảnh chụp", 2)
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "evidence.judge_match")
    ).one()
    assert event.subject == f"evidence_match:{shared}"


def test_a_doubt_without_a_reason_is_refused(browser, year, shared):
    browser.sign_in(year.users["inspector"])
    page = browser.get(f"/evidence/matches/{shared}")

    browser.submit(page.select_one("main form"), {"mark": "doubtful", "note": " "}, status=400)

    assert stored(shared) == ("open", "", 1)


def test_the_second_of_two_judges_is_told_of_the_first(browser, year, shared):
    browser.sign_in(year.users["inspector"])
    page = browser.get(f"/evidence/matches/{shared}")
    other = browser.get(f"/evidence/matches/{shared}")
    browser.submit(other.select_one("main form"), {"mark": "legitimate"})

    mine = {"mark": "doubtful", "note": "Lý do của tôi"}
    answer = browser.submit(page.select_one("main form"), mine, status=409)

    assert "Lý do của tôi" in str(answer)
    assert stored(shared) == ("legitimate", "", 2)


def test_the_list_asks_as_much_for_many_matches_as_for_one(browser, year, shared):
    browser.sign_in(year.users["inspector"])
    with count_queries() as one:
        browser.get("/evidence/matches")
    for number in range(12):
        put(year, "commune", f"{number:064x}")
        put(year, "other_commune", f"{number:064x}", new=False)
        match_of(f"{number:064x}", f"{number:064x}")

    with count_queries() as many:
        page = browser.get("/evidence/matches")

    assert len(many) == len(one)
    assert len(page.select(".match-list > li")) == 13


def test_matches_of_others_do_not_exist(browser, year):
    put(year, "other_commune", "b" * 64)
    put(year, "department", "b" * 64, new=False)
    foreign = match_of("b" * 64, "b" * 64)
    browser.sign_in(year.users["inspector"])

    browser.get(f"/evidence/matches/{foreign}", status=404)
