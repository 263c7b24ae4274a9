"""A year under way with people who did things, and somebody of another province."""

from datetime import UTC, date, datetime, timedelta

import pytest

from emulation.audit.operations import record
from emulation.database import write_tx
from emulation.rules.collation import fold
from emulation.rules.roles import Role
from emulation.units.models import Unit, UnitKind
from tests.accounts.factories import person_of, user_with
from tests.support.small_year import small_year
from tests.support.tables import saved

AT = datetime(2024, 11, 20, 2, tzinfo=UTC)  # 9 o'clock in Vietnam
SECRET = "điểm bí mật 7,25"
FAR = "việc của tỉnh khác"


@pytest.fixture
def year(database):
    """Give the small year after three verdicts, a role given, a sign-in and a command."""
    world = small_year()
    stranger = person_of(user_with(Role.INSPECTOR, other_province(), username="xa"))
    with write_tx():
        for number in (1, 2, 3):
            record(
                "verification.judge",
                f"score:{number}",
                by=world.people["inspector"],
                at=AT + timedelta(days=number),
                before={"points": "7.00", "verdict": "agree"},
                after={"points": "7.25", "verdict": "adjust", "note": SECRET},
                reason=f"Cắt điểm lần {number}",
            )
        record("verification.judge", "score:9", by=stranger, at=AT, after={"note": FAR})
        record(
            "accounts.grant_role",
            "role_grant:1",
            by=world.people["administrator"],
            at=AT,
            after={"role": "inspector"},
        )
        record("accounts.sign_in", "signed_session:1", by=world.people["official"], at=AT)
        record(
            "units.change", f"unit:{world.unit_ids['commune']}", by=None, at=AT, after={"x": "y"}
        )
    return world


def other_province():
    name = "Tỉnh Nghệ An"
    return saved(
        Unit(
            code="40",
            name=name,
            name_folded=fold(name),
            kind=UnitKind.PROVINCE,
            valid_from=date(2020, 1, 1),
        )
    )
