"""A year under way in a small province with the real criteria set; the sheets are still empty."""

from datetime import UTC, datetime
from types import SimpleNamespace

from sqlalchemy import select, update

from emulation.accounts.models import User
from emulation.assessments.models import Assessment
from emulation.assessments.opening import open_year
from emulation.config import ROOT
from emulation.criteria.operations import import_set
from emulation.criteria.queries import rule_set
from emulation.database import write_tx
from emulation.periods.calendar import proposed_windows
from emulation.periods.models import Participant
from tests.support.small_year import adder, make_people, make_units

YEAR = 2024
OPENED = datetime(YEAR, 1, 2, 1, tzinfo=UTC)
IN_TIME = datetime(YEAR, 11, 15, 3, tzinfo=UTC)
CRITERIA = ROOT / "emulation" / "data" / "criteria_bac_giang.yaml"


def make_world(criteria=None, password_hash=""):
    with write_tx() as session:
        units = make_units(adder(session))
        users = make_people(adder(session), units)
        session.execute(update(User).values(password_hash=password_hash))
        text = criteria or CRITERIA.read_text(encoding="utf-8")
        criteria_set = import_set(text, by=None, at=OPENED).criteria_set
        period = open_year(
            YEAR,
            criteria_set=criteria_set,
            windows=proposed_windows(rule_set(criteria_set.id).calendar, YEAR),
            province=units.province,
            by=None,
            at=OPENED,
        )
        return SimpleNamespace(
            period_id=period.id,
            users=users,
            people={name: user.person for name, user in users.items()},
            sheet_id=sheet_of(session, units.commune),
            other_sheet_id=sheet_of(session, units.other_commune),
        )


def sheet_of(session, unit):
    return session.scalars(
        select(Assessment.id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .where(Participant.unit_id == unit.id)
    ).one()
