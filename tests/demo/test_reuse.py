"""The radar finds in the example province exactly what was used twice on purpose."""

from collections import defaultdict

import pytest
from sqlalchemy import select

from emulation.database import db
from emulation.demo.reuse import PLANNED
from emulation.evidence.models import Evidence, Match
from emulation.periods.models import Participant, Period


@pytest.fixture
def province(database, app):
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        yield


@pytest.mark.timeout(600)
def test_the_matches_of_the_province_are_exactly_the_planned_ones(province):
    owners = defaultdict(set)
    query = (
        select(Evidence.sha256, Participant.code, Period.year)
        .join(Participant, Participant.id == Evidence.participant_id)
        .join(Period, Period.id == Participant.period_id)
    )
    for sha256, code, year in db.session.execute(query):
        owners[sha256].add((code, year))

    found = {
        (frozenset(owners[one.first_sha] | owners[one.second_sha]), one.likeness, one.mark)
        for one in db.session.scalars(select(Match))
    }

    assert found == {(frozenset(one.owners), one.likeness, one.mark) for one in PLANNED}
    assert db.session.scalars(select(Match.note).where(Match.mark == "doubtful")).one()
