"""Whether a unit is within its days: the day, the refusal and the condition say the same."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from emulation.database import db, write_tx
from emulation.periods.gates import last_day, require_begun, require_open, still_open
from emulation.periods.models import Extension, Participant, PeriodWindow
from emulation.rules.deadlines import ExtensionKind, WindowKind
from emulation.rules.errors import WindowClosed, WindowNotOpen
from tests.support.small_year import OPENED, small_year

CLOSES = {
    WindowKind.SELF_ASSESSMENT: date(2024, 11, 20),
    WindowKind.VERIFICATION: date(2024, 12, 5),
}
BASE = date(2024, 12, 2)
USUAL = {
    ExtensionKind.SELF_ASSESSMENT: date(2024, 11, 20),
    ExtensionKind.VERIFICATION: date(2024, 12, 5),
    ExtensionKind.EXPLANATION: BASE,
    ExtensionKind.APPEAL: BASE + timedelta(days=5),
}


@pytest.fixture
def year(database):
    year = small_year()
    with write_tx() as session:
        for kind, closes_on in CLOSES.items():
            opens_on = closes_on - timedelta(days=14)
            session.add(
                PeriodWindow(
                    period_id=year.period_id, kind=kind, opens_on=opens_on, closes_on=closes_on
                )
            )
    # Noise: another commune has more time for everything.
    for kind in ExtensionKind:
        grant(year, kind, date(2024, 12, 31), unit="other_commune")
    return year


def grant(year, kind, until, *, unit="commune", at: datetime = OPENED):
    with write_tx() as session:
        session.add(
            Extension(
                participant_id=year.participants[unit],
                kind=kind,
                until=until,
                reason="Mất điện do bão",
                granted_by_id=year.people["council"].id,
                granted_at=at,
            )
        )


def open_in_sql(participant_id, kind, today):
    condition = still_open(Participant.id, kind, today, base=BASE)
    query = select(Participant.id).where(Participant.id == participant_id, condition)
    return db.session.scalar(query) is not None


@pytest.mark.parametrize("kind", list(ExtensionKind))
@pytest.mark.parametrize("granted", [(), (-3,), (4,), (4, 2, 9)])
def test_day_refusal_and_condition_agree_on_every_day(year, kind, granted):
    commune = year.participants["commune"]
    for days in granted:
        grant(year, kind, USUAL[kind] + timedelta(days=days))
    last = USUAL[kind] + timedelta(days=max((0, *granted)))

    assert last_day(commune, kind, base=BASE) == last
    for days in range(-3, 4):
        today = last + timedelta(days=days)
        assert open_in_sql(commune, kind, today) is (days <= 0)
        if days <= 0:
            require_open(commune, kind, today, base=BASE)
        else:
            with pytest.raises(WindowClosed) as refused:
                require_open(commune, kind, today, base=BASE)
            assert refused.value.closed_on == last


def test_refusal_names_whoever_may_give_more_time(year):
    long_after = date(2025, 6, 1)
    said = {}
    for kind in ExtensionKind:
        with pytest.raises(WindowClosed) as refused:
            require_open(year.participants["commune"], kind, long_after, base=BASE)
        said[kind] = refused.value.who
    head = ("head_of_inspection", "Huyện Tân Yên")
    council = ("council", "Tỉnh Bắc Giang")
    assert said == {
        ExtensionKind.SELF_ASSESSMENT: (head, council),
        ExtensionKind.VERIFICATION: (council,),
        ExtensionKind.EXPLANATION: (head, council),
        ExtensionKind.APPEAL: (head, council),
    }


def test_kind_without_a_window_is_never_closed(database):
    commune = small_year().participants["commune"]
    for kind in (ExtensionKind.SELF_ASSESSMENT, ExtensionKind.VERIFICATION):
        assert last_day(commune, kind) is None
        assert open_in_sql(commune, kind, date(2099, 1, 1))
        require_open(commune, kind, date(2099, 1, 1))


def test_days_before_the_first_one_are_refused_with_that_day(year):
    commune = year.participants["commune"]
    require_begun(commune, WindowKind.SELF_ASSESSMENT, date(2024, 11, 6))
    with pytest.raises(WindowNotOpen) as refused:
        require_begun(commune, WindowKind.SELF_ASSESSMENT, date(2024, 11, 5))
    assert refused.value.opens_on == date(2024, 11, 6)
