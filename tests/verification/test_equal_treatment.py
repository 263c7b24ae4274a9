"""Who decides an appeal sees what was decided before, and who else was cut for the same reason."""

from decimal import Decimal

import pytest
from sqlalchemy import select, update

from emulation.assessments.models import Score
from emulation.assessments.queries import sheet_facts
from emulation.database import db, write_tx
from emulation.rules.workflow import AppealDecision, ReasonCode, Stage, Verdict
from emulation.verification.appeal_queries import precedents, same_cuts
from emulation.verification.models import Appeal
from tests.support.queries import count_queries
from tests.verification.appealing import CUT, decide, draft, file, make_finished, sheet_of
from tests.verification.world import later


@pytest.fixture
def both_cut(begun):
    """Cut the same line in the other district, once for the same reason and once for another."""
    make_finished(begun)
    draft(begun, "A3")
    file(begun)
    cut_other(begun, "A3", CUT["reason_code"])
    cut_other(begun, "A4", ReasonCode.ARITHMETIC)
    return begun


def cut_other(world, code, reason):
    db.session.rollback()
    sheet = sheet_facts(world.other_sheet_id)
    with write_tx() as session:
        session.add(
            Score(
                assessment_id=world.other_sheet_id,
                criterion_id=sheet.lines[code].criterion_id,
                stage=Stage.VERIFIED,
                points=Decimal("0.5"),
                verdict=Verdict.ADJUST,
                reason_code=reason,
                note="Thiếu chữ ký.",
                saved_at=later(2),
                saved_by_id=world.people["other_inspector"].id,
            )
        )


def appeal_of_other(world, decision):
    sheet = sheet_facts(world.other_sheet_id)
    with write_tx() as session:
        session.add(
            Appeal(
                assessment_id=world.other_sheet_id,
                criterion_id=sheet.lines["A3"].criterion_id,
                text="Có chữ ký.",
                drafted_by_id=world.people["other_official"].id,
                drafted_at=later(3),
                filed_by_id=world.people["other_official"].id,
                filed_at=later(3),
                contested_points=Decimal("0.5"),
                judged_by_id=world.people["other_inspector"].id,
                decision=decision,
                reason="Chữ ký hợp lệ." if decision else "",
                decided_by_id=world.people["head"].id if decision else None,
                decided_at=later(4) if decision else None,
            )
        )


def test_units_cut_for_the_same_reason_are_named_within_sight(both_cut):
    sheet = sheet_of(both_cut)
    line, reason = sheet.lines["A3"], CUT["reason_code"]
    assert not same_cuts(sheet, line, reason, reader=both_cut.people["head"])
    (found,) = same_cuts(sheet, line, reason, reader=both_cut.people["council"])
    assert found.assessment_id == both_cut.other_sheet_id
    assert found.verified == Decimal("0.5")
    assert not found.appealed
    other = sheet.lines["A4"]
    assert not same_cuts(sheet, other, reason, reader=both_cut.people["council"])


def test_earlier_decisions_are_read_within_sight_and_drafts_never(both_cut):
    appeal_of_other(both_cut, None)
    sheet = sheet_of(both_cut)
    assert not precedents(sheet, "A3", reader=both_cut.people["council"])
    with write_tx() as session:
        session.execute(
            update(Appeal)
            .where(Appeal.assessment_id == both_cut.other_sheet_id)
            .values(
                decision=AppealDecision.UPHELD,
                reason="Chữ ký hợp lệ.",
                decided_by_id=both_cut.people["head"].id,
                decided_at=later(4),
            )
        )
    sheet = sheet_of(both_cut)
    (found,) = precedents(sheet, "A3", reader=both_cut.people["council"])
    assert (found.decision, found.reason) == (AppealDecision.UPHELD, "Chữ ký hợp lệ.")
    assert not precedents(sheet, "A3", reader=both_cut.people["head"])
    assert not precedents(sheet, "A4", reader=both_cut.people["council"])


def test_both_lists_ask_once_each(both_cut):
    sheet = sheet_of(both_cut)
    council = both_cut.people["council"]
    with count_queries() as queries:
        precedents(sheet, "A3", reader=council)
        same_cuts(sheet, sheet.lines["A3"], CUT["reason_code"], reader=council)
    assert len(queries) == 2


def test_deciding_changes_nothing_there(both_cut):
    decide(both_cut, "A3")
    db.session.rollback()
    row = db.session.scalars(
        select(Score).where(
            Score.assessment_id == both_cut.other_sheet_id,
            Score.stage == Stage.VERIFIED,
            Score.reason_code == CUT["reason_code"],
        )
    ).one()
    assert row.version == 1
    assert row.points == Decimal("0.5")
