"""One criterion across the communes of an inspection: what is shown, judged, refused."""

from decimal import Decimal

import pytest

from emulation.assessments.queries import sheet_facts
from emulation.database import db, write_tx
from emulation.evidence.models import Evidence
from emulation.rules.workflow import ReasonCode, Verdict
from tests.support.queries import count_queries
from tests.verification.communes import add_communes
from tests.verification.world import SUBMITTED, add_file, judge

GRID = "/verification/criteria"
REASON = {"reason_code": ReasonCode.NO_EVIDENCE, "note": "Không có tài liệu."}


def line_of(world, code):
    db.session.rollback()
    return sheet_facts(world.sheet_id).lines[code]


def row_of(page, world):
    return page.select_one(f"#row-{world.sheet_id}")


def form_of(page, world):
    return row_of(page, world).select_one("form")


@pytest.fixture
def inspector(browser, world):
    browser.sign_in(world.users["inspector"])
    return browser


def test_the_grid_shows_the_own_communes_with_claim_and_scale(inspector, begun):
    add_file(begun, "A3")

    page = inspector.get(f"{GRID}/A3")

    assert [one.text.strip() for one in page.select(".grid-row h3")] == ["Xã Đại Hóa"]
    row = row_of(page, begun)
    assert "390" in row.text
    assert len(row.select(".grid-row__files li")) == 1
    assert page.select_one(".grid-page__guide details").has_attr("open")
    assert "Minh Đức" not in page.text


def test_every_criterion_has_its_grid_and_neighbours(inspector, begun):
    index = inspector.get(GRID)
    links = [one["href"] for one in index.select("tbody a")]
    assert len(links) == 60
    assert f"{GRID}/M2" not in links
    for link in links:
        assert inspector.get(link).select_one(".grid-row")
    page = inspector.get(f"{GRID}/A3")
    assert [one["href"] for one in page.select("a[data-key]")] == [f"{GRID}/A2", f"{GRID}/A4"]


def test_choosing_a_criterion_goes_to_its_grid(inspector, begun):
    inspector.get(f"{GRID}?code=B1")
    assert inspector.url == f"{GRID}/B1"


def test_a_sheet_that_is_not_in_verification_is_only_named(inspector, submitted):
    page = inspector.get(f"{GRID}/A3")

    assert not page.select(".grid-row")
    assert "Xã Đại Hóa" in page.select_one("main").text


def test_agreeing_in_the_grid_is_the_verdict_of_the_item_page(inspector, begun):
    page = inspector.get(f"{GRID}/A3")

    page = inspector.submit(form_of(page, begun), {"verdict": "agree"})

    assert "Xã Đại Hóa" in page.select_one(".flashes").text
    assert "is-agreed" in row_of(page, begun)["class"]
    row = line_of(begun, "A3").verified
    assert (row.verdict, row.judged_version) == (Verdict.AGREE, line_of(begun, "A3").own.version)


def test_adjusting_in_the_grid_needs_reason_and_text_and_keeps_what_was_typed(inspector, begun):
    page = inspector.get(f"{GRID}/A3")
    typed = {"verdict": "adjust", "figure-plan_tasks_completed": "340"}

    page = inspector.submit(form_of(page, begun), typed, status=400)

    row = row_of(page, begun)
    assert row.select_one("details").has_attr("open")
    assert row.select_one(f"#row-{begun.sheet_id}-reason_code-error")
    assert row.select_one("[name=figure-plan_tasks_completed]")["value"] == "340"
    inspector.submit(form_of(page, begun), {**typed, **REASON})
    assert str(line_of(begun, "A3").verified.points) == "1.28"


def test_a_question_is_drafted_from_the_grid(inspector, begun):
    page = inspector.get(f"{GRID}/A3")

    inspector.submit(form_of(page, begun), {"verdict": "question", "note": "Danh sách ở đâu?"})

    assert line_of(begun, "A3").verified.verdict is Verdict.QUESTION


def test_a_stale_row_gets_both_texts(inspector, begun):
    page = inspector.get(f"{GRID}/A3")
    judge(begun, "A3", Verdict.ADJUST, by="head", points=Decimal(1), **REASON)

    page = inspector.submit(
        form_of(page, begun), {"verdict": "question", "note": "Còn thiếu."}, status=409
    )

    text = row_of(page, begun).select_one(".conflict").text
    assert "Còn thiếu." in text
    assert "Không có tài liệu." in text


def test_evidence_that_came_after_the_page_refuses_the_verdict(inspector, begun):
    page = inspector.get(f"{GRID}/A3")
    add_file(begun, "A3")

    page = inspector.submit(form_of(page, begun), {"verdict": "agree"}, status=409)

    assert line_of(begun, "A3").verified.verdict is None


def test_pressing_twice_in_the_grid_changes_once(inspector, begun):
    page = inspector.get(f"{GRID}/A3")
    for _ in range(2):
        inspector.submit(form_of(page, begun), {"verdict": "agree"})

    assert line_of(begun, "A3").verified.version == 2


def test_rows_are_narrowed_to_what_waits(inspector, begun):
    judge(begun, "A3")

    assert not inspector.get(f"{GRID}/A3?show=waiting").select(".grid-row")
    assert inspector.get(f"{GRID}/A4?show=waiting").select(".grid-row")


def test_the_same_file_at_another_unit_is_flagged(inspector, begun):
    add_file(begun, "A3", content="c" * 64)
    add_file(begun, "B1", content="d" * 64)
    other = sheet_facts(begun.other_sheet_id)
    copy_of(other.participant.id, "c" * 64, begun.people["other_official"].id)

    assert "Tệp trùng" in row_of(inspector.get(f"{GRID}/A3"), begun).text
    assert "Tệp trùng" not in row_of(inspector.get(f"{GRID}/B1"), begun).text


def copy_of(participant_id, sha256, user_id):
    with write_tx() as session:
        session.add(
            Evidence(
                participant_id=participant_id,
                sha256=sha256,
                name="Báo cáo.pdf",
                kind="report",
                uploaded_by_id=user_id,
                uploaded_at=SUBMITTED,
            )
        )


def test_nobody_reaches_rows_of_others(browser, begun):
    for name in ("official", "signer", "council", "leader", "administrator"):
        browser.sign_in(begun.users[name])
        browser.get(GRID, status=404)
        browser.get(f"{GRID}/A3", status=404)
        browser.post(f"{GRID}/A3/{begun.sheet_id}", status=404)
    browser.sign_in(begun.users["other_inspector"])
    assert not browser.get(f"{GRID}/A3").select(".grid-row")
    browser.post(f"{GRID}/A3/{begun.sheet_id}", {"verdict": "agree"}, status=404)
    browser.get(f"{GRID}/Z9", status=404)
    browser.get(f"{GRID}/M2", status=404)


def test_the_number_of_queries_does_not_grow_with_the_communes(inspector, begun):
    add_file(begun, "A3")
    with count_queries() as few:
        inspector.get(f"{GRID}/A3")
    add_communes(begun, 8)
    with count_queries() as many:
        page = inspector.get(f"{GRID}/A3")

    assert len(page.select(".grid-row")) == 9
    assert len(many) <= len(few)
    assert len(many) <= 24
