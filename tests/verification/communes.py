"""More communes of the same district, whose verification has begun."""

from sqlalchemy import insert, select

from emulation.assessments.models import Assessment, Score
from emulation.assessments.queries import sheet_facts
from emulation.database import db, write_tx
from emulation.periods.models import Participant
from emulation.rules.workflow import AssessmentState
from emulation.units.models import Unit
from tests.verification.world import SUBMITTED

COPIED = ("criterion_id", "stage", "inputs", "not_applicable", "points", "note", "version")


def add_communes(world, count):
    """Write neighbours with the same sheet, each with one document of its own; return their ids."""
    mine = sheet_facts(world.sheet_id)
    with write_tx() as session:
        part = session.get_one(Participant, mine.participant.id)
        unit = session.get_one(Unit, part.unit_id)
        made = []
        for n in range(count):
            facts = {"code": f"{80000 + n}", "name": f"Xã Mới {n}", "name_folded": f"xa moi {n}"}
            neighbour = Unit(
                kind=unit.kind, parent_id=unit.parent_id, valid_from=unit.valid_from, **facts
            )
            session.add(neighbour)
            session.flush()
            copied = ("period_id", "assessed", "kind", "district_id", "district_name")
            taking_part = Participant(
                unit_id=neighbour.id,
                province_id=part.province_id,
                inspecting_unit_id=part.inspecting_unit_id,
                **{name: getattr(part, name) for name in copied},
                **facts,
            )
            session.add(taking_part)
            session.flush()
            sheet = Assessment(
                participant_id=taking_part.id,
                state=AssessmentState.IN_VERIFICATION,
                submitted_at=SUBMITTED,
                submitted_by_id=world.people["signer"].id,
            )
            session.add(sheet)
            session.flush()
            columns = [getattr(Score, name) for name in COPIED]
            rows = session.execute(select(*columns).where(Score.assessment_id == world.sheet_id))
            values = [dict(zip(COPIED, row, strict=True)) for row in rows]
            session.execute(insert(Score), [{**one, "assessment_id": sheet.id} for one in values])
            made.append(sheet.id)
    db.session.rollback()
    return made
