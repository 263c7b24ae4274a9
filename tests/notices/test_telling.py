"""Who is told what, once."""

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from emulation.database import db, write_tx
from emulation.notices.kinds import FACTS, NoticeKind
from emulation.notices.models import Notice
from emulation.notices.operations import Message, tell, tell_each
from emulation.rules.roles import AGENCY_ROLES, Role
from tests.accounts.factories import GrantFactory, UserFactory, person_of, user_with
from tests.support.queries import count_queries
from tests.units.factories import small_province

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture
def place(database):
    return small_province()


def say(*units, roles=AGENCY_ROLES, at=NOON, **more):
    facts = {"commune": "Xã Đại Hóa", "year": 2026}
    messages = [Message(unit.id, "/assessments/1", facts) for unit in units]
    with write_tx():
        return tell_each(NoticeKind.WITHDRAWN, messages, roles=roles, at=at, **more)


def asked_of_notices(queries):
    return len([query for query in queries if "notice" in query or "role_grant" in query])


def told():
    return sorted(db.session.scalars(select(Notice.user_id)))


def test_everybody_with_the_role_at_the_unit_is_told_and_nobody_else(place):
    official = user_with(Role.COMMUNE_OFFICIAL, place.communes[0])
    leader = user_with(Role.COMMUNE_LEADER, place.communes[0])
    user_with(Role.COMMUNE_OFFICIAL, place.communes[1])
    user_with(Role.LEADER, place.communes[0])

    assert say(place.communes[0]) == 2
    assert told() == [official.id, leader.id]


def test_who_left_the_role_or_the_service_is_not_told(place):
    user_with(Role.COMMUNE_OFFICIAL, place.communes[0], disabled_at=NOON)
    gone = UserFactory()
    GrantFactory(user=gone, unit=place.communes[0], valid_to=date(2026, 11, 21))

    assert say(place.communes[0]) == 0


def test_the_day_of_a_role_is_the_day_in_vietnam(place):
    newcomer = UserFactory()
    GrantFactory(user=newcomer, unit=place.communes[0], valid_from=date(2026, 11, 23))

    assert say(place.communes[0], at=datetime(2026, 11, 22, 16, 59, tzinfo=UTC)) == 0
    assert say(place.communes[0], at=datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == 1


def test_a_person_with_two_roles_there_is_told_once(place):
    both = user_with(Role.COMMUNE_OFFICIAL, place.communes[0])
    GrantFactory(user=both, unit=place.communes[0], role=Role.COMMUNE_LEADER)
    GrantFactory(user=both, unit=place.communes[1], role=Role.COMMUNE_LEADER)

    assert say(*place.communes, key="published") == 1
    assert told() == [both.id]


def test_whoever_did_it_needs_no_message(place):
    leader = user_with(Role.COMMUNE_LEADER, place.communes[0])
    official = user_with(Role.COMMUNE_OFFICIAL, place.communes[0])

    say(place.communes[0], by=person_of(leader))

    assert told() == [official.id]


def test_many_units_are_told_in_as_many_queries_as_one(place):
    for unit in place.communes:
        user_with(Role.COMMUNE_OFFICIAL, unit)

    with count_queries() as one:
        say(place.communes[0])
    with count_queries() as four:
        assert say(*place.communes) == 4
    assert asked_of_notices(four) == asked_of_notices(one) == 2


def test_a_key_is_told_once_and_no_key_every_time(place):
    user_with(Role.COMMUNE_OFFICIAL, place.communes[0])

    assert [say(place.communes[0], key="deadline:1") for _ in range(2)] == [1, 0]
    assert [say(place.communes[0]) for _ in range(2)] == [1, 1]


def test_two_processes_that_tell_the_same_at_once_tell_it_once(app, place):
    for _ in range(5):
        user_with(Role.COMMUNE_OFFICIAL, place.communes[0])
    unit = place.communes[0].id
    db.session.rollback()
    start = threading.Barrier(4)
    counts = []

    def run():
        with app.app_context():
            start.wait()
            with write_tx():
                counts.append(
                    tell(
                        NoticeKind.PUBLISHED,
                        unit_id=unit,
                        roles=AGENCY_ROLES,
                        url="/rankings/2026",
                        facts={"year": 2026},
                        at=NOON,
                        key="published:1",
                    )
                )
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 5]
    assert len(told()) == 5


def test_only_those_with_an_address_who_want_mail_get_mail(place):
    unit = place.communes[0]
    user_with(Role.COMMUNE_OFFICIAL, unit)
    user_with(Role.COMMUNE_OFFICIAL, unit, email="quiet@example.vn", wants_mail=False)
    wanting = user_with(Role.COMMUNE_OFFICIAL, unit, email="loud@example.vn")

    say(unit)

    waiting = select(Notice.user_id).where(Notice.by_mail)
    assert db.session.scalars(waiting).all() == [wanting.id]


def test_a_message_without_its_facts_is_refused(place):
    user_with(Role.COMMUNE_LEADER, place.communes[0])
    with pytest.raises(ValueError, match="days_late"), write_tx():
        tell(
            NoticeKind.SUBMITTED,
            unit_id=place.communes[0].id,
            roles=AGENCY_ROLES,
            url="/",
            facts={"commune": "Xã Đại Hóa", "year": 2026},
            at=NOON,
        )


def test_every_kind_names_its_facts():
    assert FACTS.keys() == set(NoticeKind)
