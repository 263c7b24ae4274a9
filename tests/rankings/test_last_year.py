"""Last year's places, followed through what became of the units."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from emulation.database import db, write_tx
from emulation.periods.models import Period, PeriodState
from emulation.periods.queries import get_period
from emulation.rankings.last_year import origins_of
from emulation.rankings.models import Publication, PublishedRow
from emulation.rankings.publishing import publish
from emulation.rankings.queries import find_publication, published_lines
from emulation.rules.successions import Place
from emulation.units.models import Succession, SuccessionKind, Unit, UnitKind
from tests.verification.world import OPENED, YEAR, later

LAST = YEAR - 1
OLD_NAMES = ("Xã Tân An", "Xã Tân Bình")


@pytest.fixture
def year_before(approved):
    """Publish the year before: the commune third, and two that do not exist any more."""
    with write_tx() as session:
        commune = session.scalars(select(Unit).where(Unit.name == "Xã Đại Hóa")).one()
        current = get_period(YEAR)
        old = [old_unit(session, name, commune.parent_id) for name in OLD_NAMES]
        period = Period(
            year=LAST,
            province_id=current.province_id,
            criteria_set_id=current.criteria_set_id,
            state=PeriodState.PUBLISHED,
            opened_at=OPENED.replace(year=LAST),
        )
        session.add(period)
        session.flush()
        publication = Publication(
            period_id=period.id, number=1, code=f"CQTT-{LAST}-1", published_at=OPENED,
            signed_by="Hội đồng", summary={}, content='{"rows":[],"summary":{}}',
            digest="d" * 64,
        )  # fmt: skip
        places = enumerate((*old, commune), start=1)
        publication.rows = [published_row(unit, rank) for rank, unit in places]
        session.add(publication)
        session.flush()
        return commune.id, [unit.id for unit in old]


def old_unit(session, name, parent_id):
    unit = Unit(
        code=name, name=name, name_folded=name, kind=UnitKind.COMMUNE, parent_id=parent_id,
        valid_from=date(2000, 1, 1), valid_to=date(LAST, 12, 31),
    )  # fmt: skip
    session.add(unit)
    session.flush()
    return unit


def published_row(unit, rank):
    return PublishedRow(
        position=rank, unit_id=unit.id, unit_code=unit.code, unit_name=unit.name,
        name_folded="", kind="commune", district_name="", cluster="", rank=rank, level="L2",
        headings={}, reasons=[],
    )  # fmt: skip


def succeed(old_ids, new_id, kind):
    with write_tx() as session:
        session.add_all(
            Succession(predecessor_id=old, successor_id=new_id, on=date(YEAR, 1, 1), kind=kind)
            for old in old_ids
        )


def origin_of(unit_id):
    db.session.rollback()
    return origins_of(get_period(YEAR), [unit_id])[unit_id]


def test_unit_that_stayed_keeps_its_place(year_before):
    commune, _old = year_before
    assert origin_of(commune).last == Place(3, "L2")


def test_unit_that_was_only_renamed_has_the_place_of_the_old_one(year_before):
    commune, old = year_before
    succeed(old[:1], commune, SuccessionKind.WHOLE)
    assert origin_of(commune).last == Place(1, "L2")


def test_merged_unit_is_new_and_names_what_it_came_from(browser, approved, year_before):
    commune, old = year_before
    succeed(old, commune, SuccessionKind.WHOLE)
    assert origin_of(commune).last is None

    with write_tx():
        publish(get_period(YEAR), by=approved.people["council"], at=later(10))

    found = find_publication(YEAR)
    line = published_lines(found.id)[0]
    assert (tuple(line.predecessors), line.last_rank, line.move) == (OLD_NAMES, None, None)
    assert found.previous_digest == "d" * 64
    assert json.loads(found.content)["units"][0]["predecessors"] == list(OLD_NAMES)
    page = browser.get(f"/rankings/{YEAR}")
    assert "từ Xã Tân An, Xã Tân Bình" in page.text
    page = browser.get(f"/rankings/{YEAR}/units/{commune}")
    assert "Xã Tân An, Xã Tân Bình" in page.text
