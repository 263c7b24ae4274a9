"""The pages of the inspection: queue, sheet, one line, and what they refuse."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from emulation.assessments.models import Score
from emulation.assessments.queries import sheet_facts
from emulation.database import db
from emulation.rules.workflow import AssessmentState, ReasonCode, Verdict
from tests.support.queries import count_queries
from tests.verification.world import add_file, agree_to_all, begin, judge, submit, version_of

DONE = "figure-plan_tasks_completed"
REASON = {"reason_code": ReasonCode.NO_EVIDENCE, "note": "Không có tài liệu."}


def item_url(world, code):
    return f"/verification/{world.sheet_id}/{code}"


def line_of(world, code):
    db.session.rollback()
    return sheet_facts(world.sheet_id).lines[code]


def decide(browser, page, verdict, fields=None, *, status=200):
    return browser.submit(
        page.select_one("#decision"), {"verdict": verdict, **(fields or {})}, status=status
    )


@pytest.fixture
def inspector(browser, world):
    browser.sign_in(world.users["inspector"])
    return browser


@pytest.fixture
def head(browser, world):
    browser.sign_in(world.users["head"])
    return browser


def test_the_queue_shows_the_own_district_and_what_is_left(inspector, begun):
    page = inspector.get("/verification")

    rows = page.select("tbody tr")
    assert [row.select_one("th").text.strip() for row in rows] == ["Xã Đại Hóa"]
    assert "61/61" not in rows[0].text
    assert "60/60" in rows[0].text


@pytest.mark.parametrize("typed", ["dai hoa", "ĐẠI", "hoá "])
def test_a_commune_is_found_without_its_accents(inspector, begun, typed):
    assert len(inspector.get(f"/verification?q={typed}").select("tbody tr")) == 1
    assert not inspector.get("/verification?q=minh duc").select("tbody tr")


def test_begin_goes_to_the_first_line(inspector, submitted):
    page = inspector.get(f"/verification/{submitted.sheet_id}")
    form = page.select_one("form[action$='/start']")

    page = inspector.submit(form)

    assert inspector.url == item_url(submitted, "A1")
    assert page.select_one("h2").text.strip()


def test_agreeing_goes_on_to_the_next_line_that_waits(inspector, begun):
    judge(begun, "A4")
    page = inspector.get(item_url(begun, "A3"))

    decide(inspector, page, "agree")

    assert inspector.url == item_url(begun, "A5")
    assert line_of(begun, "A3").verified.verdict is Verdict.AGREE


def test_adjusted_figures_are_scored_by_the_rules_and_come_back_with_both_marks(inspector, begun):
    page = inspector.get(item_url(begun, "A3"))
    typed = {"figure-plan_tasks_completed": "340", "figure-plan_tasks_total": "400"}

    decide(inspector, page, "adjust", typed | {"reason_code": "no_evidence", "note": "Thiếu 50."})

    assert str(line_of(begun, "A3").verified.points) == "1.28"
    page = inspector.get(item_url(begun, "A3"))
    assert page.select_one("#figure-plan_tasks_completed")["value"] == "340"
    assert "differs" in page.select_one("#figure-plan_tasks_completed")["class"]
    assert "differs" not in page.select_one("#figure-plan_tasks_total")["class"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"verdict": "adjust", "points": "1", "note": "Thiếu."}, "reason_code-error"),
        ({"verdict": "adjust", "points": "1", "reason_code": "other", "note": ""}, "note-error"),
        ({"verdict": "question", "note": " "}, "note-error"),
        ({"verdict": "adjust", "points": "9", **REASON}, "points-error"),
        ({"verdict": "adjust", "points": "1e309", **REASON}, "points-error"),
        ({"verdict": "adjust", "points": "NaN", **REASON}, "points-error"),
        ({"verdict": "agree", "figure-plan_tasks_total": "tám"}, "figure-plan_tasks_total-error"),
        ({"verdict": "agree", "figure-plan_tasks_total": "-1"}, "figure-plan_tasks_total-error"),
        ({"verdict": "agree", DONE: "500"}, DONE),
        (
            {"verdict": "agree", "figure-plan_tasks_completed": "12,5"},
            "figure-plan_tasks_completed",
        ),
        ({"verdict": "agree", DONE: "10"}, DONE),
        ({"verdict": "adjust", **REASON}, "figure-plan_tasks_completed"),
        ({"verdict": "perhaps"}, "note"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    inspector, begun, fields, sentence
):
    page = inspector.get(item_url(begun, "A3"))
    verdict = fields["verdict"]

    page = decide(inspector, page, verdict, {"note": "Đã viết sẵn.", **fields}, status=400)

    assert page.select_one(".error-summary")
    assert page.select_one(f"#{sentence}")
    assert page.select_one("#note").text.strip() == fields.get("note", "Đã viết sẵn.").strip()
    assert line_of(begun, "A3").verified.verdict is None


@pytest.mark.parametrize("junk", ["\x00", "x" * 10_000, "e\u0302\u0323" * 30, "'\"><script>"])
def test_no_input_breaks_the_page(inspector, begun, junk):
    fields = dict.fromkeys(
        (
            "figure-plan_tasks_total",
            "points",
            "reason_code",
            "note",
            "version",
            "judged_version",
            "judged_evidence",
        ),
        junk,
    )
    page = inspector.get(item_url(begun, "A3"))
    for verdict in ("agree", "adjust", "question", junk):
        form = page.select_one("#decision")
        answer = inspector.open(
            form["action"],
            method="POST",
            data={
                "request_id": form.select_one("[name=request_id]")["value"],
                "verdict": verdict,
                **fields,
            },
        )
        assert answer.status_code in {400, 409}


def test_a_verdict_on_changed_evidence_is_refused_and_shown_with_both_sides(inspector, begun):
    page = inspector.get(item_url(begun, "A3"))
    add_file(begun, "A3")

    page = decide(
        inspector, page, "adjust", {"points": "1", "reason_code": "other", "note": "x"}, status=409
    )

    assert page.select_one(".conflict")
    assert page.select_one("#note").text.strip() == "x"
    assert page.select_one("[name=judged_evidence]")["value"]
    decide(inspector, page, "adjust")
    assert line_of(begun, "A3").verified.verdict is Verdict.ADJUST


def test_the_second_inspector_sees_the_first_verdict(inspector, begun):
    page = inspector.get(item_url(begun, "A3"))
    judge(begun, "A3", Verdict.ADJUST, by="head", points=Decimal(1), **REASON)

    page = decide(inspector, page, "agree", {"note": "Đủ."}, status=409)

    assert "Không có tài liệu." in page.select_one(".conflict").text


def test_typing_is_scored_without_saving(inspector, begun):
    answer = inspector.open(
        item_url(begun, "A3")
        + "/points?figure-plan_tasks_completed=340&figure-plan_tasks_total=400"
    )

    assert answer.json["points"] == "1,28"
    assert answer.json["differs"]
    wrong = inspector.open(item_url(begun, "A3") + "/points?figure-plan_tasks_total=tám")
    assert list(wrong.json["errors"]) == ["figure-plan_tasks_total"]
    assert line_of(begun, "A3").verified.version == 1


def test_documents_stand_beside_the_figures(inspector, begun):
    add_file(begun, "A3", name="Kế hoạch.pdf")
    add_file(begun, "A3", content="b" * 64, name="Danh sách.pdf")

    page = inspector.get(item_url(begun, "A3"))

    shown = [part for part in page.select("[data-document]") if not part.has_attr("hidden")]
    assert len(shown) == 1
    assert "Kế hoạch.pdf" in shown[0].text
    assert len(page.select("[data-open-document]")) == 2


def test_every_line_can_be_opened(inspector, begun):
    for code in sheet_facts(begun.sheet_id).lines:
        page = inspector.get(item_url(begun, code))
        assert page.select_one("#decision") is not None


def test_foreign_inspectors_and_communes_find_nothing(browser, begun):
    for name in ("other_inspector", "official", "signer", "council", "leader", "administrator"):
        browser.sign_in(begun.users[name])
        for path in ("", "/A3", "/A3/points"):
            browser.get(f"/verification/{begun.sheet_id}{path}", status=404)
        for path in ("/start", "/A3", "/completion", "/questions", "/automatic-lines"):
            browser.post(f"/verification/{begun.sheet_id}{path}", status=404)
    browser.sign_in(begun.users["inspector"])
    browser.post(f"/verification/{begun.sheet_id}/completion", status=404)
    browser.get(item_url(begun, "Z9"), status=404)


def test_a_sheet_can_be_finished_only_when_every_line_is_decided(head, begun):
    agree_to_all(begun, but=("H1",))
    assert not head.get(f"/verification/{begun.sheet_id}").select("form[action$='/completion']")
    refused = head.post(
        f"/verification/{begun.sheet_id}/completion",
        {
            "request_id": "7f0c3c0e-5c39-4f0c-9d2a-111111111111",
            "version": version_of(begun.sheet_id),
        },
        status=409,
    )
    assert "H1" in refused.text

    judge(begun, "H1")
    page = head.get(f"/verification/{begun.sheet_id}")
    page = head.submit(page.select_one("form[action$='/completion']"))

    assert head.url == f"/assessments/{begun.sheet_id}/result"
    assert sheet_facts(begun.sheet_id).state is AssessmentState.VERIFIED


def test_reopening_needs_a_reason_and_keeps_the_verdicts(head, begun):
    agree_to_all(begun)
    page = head.get(f"/verification/{begun.sheet_id}")
    head.submit(page.select_one("form[action$='/completion']"))
    page = head.get(f"/verification/{begun.sheet_id}")
    form = page.select_one("form[action$='/reopening']")

    page = head.submit(form, {"codes": ["A4"], "reason": "  "}, status=400)
    page = head.submit(
        page.select_one("form[action$='/reopening']"), {"reason": "Có tài liệu mới."}
    )

    assert "Có tài liệu mới." in page.text
    db.session.rollback()
    assert sheet_facts(begun.sheet_id).state is AssessmentState.IN_VERIFICATION
    assert line_of(begun, "A3").verified.verdict is Verdict.AGREE


def test_of_two_heads_one_finishes(browser, begun):
    agree_to_all(begun)
    browser.sign_in(begun.users["head"])
    first = browser.get(f"/verification/{begun.sheet_id}")
    second = browser.get(f"/verification/{begun.sheet_id}")
    browser.submit(first.select_one("form[action$='/completion']"))

    page = browser.submit(second.select_one("form[action$='/completion']"), status=409)

    assert page.select_one(".notice--bad")


def test_pressing_twice_changes_once(inspector, begun):
    page = inspector.get(item_url(begun, "A3"))
    decide(inspector, page, "agree")
    decide(inspector, page, "agree")

    assert line_of(begun, "A3").verified.version == 2


def test_the_number_of_queries_does_not_grow_with_the_sheets(inspector, world):
    counts = []
    for step in (lambda: None, lambda: submit(world), lambda: begin(world)):
        step()
        with count_queries() as queries:
            inspector.get("/verification")
        counts.append(len(queries))
    assert max(counts) <= min(counts) + 1
    assert max(counts) <= 14


def test_the_number_of_queries_does_not_grow_with_the_lines(inspector, begun):
    add_file(begun, "A3", content="one", name="one.pdf")
    judge(begun, "A3", Verdict.AGREE)
    with count_queries() as few:
        inspector.get(item_url(begun, "A3"))
    agree_to_all(begun)
    for n in range(8):
        add_file(begun, "A3", content=f"{n:064d}", name=f"{n}.pdf")
    judge(begun, "B1", Verdict.QUESTION, note="?")
    with count_queries() as many:
        inspector.get(item_url(begun, "A3"))
    with count_queries() as sheet:
        inspector.get(f"/verification/{begun.sheet_id}")
    assert len(many) <= len(few) + 1
    assert len(many) <= 24
    assert len(sheet) <= 20


def test_rows_exist_once_for_every_line_and_stage(begun):
    rows = db.session.scalars(select(Score).where(Score.assessment_id == begun.sheet_id)).all()
    assert len(rows) == 2 * len({row.criterion_id for row in rows})
