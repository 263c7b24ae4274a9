"""The blueprint of filing, and who may come in by it."""

from flask import Blueprint

from emulation.evidence.views.comparing import compare_what_arrived
from emulation.rules.roles import AGENCY_ROLES, Role

bp = Blueprint("filing", __name__, url_prefix="/filing")
# A paper that was sent for its place is compared like any other file.
bp.after_request(compare_what_arrived)

AGENCY = tuple(AGENCY_ROLES)
OVERSEERS = (Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL, Role.LEADER)
READERS = (*AGENCY, *OVERSEERS)
