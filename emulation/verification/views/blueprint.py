"""The blueprint that every page of verification belongs to."""

from flask import Blueprint

from emulation.rules.roles import Role

bp = Blueprint("verification", __name__)

INSPECTION = (Role.INSPECTOR, Role.HEAD_OF_INSPECTION)
AGENCY = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
READERS = (*AGENCY, *INSPECTION, Role.COUNCIL, Role.LEADER)
