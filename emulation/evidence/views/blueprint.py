"""The blueprint of evidence, and who may come in by it."""

from flask import Blueprint

from emulation.rules.roles import Role

bp = Blueprint("evidence", __name__, url_prefix="/evidence")

AGENCY = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
READERS = (*AGENCY, Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL, Role.LEADER)
