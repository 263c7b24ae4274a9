"""The blueprint of filing, and who may come in by it."""

from flask import Blueprint

from emulation.rules.roles import AGENCY_ROLES, Role

bp = Blueprint("filing", __name__, url_prefix="/filing")

AGENCY = tuple(AGENCY_ROLES)
OVERSEERS = (Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL, Role.LEADER)
READERS = (*AGENCY, *OVERSEERS)
