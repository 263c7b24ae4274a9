"""Agreeing in bulk: what is offered, what is agreed to, and what is skipped and named."""

import pytest
from sqlalchemy import select

from emulation.assessments.models import SheetTotal
from emulation.assessments.queries import sheet_facts
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.rules.errors import RowClosed, StepNotYours
from emulation.rules.workflow import Stage, Verdict
from emulation.verification.bulk import (
    AGREED_IN_BULK,
    NothingChosen,
    agree_in_bulk,
    as_seen,
    undecided_lines,
)
from tests.support.queries import count_queries
from tests.verification.vouching import vouch
from tests.verification.world import BEGUN, add_file, judge

VOUCHED = ("A3", "B1", "C5")


@pytest.fixture
def vouched(begun):
    vouch(begun, *VOUCHED)
    return begun


@pytest.fixture
def inspector(browser, world):
    browser.sign_in(world.users["inspector"])
    return browser


def page_url(world):
    return f"/verification/{world.sheet_id}/unproblematic-lines"


def seen(world, *codes):
    db.session.rollback()
    lines = sheet_facts(world.sheet_id).lines
    return [as_seen(lines[code]) for code in codes]


def agree(world, chosen, *, by="inspector"):
    with write_tx():
        return agree_in_bulk(world.sheet_id, chosen, by=world.people[by], at=BEGUN)


def verdicts(world):
    db.session.rollback()
    lines = sheet_facts(world.sheet_id).lines.values()
    return {line.code: line.verified.verdict for line in lines if line.verified.verdict}


def bulk_events():
    db.session.rollback()
    query = select(AuditEvent).where(AuditEvent.action == AGREED_IN_BULK)
    return db.session.scalars(query).all()


def test_only_lines_without_a_doubt_are_offered(vouched):
    free = {
        line.code for line, doubts in undecided_lines(sheet_facts(vouched.sheet_id)) if not doubts
    }
    assert set(VOUCHED) <= free
    assert free - set(VOUCHED) <= {"E1", "M1"}


def test_every_line_gets_its_own_event_that_says_bulk(vouched):
    outcome = agree(vouched, seen(vouched, *VOUCHED))

    assert (outcome.agreed, outcome.changed) == (VOUCHED, ())
    assert verdicts(vouched) == dict.fromkeys(VOUCHED, Verdict.AGREE)
    assert len(bulk_events()) == len(VOUCHED)
    assert {event.after["verdict"] for event in bulk_events()} == {"agree"}
    total = db.session.scalars(
        select(SheetTotal).where(
            SheetTotal.assessment_id == vouched.sheet_id, SheetTotal.stage == Stage.VERIFIED
        )
    ).one()
    assert total.lines_done == len(VOUCHED)


def test_lines_that_changed_are_skipped_and_named_and_the_others_done(vouched):
    chosen = seen(vouched, *VOUCHED)
    judge(vouched, "A3", Verdict.QUESTION, note="Danh sách ở đâu?", by="head")
    add_file(vouched, "B1", content="f" * 64)

    outcome = agree(vouched, chosen)

    assert (outcome.agreed, outcome.changed) == (("C5",), ("A3", "B1"))
    assert verdicts(vouched) == {"A3": Verdict.QUESTION, "C5": Verdict.AGREE}


def test_a_line_with_a_doubt_is_not_agreed_to_even_when_it_is_sent(vouched):
    outcome = agree(vouched, seen(vouched, "A4", "CONDITIONS", "C5"))

    assert (outcome.agreed, outcome.changed) == (("C5",), ("A4", "CONDITIONS"))


def test_a_line_sent_twice_is_agreed_to_once(vouched):
    assert agree(vouched, seen(vouched, "A3", "A3")).agreed == ("A3",)
    assert len(bulk_events()) == 1


def test_nothing_chosen_and_other_people_change_nothing(vouched):
    with pytest.raises(NothingChosen):
        agree(vouched, [])
    with pytest.raises(StepNotYours):
        agree(vouched, seen(vouched, "A3"), by="council")
    assert verdicts(vouched) == {}


def test_nothing_is_agreed_to_before_verification_begins(submitted):
    with pytest.raises(RowClosed):
        agree(submitted, seen(submitted, "A3"))


def test_the_page_agrees_to_what_stays_ticked(inspector, vouched):
    page = inspector.get(f"/verification/{vouched.sheet_id}")
    page = inspector.get(page.select_one("a[href$='/unproblematic-lines']")["href"])
    ticks = [one["value"] for one in page.select("[name=chosen]")]
    kept = [one for one in ticks if one.split()[0] in {"A3", "B1"}]
    assert len(ticks) >= len(VOUCHED)

    inspector.submit(page.select_one("main form"), {"chosen": kept})

    assert inspector.url == f"/verification/{vouched.sheet_id}"
    assert set(verdicts(vouched)) == {"A3", "B1"}
    history = inspector.get(f"/verification/{vouched.sheet_id}/A3").select_one(".timeline").text
    assert "hàng loạt" in history


def test_the_page_names_what_was_skipped(inspector, vouched):
    page = inspector.get(page_url(vouched))
    judge(vouched, "A3", by="head", note="Đủ.")

    page = inspector.submit(page.select_one("main form"))

    assert "A3" in page.select_one(".notice--warn").text
    assert "B1" in verdicts(vouched)


def test_the_page_says_why_the_others_are_not_offered(inspector, vouched):
    page = inspector.get(page_url(vouched))

    row = next(row for row in page.select("tbody tr") if "/CONDITIONS" in str(row))
    assert "điều kiện công nhận" in row.text


def test_a_page_without_ticks_is_told_so(inspector, vouched):
    page = inspector.get(page_url(vouched))
    form = page.select_one("main form")
    inspector.submit(form, {"chosen": []}, status=400)
    inspector.submit(form, {"chosen": ["A3", "A3 x y z", "A3 1 99999999999 z"]}, status=400)
    assert verdicts(vouched) == {}


def test_pressing_twice_agrees_once(inspector, vouched):
    page = inspector.get(page_url(vouched))
    for _ in range(2):
        inspector.submit(page.select_one("main form"))
    assert len(bulk_events()) >= len(VOUCHED)
    assert len({event.subject for event in bulk_events()}) == len(bulk_events())


def test_the_number_of_queries_does_not_grow_with_the_lines(inspector, vouched):
    with count_queries() as queries:
        inspector.get(page_url(vouched))
    assert len(queries) <= 20
