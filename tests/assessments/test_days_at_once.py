"""People who act on the same days in the same moment: nothing is lost, nobody overwrites."""

from datetime import date, timedelta
from threading import Barrier, Thread

from sqlalchemy import select

from emulation.assessments.extending import extend
from emulation.assessments.queries import sheet_facts
from emulation.database import db, write_tx
from emulation.periods.models import Extension, Period
from emulation.periods.moving import change_calendar, days_of
from emulation.periods.queries import list_windows
from emulation.rules.deadlines import ExtensionKind
from emulation.rules.errors import RuleBroken
from tests.assessments.sheet_world import IN_TIME

SEEN = date(2024, 11, 20)
DONE = "done"


def at_once(app, *acts):
    """Let each do theirs in the same moment; return what became of it."""
    db.session.rollback()
    outcomes, together = [], Barrier(len(acts))

    def run(act):
        with app.app_context():
            together.wait()
            try:
                with write_tx():
                    act()
            except RuleBroken as broken:
                outcomes.append(type(broken).__name__)
            else:
                outcomes.append(DONE)

    people = [Thread(target=run, args=(act,)) for act in acts]
    for person in people:
        person.start()
    for person in people:
        person.join()
    db.session.rollback()
    return sorted(outcomes)


def test_two_grants_at_once_both_stay_and_the_latest_day_counts(app, world):
    def granting(by, until):
        kind, person = ExtensionKind.SELF_ASSESSMENT, world.people[by]
        return lambda: extend(
            world.sheet_id, kind, until, seen=SEEN, reason="Bão", by=person, at=IN_TIME
        )

    days = [SEEN + timedelta(days=5), SEEN + timedelta(days=9)]
    outcomes = at_once(app, granting("council", days[1]), granting("head", days[0]))

    assert outcomes == [DONE, DONE]
    assert sorted(db.session.scalars(select(Extension.until))) == days
    assert sheet_facts(world.sheet_id).last_day(ExtensionKind.SELF_ASSESSMENT) == days[1]


def test_two_changes_of_the_calendar_at_once_leave_one(app, world):
    period = db.session.get(Period, world.period_id)
    windows, version, counts = list_windows(period.id), period.version, days_of(period)

    def moving(days):
        *others, last = windows
        later = type(last)(last.kind, last.opens_on, last.closes_on + timedelta(days=days))
        return lambda: change_calendar(
            world.period_id,
            [*others, later],
            counts,
            version=version,
            reason="Bão",
            by=world.people["council"],
            at=IN_TIME,
        )

    assert at_once(app, moving(3), moving(5)) == ["StaleVersion", DONE]
    assert db.session.get(Period, world.period_id).version == version + 1
