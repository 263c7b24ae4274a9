"""At which kinds of unit each role can be held."""

from collections.abc import Mapping

from emulation.rules.roles import Role
from emulation.units.models import COMMUNE_KINDS, DISTRICT_KINDS, UnitKind

_AGENCIES = DISTRICT_KINDS | COMMUNE_KINDS | {UnitKind.PROVINCE, UnitKind.DEPARTMENT}
# Who inspects is data, not a level: a team of a district, or of the province.
_INSPECTING = DISTRICT_KINDS | {UnitKind.PROVINCE, UnitKind.DEPARTMENT}
_PROVINCE = frozenset({UnitKind.PROVINCE})

KINDS_OF_ROLE: Mapping[Role, frozenset[UnitKind]] = {
    Role.COMMUNE_OFFICIAL: _AGENCIES,
    Role.COMMUNE_LEADER: _AGENCIES,
    Role.INSPECTOR: _INSPECTING,
    Role.HEAD_OF_INSPECTION: _INSPECTING,
    Role.COUNCIL: _PROVINCE,
    Role.LEADER: _AGENCIES,
    Role.ADMINISTRATOR: _PROVINCE,
}
