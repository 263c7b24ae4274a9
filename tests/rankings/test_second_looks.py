"""Second looks: drawn so that anybody can check it, decided without the first verdict."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import NoResultFound

from emulation.assessments.models import Assessment, Score, SheetTotal
from emulation.assessments.queries import sheet_facts
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.evidence.models import Evidence
from emulation.periods.queries import get_period
from emulation.rankings import second_looks
from emulation.rankings.agreement import compare, severity_of_year
from emulation.rankings.second_look_models import SecondLook, SecondLookDraw, SecondVerdict
from emulation.rankings.second_look_queries import (
    count_waiting,
    list_open_to,
    pairs_of,
    verdicts_of,
)
from emulation.rules.errors import RowClosed
from emulation.rules.second_looks import draw, draw_lines
from emulation.rules.workflow import AssessmentState, ReasonCode, Stage, Verdict
from emulation.verification.errors import AnswerChanged
from tests.support.queries import count_queries
from tests.verification.world import YEAR, add_file, decision_on, later

SEED = "5f" * 16


def look_again(world, *, line_count=None, seed=SEED):
    with write_tx():
        second_looks.draw_by_lot(
            get_period(YEAR),
            share_permille=1000,
            line_count=line_count,
            seed=seed,
            by=world.people["council"],
            at=later(4),
        )
        return db.session.scalar(select(SecondLook.id))


def take(look_id, person, *, version=1):
    with write_tx():
        second_looks.take(look_id, version=version, by=person, at=later(5))


def decide(world, look_id, code, person, verdict=Verdict.AGREE, **facts):
    decision = decision_on(sheet_facts(world.sheet_id), code, verdict, **facts)
    with write_tx():
        second_looks.decide(look_id, code, decision, by=person, at=later(6))


@pytest.fixture
def look(verified):
    """The one finished sheet was drawn, and an inspector of another district has taken it on."""
    look_id = look_again(verified)
    take(look_id, verified.people["other_inspector"])
    verified.look_id = look_id
    verified.second = verified.people["other_inspector"]
    return verified


def first_judged_by(world, name="inspector", **values):
    with write_tx() as session:
        session.execute(
            update(Score)
            .where(Score.assessment_id == world.sheet_id, Score.stage == Stage.VERIFIED)
            .values(saved_by_id=world.people[name].id, **values)
        )


def test_the_draw_can_be_drawn_again_from_the_log(verified):
    look_again(verified, line_count=3)

    logged = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "rankings.draw_second_looks")
    ).one()
    facts = logged.after
    (unit,) = draw(facts["seed"], facts["listed"], facts["share_permille"])
    lot = db.session.scalars(select(SecondLookDraw)).one()
    drawn = list(verdicts_of(db.session.scalar(select(SecondLook.id))))
    everything = [one.code for one in sheet_facts(verified.sheet_id).criteria_set.criteria]
    automatic = sheet_facts(verified.sheet_id).automatic
    people_judge = [code for code in everything if code not in automatic]
    assert facts["drawn"] == {unit: drawn}
    assert drawn == list(draw_lines(lot.seed, unit, people_judge, 3))
    assert len(drawn) == 3


def test_only_finished_sheets_that_are_not_set_aside_take_part_and_once(verified):
    look_again(verified)

    assert db.session.scalars(select(SecondLook.assessment_id)).all() == [verified.sheet_id]
    with pytest.raises(second_looks.NobodyToDraw):
        look_again(verified)


def test_a_sheet_is_chosen_for_a_reason(verified):
    with write_tx():
        lot = second_looks.choose(
            get_period(YEAR),
            verified.sheet_id,
            line_count=None,
            reason="Có đơn phản ánh.",
            seed=SEED,
            by=verified.people["council"],
            at=later(4),
        )

    assert (lot.reason, lot.share_permille) == ("Có đơn phản ánh.", None)
    with pytest.raises(second_looks.NobodyToDraw), write_tx():
        second_looks.choose(
            get_period(YEAR),
            verified.other_sheet_id,
            line_count=None,
            reason="Chưa thẩm định xong.",
            seed=SEED,
            by=verified.people["council"],
            at=later(4),
        )


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("other_inspector", True),
        ("council", True),
        ("inspector", False),
        ("head", False),
        ("leader", False),
        ("official", False),
    ],
)
def test_only_the_council_and_inspectors_of_other_units_take_one_on(verified, name, may):
    look_again(verified)

    assert bool(list_open_to(verified.people[name])) is may


def test_whoever_judged_a_line_of_the_sheet_does_not_look_again(verified):
    first_judged_by(verified, "other_inspector")
    look_again(verified)

    assert not list_open_to(verified.people["other_inspector"])
    assert list_open_to(verified.people["council"])


def test_what_is_free_waits_for_inspectors_and_what_is_taken_for_its_taker(verified):
    look_id = look_again(verified)
    second, council = verified.people["other_inspector"], verified.people["council"]
    assert (count_waiting(second), count_waiting(council)) == (1, 0)

    take(look_id, council)

    assert (count_waiting(second), count_waiting(council)) == (0, 1)


def test_of_two_who_take_the_same_one_on_one_gets_it(look):
    with pytest.raises(second_looks.AlreadyTaken):
        take(look.look_id, look.people["council"])
    with pytest.raises(NoResultFound):
        decide(look, look.look_id, "A1", look.people["council"])


def test_a_decision_is_kept_beside_the_first_and_changes_no_points(look):
    first_judged_by(look)
    totals = db.session.scalars(select(SheetTotal.exact_total)).all()
    scores = db.session.execute(select(Score.id, Score.points, Score.version)).all()

    decide(
        look,
        look.look_id,
        "A1",
        look.second,
        Verdict.ADJUST,
        points=Decimal("0.25"),
        reason_code=ReasonCode.NO_EVIDENCE,
        note="Không thấy văn bản.",
    )

    verdict = verdicts_of(look.look_id)["A1"]
    first = sheet_facts(look.sheet_id).lines["A1"].verified
    assert (verdict.points, verdict.first_points) == (Decimal("0.25"), first.points)
    assert verdict.first_by_id == look.people["inspector"].id
    assert db.session.scalars(select(SheetTotal.exact_total)).all() == totals
    assert db.session.execute(select(Score.id, Score.points, Score.version)).all() == scores


def test_a_second_look_is_decided_once(look):
    decide(look, look.look_id, "A1", look.second)

    with pytest.raises(second_looks.AlreadyDecided):
        decide(look, look.look_id, "A1", look.second)


def test_the_answer_must_be_the_one_that_was_seen(look):
    with pytest.raises(AnswerChanged):
        decide(look, look.look_id, "A1", look.second, judged_version=99)


def test_a_sheet_that_was_reopened_waits(look):
    with write_tx() as session:
        session.execute(
            update(Assessment)
            .where(Assessment.id == look.sheet_id)
            .values(state=AssessmentState.IN_VERIFICATION)
        )

    with pytest.raises(RowClosed):
        decide(look, look.look_id, "A1", look.second)


def test_agreement_counts_the_lines_judged_twice(look):
    first_judged_by(look)
    decide(look, look.look_id, "A1", look.second)
    decide(
        look,
        look.look_id,
        "A2",
        look.second,
        Verdict.ADJUST,
        points=Decimal(0),
        reason_code=ReasonCode.NO_EVIDENCE,
        note="Thiếu hồ sơ.",
    )

    found = compare(pairs_of(look.period_id, reader=look.people["council"]))

    assert (found.whole.pairs, found.same) == (2, 1)
    assert found.whole.kappa is None
    assert [one.code for one in found.differences] == ["A2"]
    assert not pairs_of(look.period_id, reader=look.people["other_official"])


def test_severity_is_told_only_of_enough_verdicts(look):
    first_judged_by(look)

    (line,) = severity_of_year(look.period_id, reader=look.people["council"])

    assert line.name == look.people["inspector"].name
    assert line.severity.difference is None


SECRET = "Kết luận lần đầu phải giấu kín"


def test_the_first_verdict_is_hidden_until_the_second_is_given(browser, look):
    first_judged_by(
        look,
        note=SECRET,
        verdict=Verdict.ADJUST,
        reason_code=ReasonCode.OTHER,
        points=Decimal("0.13"),
    )
    browser.sign_in(look.users["other_inspector"])

    pages = [browser.get(f"/second-looks/{look.look_id}{rest}") for rest in ("", "/A1")]
    for page in pages:
        assert SECRET not in page.text
        assert "0,13" not in page.text
    form = pages[1].select_one("main form")
    page = browser.submit(form, {"verdict": "agree"})

    assert SECRET in page.text
    assert "0,13" in page.select_one(".stats").text


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(browser, look):
    browser.sign_in(look.users["other_inspector"])
    form = browser.get(f"/second-looks/{look.look_id}/A1").select_one("main form")

    page = browser.submit(
        form, {"verdict": "adjust", "points": "0,2", "note": "Thiếu dấu."}, status=400
    )

    assert "Chọn lý do." in page.text
    assert page.select_one("#note").text.strip() == "Thiếu dấu."
    assert db.session.scalar(select(func.count(SecondVerdict.decided_at))) == 0


def test_a_second_inspector_sees_the_documents_of_that_sheet_and_no_more(browser, look):
    add_file(look, "A1")
    document_id = db.session.scalar(select(Evidence.id))
    browser.sign_in(look.users["other_inspector"])

    page = browser.get(f"/second-looks/{look.look_id}/A1")

    assert "Báo cáo.pdf" in page.select_one(".viewer").text
    browser.get(f"/second-looks/{look.look_id}/A2/files/{document_id}", status=404)
    browser.get(f"/evidence/{document_id}", status=404)
    browser.get(f"/verification/{look.sheet_id}", status=404)


def test_the_council_draws_and_sees_the_seed(browser, verified):
    browser.sign_in(verified.users["council"])
    page = browser.get(f"/rankings/{YEAR}/second-looks")

    page = browser.submit(page.select_one("form[action$=second-looks]"), {"share": "0"}, status=400)
    assert "Nhập số nguyên từ 1 đến 100." in page.text
    form = page.select_one("form[action$=second-looks]")
    page = browser.submit(form, {"share": "50", "line_count": "4"})

    lot = db.session.scalars(select(SecondLookDraw)).one()
    assert (lot.share_permille, lot.line_count) == (500, 4)
    assert lot.seed in page.select_one(".draws").text
    assert "Xã Đại Hóa" in page.select_one("#looks-title").find_parent("section").text
    form = page.select_one("form[action$=second-looks]")
    page = browser.submit(form, {"share": "50"}, status=409)
    assert "Không còn hồ sơ nào" in page.text


def test_the_council_has_one_unit_looked_at_again(browser, verified):
    browser.sign_in(verified.users["council"])
    page = browser.get(f"/rankings/{YEAR}/sheets/{verified.sheet_id}/second-look")

    browser.submit(page.select_one("main form"), {"reason": "Điểm tăng bất thường."})

    assert db.session.scalars(select(SecondLookDraw.reason)).all() == ["Điểm tăng bất thường."]


def test_the_page_of_second_looks_asks_as_much_for_many_lines_as_for_few(browser, look):
    browser.sign_in(look.users["council"])
    address = f"/rankings/{YEAR}/second-looks"
    decide(look, look.look_id, "A1", look.second)
    browser.get(address)
    with count_queries() as few:
        browser.get(address)
    for code in ("A2", "A3", "A4"):
        decide(look, look.look_id, code, look.second)
    with count_queries() as many:
        browser.get(address)

    assert len(many) == len(few)
