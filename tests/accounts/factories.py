"""People for tests, with or without a role."""

from datetime import date
from functools import cache

import factory

from emulation.accounts import passwords
from emulation.accounts.models import Grant, User
from emulation.rules.roles import Person, Role
from emulation.units.models import Unit
from tests.support.tables import TableFactory, saved
from tests.units.factories import UnitFactory

PASSWORD = "con cò bay lả bay la"


@cache
def password_hash(password: str = PASSWORD) -> str:
    return passwords.hash_password(password)


class UserFactory(TableFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person-{n}")
    full_name = factory.Sequence(lambda n: f"Nguyễn Văn Thử {n}")
    password_hash = factory.LazyFunction(password_hash)
    must_change_password = False
    language = ""
    version = 1


class GrantFactory(TableFactory):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.COMMUNE_OFFICIAL
    valid_from = date(2020, 1, 1)
    valid_to = None


def user_with(role: Role, unit: Unit, **facts: object) -> User:
    """Return somebody who holds this role at this unit."""
    user = UserFactory(**facts)
    saved(Grant(user=user, role=role, unit=unit, valid_from=date(2020, 1, 1)))
    return user


def person_of(user: User) -> Person:
    """Return what operations and queries know of somebody with one role."""
    grant = user.grants[0]
    return Person(
        user.id, user.username, user.full_name, grant.role, grant.unit_id, grant.unit.name
    )
