"""People of the example province who act through the program's own operations."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulation.accounts.models import User
from emulation.database import db
from emulation.periods.models import Participant
from emulation.rules.roles import Person, Role
from emulation.units.models import Unit


@dataclass(frozen=True, slots=True)
class Actors:
    """Ids of the people by user name; everybody else is found through the unit."""

    people: Mapping[str, int]

    def signer(self, participant: Participant) -> Person:
        username = f"signer-{participant.code.lower()}"
        return self._person(username, Role.COMMUNE_LEADER, participant.unit_id)

    def inspector(self, participant: Participant) -> Person:
        return self._inspection(participant, Role.INSPECTOR, "inspector")

    def head(self, participant: Participant) -> Person:
        return self._inspection(participant, Role.HEAD_OF_INSPECTION, "head")

    def council(self, participant: Participant) -> Person:
        return self._person("council", Role.COUNCIL, participant.province_id)

    def _inspection(self, participant: Participant, role: Role, prefix: str) -> Person:
        unit = db.session.get_one(Unit, participant.inspecting_unit_id)
        return self._person(f"{prefix}-{unit.code.lower()}", role, unit.id)

    def _person(self, username: str, role: Role, unit_id: int) -> Person:
        user = db.session.get_one(User, self.people[username])
        unit = db.session.get_one(Unit, unit_id)
        return Person(user.id, username, user.full_name, role, unit_id, unit.name)
