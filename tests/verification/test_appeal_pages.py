"""The pages of appeals: what the commune writes, the inspection decides, who reads it when."""

import io
import uuid
from decimal import Decimal

import pytest
import time_machine

from emulation.assessments.answers import effective
from emulation.rules.workflow import AppealDecision, AssessmentState, Stage
from emulation.verification.appeal_queries import find_appeal
from tests.evidence import files as sample_files
from tests.support.queries import count_queries
from tests.verification.appealing import (
    decide,
    draft,
    file,
    make_finished,
    settle,
    sheet_of,
)
from tests.verification.world import later

FOURTH = later(4)


@pytest.fixture
def finished(begun):
    """Give the result on a day within the days for an appeal."""
    make_finished(begun)
    with time_machine.travel(FOURTH):
        yield begun


@pytest.fixture
def filed(finished):
    draft(finished, "A3")
    draft(finished, "B1")
    file(finished)
    return finished


def url(world, *parts):
    return "/".join([f"/assessments/{world.sheet_id}", *parts])


def ruling_url(world, code):
    return f"/verification/{world.sheet_id}/appeals/{code}"


def test_the_commune_is_told_until_when_and_goes_to_each_cut_line(browser, finished):
    browser.sign_in(finished.users["official"])
    page = browser.get(url(finished, "result"))

    assert "30/11/2024" in page.text
    links = [link["href"] for link in page.select("td a")]
    assert links == [url(finished, "appeals", code) for code in ("A3", "A4", "B1")]
    assert not page.select("a[href$='/acceptance']")


def test_an_official_drafts_adds_a_document_and_the_leader_files(browser, finished):
    browser.sign_in(finished.users["official"])
    here = url(finished, "appeals", "A3")
    page = browser.get(here)
    assert not page.select("input[type=file]")

    page = browser.submit(page.select_one("#appeal"), {"text": "Có chữ ký ở trang 3."})
    form = page.select_one("form[enctype]")
    upload = {
        "request_id": form.select_one("[name=request_id]")["value"],
        "file": (io.BytesIO(sample_files.pdf()), "bien-ban.pdf"),
    }
    page = browser.post(form["action"], upload, content_type="multipart/form-data")

    assert "bien-ban.pdf" in page.select_one("#evidence-A3").text
    assert "Bổ sung sau" in page.text or "Added later" in page.text
    assert not browser.get(url(finished, "appeals")).select("form[action$='/appeals']")

    browser.sign_in(finished.users["signer"])
    page = browser.get(url(finished, "appeals"))
    page = browser.submit(page.select_one("form[action$='/appeals']"))
    assert sheet_of(finished).state is AssessmentState.UNDER_APPEAL
    assert not browser.get(here).select("textarea")


def test_documents_come_only_to_the_criterion_that_is_being_contested(browser, finished):
    browser.sign_in(finished.users["official"])
    draft(finished, "A3")
    participant = sheet_of(finished).participant.id
    assert browser.get(f"/evidence/{participant}/A3").select("input[type=file]")
    assert not browser.get(f"/evidence/{participant}/A4").select("input[type=file]")
    file(finished)
    assert not browser.get(f"/evidence/{participant}/A3").select("input[type=file]")


def test_a_stale_draft_shows_both_texts(browser, finished):
    browser.sign_in(finished.users["official"])
    page = browser.get(url(finished, "appeals", "A3"))
    draft(finished, "A3", "Bản của <b>người khác</b>.", by="signer")

    page = browser.submit(page.select_one("#appeal"), {"text": "Bản của tôi."}, status=409)

    assert "Bản của <b>người khác</b>." in page.select("section.conflict__side")[1].text
    assert page.select_one("#text").text.strip() == "Bản của tôi."
    assert find_appeal(finished.sheet_id, "A3").text == "Bản của <b>người khác</b>."


def test_an_appeal_without_a_text_is_said_at_its_field(browser, finished):
    browser.sign_in(finished.users["official"])
    page = browser.get(url(finished, "appeals", "A3"))
    page = browser.submit(page.select_one("#appeal"), {"text": "  "}, status=400)
    assert page.select_one("#text-error")


def test_the_leader_accepts_after_confirming(browser, finished):
    browser.sign_in(finished.users["signer"])
    page = browser.get(url(finished, "acceptance"))
    form = page.select_one("form[action$='/acceptance']")
    page = browser.submit(form, status=400)
    assert page.select_one("#confirmed-error")
    browser.submit(page.select_one("form[action$='/acceptance']"), {"confirmed": "1"})
    assert sheet_of(finished).state is AssessmentState.SETTLED
    browser.submit(form, {"confirmed": "1", "request_id": str(uuid.uuid4())}, status=409)


def test_the_inspection_finds_the_appeal_and_decides_on_it(browser, filed):
    browser.sign_in(filed.users["colleague"])
    page = browser.get("/verification/appeals?year=2024")
    assert len(page.select("tbody tr")) == 2
    page = browser.get(ruling_url(filed, "A3"))
    form = page.select_one("#ruling")
    typed = {"decision": "partly", "points": "0,5", "reason": "Chỉ một phần."}

    page = browser.submit(form, typed)

    assert find_appeal(filed.sheet_id, "A3").decision is AppealDecision.PARTLY
    assert sheet_of(filed).lines["A3"].scores[Stage.APPEAL].points == Decimal("0.5")
    assert page.select_one("#alike-title")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"decision": "upheld", "reason": ""}, "reason-error"),
        ({"reason": "Lý do."}, "decision"),
        ({"decision": "partly", "points": "abc", "reason": "Lý do."}, "points-error"),
        ({"decision": "partly", "points": "0,25", "reason": "Lý do."}, "decision"),
        ({"decision": "partly", "reason": "Lý do.", "points": ""}, "decision"),
    ],
)
def test_what_is_wrong_with_a_decision_is_said_and_nothing_lost(browser, filed, typed, place):
    browser.sign_in(filed.users["colleague"])
    page = browser.get(ruling_url(filed, "A3"))
    page = browser.submit(page.select_one("#ruling"), typed, status=400)
    assert page.select_one(f"#{place}")
    assert page.select_one(".error-summary")
    assert page.select_one("#reason").text.strip() == typed["reason"]


def test_whoever_judged_reads_the_appeal_and_finds_no_form(browser, filed):
    browser.sign_in(filed.users["inspector"])
    page = browser.get(ruling_url(filed, "A3"))
    assert not page.select("#ruling")
    data = {"decision": "upheld", "reason": "x", "version": "2", "judged_version": "1"}
    data["request_id"] = str(uuid.uuid4())
    page = browser.post(ruling_url(filed, "A3"), data, status=409)
    assert page.select_one("[role=alert]")


def test_a_stale_decision_shows_both(browser, filed):
    browser.sign_in(filed.users["colleague"])
    page = browser.get(ruling_url(filed, "A3"))
    decide(filed, "A3", AppealDecision.DISMISSED, by="head", reason="Của <i>trưởng đoàn</i>.")

    typed = {"decision": "upheld", "reason": "Của tôi."}
    page = browser.submit(page.select_one("#ruling"), typed, status=409)

    mine, theirs = page.select("section.conflict__side")
    assert "Của tôi." in mine.text
    assert "Của <i>trưởng đoàn</i>." in theirs.text
    assert page.select_one("#reason").text.strip() == "Của tôi."


def test_the_commune_learns_decisions_once_they_are_settled(browser, filed):
    decide(filed, "A3", AppealDecision.DISMISSED, reason="Chữ ký không hợp lệ.")
    decide(filed, "B1", by="inspector", reason="Biên bản có đủ.")
    browser.sign_in(filed.users["signer"])
    for page in ("appeals", "result", "appeals/A3"):
        assert "Chữ ký không hợp lệ." not in browser.get(url(filed, page)).text

    settle(filed)

    page = browser.get(url(filed, "appeals"))
    assert "Chữ ký không hợp lệ." in page.text
    page = browser.get(url(filed, "result"))
    row = next(row for row in page.select("tbody tr") if row.text.strip().startswith("B1."))
    assert "Biên bản có đủ." in row.text
    claimed = effective(sheet_of(filed).lines["B1"], Stage.APPEAL).points
    assert str(claimed).replace(".", ",").rstrip("0").rstrip(",") in row.text


def test_the_head_settles_on_the_sheet(browser, filed):
    decide(filed, "A3")
    browser.sign_in(filed.users["head"])
    sheet = f"/verification/{filed.sheet_id}"
    assert not browser.get(sheet).select("form[action$='/settlement']")
    decide(filed, "B1", by="inspector")

    form = browser.get(sheet).select_one("form[action$='/settlement']")
    browser.submit(form)

    assert sheet_of(filed).state is AssessmentState.SETTLED
    browser.submit(form, {"request_id": str(uuid.uuid4())}, status=409)


def test_a_draft_is_nobodys_but_the_communes(browser, finished):
    draft(finished, "A3", "Bản nháp riêng.")
    browser.sign_in(finished.users["head"])
    assert "Bản nháp riêng." not in browser.get(url(finished, "appeals")).text
    browser.get(ruling_url(finished, "A3"), status=404)
    browser.sign_in(finished.users["other_official"])
    browser.get(url(finished, "appeals"), status=404)
    browser.get(url(finished, "appeals", "A3"), status=404)


def test_the_list_of_appeals_asks_as_often_for_one_as_for_two(browser, finished):
    browser.sign_in(finished.users["head"])
    draft(finished, "A3")
    file(finished)
    counts = []
    for code in ("B1", None):
        with count_queries() as queries:
            browser.get("/verification/appeals?year=2024")
        counts.append(len(queries))
        if code:
            draft(finished, code)
            file(finished)
    assert counts[0] == counts[1]
