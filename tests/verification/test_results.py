"""What a commune reads when its verification is finished, and who may read it before."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from emulation.assessments.models import Assessment, SheetTotal
from emulation.database import db, write_tx
from emulation.rules.criteria_facts import NotApplicable
from emulation.rules.errors import StaleVersion, StepNotYours, WrongState
from emulation.rules.overclaim import overclaimed
from emulation.rules.workflow import ReasonCode, Stage, Verdict
from emulation.verification import steps
from emulation.verification.errors import LinesOpen
from emulation.verification.queries import change_count
from tests.verification.world import BEGUN, agree_to_all, judge, later, version_of

CUT = {"reason_code": ReasonCode.EVIDENCE_DOES_NOT_SHOW_IT, "note": "Biên bản không có chữ ký."}


def finish(world, *, by="head", version=None, seen=None):
    db.session.rollback()
    with write_tx():
        steps.finish(
            world.sheet_id,
            version=version_of(world.sheet_id) if version is None else version,
            seen=change_count(world.sheet_id) if seen is None else seen,
            by=world.people[by],
            at=later(3),
        )


@pytest.fixture
def finished(begun):
    judge(begun, "A3", Verdict.ADJUST, points=Decimal("0.25"), **CUT)
    agree_to_all(begun, but=("A3",))
    finish(begun)
    return begun


def test_the_final_sums_level_and_reasons_are_kept(finished):
    db.session.rollback()
    total = db.session.scalars(
        select(SheetTotal).where(
            SheetTotal.assessment_id == finished.sheet_id, SheetTotal.stage == Stage.VERIFIED
        )
    ).one()
    sheet = db.session.get(Assessment, finished.sheet_id)

    assert total.lines_done == total.lines_all == 60
    assert total.deduction == Decimal("0.5")
    assert total.level
    assert sheet.verified_at == later(3)
    assert sheet.verified_by_id == finished.people["head"].id


def test_an_inspector_does_not_finish_and_an_open_line_prevents_it(begun):
    agree_to_all(begun, but=("A3",))
    with pytest.raises(StepNotYours):
        finish(begun, by="inspector")
    with pytest.raises(LinesOpen) as refused:
        finish(begun)
    assert refused.value.codes == ("A3",)


def test_a_head_does_not_finish_what_changed_unseen(begun):
    agree_to_all(begun)
    seen = change_count(begun.sheet_id)
    judge(begun, "A3", Verdict.ADJUST, points=Decimal("0.25"), **CUT)

    with pytest.raises(StaleVersion):
        finish(begun, seen=seen)


def test_two_heads_at_once_leave_one_decision(begun):
    agree_to_all(begun)
    version = version_of(begun.sheet_id)
    finish(begun, version=version)
    with pytest.raises((StaleVersion, WrongState)):
        finish(begun, version=version)


def test_the_commune_reads_its_table_only_when_it_is_finished(browser, begun):
    url = f"/assessments/{begun.sheet_id}/result"
    judge(begun, "A3", Verdict.ADJUST, points=Decimal("0.25"), **CUT)
    browser.sign_in(begun.users["official"])
    page = browser.get(url)
    assert "Biên bản" not in page.text
    assert not page.select("table")
    agree_to_all(begun, but=("A3",))
    finish(begun)

    page = browser.get(url)

    row = next(row for row in page.select("tbody tr") if row.text.strip().startswith("A3."))
    assert "Biên bản không có chữ ký." in row.text
    assert "0,25" in row.text
    assert page.select_one(".level")


def test_the_result_is_for_those_who_see_the_sheet(browser, finished):
    url = f"/assessments/{finished.sheet_id}/result"
    for name in ("inspector", "head", "council", "leader", "signer"):
        browser.sign_in(finished.users[name])
        assert browser.get(url).select("table")
    for name in ("other_official", "other_inspector", "administrator"):
        browser.sign_in(finished.users[name])
        browser.get(url, status=404)


def test_before_verification_there_is_no_result(browser, submitted):
    browser.sign_in(submitted.users["inspector"])
    browser.get(f"/assessments/{submitted.sheet_id}/result", status=404)


class Line:
    not_applicable: NotApplicable | None = None

    def __init__(self, code, max_points):
        self.code, self.max_points = code, Decimal(max_points)


@pytest.mark.parametrize(
    ("claimed", "verified", "counted"),
    [
        ("2", "1", False),
        ("2", "0.99", True),
        ("2", "0", True),
        ("1", "2", False),
        ("2", None, False),
    ],
)
def test_a_claim_counts_as_overclaimed_above_half_of_the_maximum(claimed, verified, counted):
    given = None if verified is None else Decimal(verified)
    found = overclaimed([Line("A1", 2)], {"A1": Decimal(claimed)}, {"A1": given})
    assert found == (("A1",) if counted else ())


def test_the_sheet_of_another_district_stays_untouched(finished):
    db.session.rollback()
    other = db.session.get(Assessment, finished.other_sheet_id)
    assert other.version == 1
    assert later(3) > BEGUN
