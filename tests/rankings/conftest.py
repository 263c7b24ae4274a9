"""A year in which one commune's sheet is verified, and another commune's is still a draft."""

import pytest
from sqlalchemy import update

from emulation.assessments.models import Assessment, Score
from emulation.assessments.totals import recompute
from emulation.database import write_tx
from emulation.periods.queries import get_period
from emulation.rankings import operations, publishing
from emulation.rules.workflow import AssessmentState, Stage, Verdict
from tests.verification import world as making

# Days after the beginning of verification: the result stands on the third, and may be appealed
# until the eighth.
APPROVED, PUBLISHED = 9, 10


@pytest.fixture
def world(database):
    return making.make_world()


@pytest.fixture
def verified(world):
    making.submit(world)
    making.begin(world)
    with write_tx() as session:
        session.execute(
            update(Score)
            .where(Score.assessment_id == world.sheet_id, Score.stage == Stage.VERIFIED)
            .values(verdict=Verdict.AGREE, judged_version=1, judged_evidence="")
        )
        recompute(world.sheet_id, Stage.VERIFIED, at=making.later(3))
        session.execute(
            update(Assessment)
            .where(Assessment.id == world.sheet_id)
            .values(
                state=AssessmentState.VERIFIED,
                verified_at=making.later(3),
                verified_by_id=world.people["head"].id,
            )
        )
    return world


@pytest.fixture
def approved(verified):
    council = verified.people["council"]
    with write_tx():
        period = get_period(making.YEAR)
        operations.approve(period, district_id=None, by=council, at=making.later(APPROVED))
    return verified


@pytest.fixture
def published(approved):
    council = approved.people["council"]
    with write_tx():
        publishing.publish(get_period(making.YEAR), by=council, at=making.later(PUBLISHED))
    return approved
