"""People in a table: one line for each role somebody holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from emulation import labels
from emulation.accounts import queries
from emulation.accounts.roles import KINDS_OF_ROLE
from emulation.config import LONGEST_ADDRESS, MAIL_ADDRESS
from emulation.formatting import NotADate, read_date, tidy
from emulation.rules.collation import fold
from emulation.rules.roles import Role
from emulation.units.csv_tables import ImportRefused, Problem, Row, read_table
from emulation.units.models import Unit
from emulation.units.queries import find_unit

REQUIRED = ("username", "full_name", "role", "unit_code", "valid_from")
OPTIONAL = ("valid_to", "email")
USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?")
LONGEST_FULL_NAME = 120


@dataclass(frozen=True, slots=True)
class GrantRow:
    role: Role
    unit_id: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person as a table names them, with every role the table gives them."""

    username: str
    full_name: str
    email: str = ""
    grants: list[GrantRow] = field(default_factory=list)


def read_users(data: bytes) -> list[UserRow]:
    """Read a table of people against the units and accounts that are stored."""
    problems: list[Problem] = []
    people: dict[str, UserRow] = {}
    units: dict[tuple[str, date], Unit | None] = {}
    rows = read_table(data, required=REQUIRED, allowed=OPTIONAL, problems=problems)
    taken = queries.taken_usernames([row["username"].lower() for row in rows])
    for row in rows:
        sentences, person, grant = read_row(row, units)
        if person.username in taken:
            sentences.append(_("The username %(name)s is taken.", name=person.username))
        first = people.setdefault(person.username, person)
        if first.email != person.email:
            sentences.append(
                _("%(name)s has two e-mail addresses in this file.", name=person.username)
            )
        if first.full_name != person.full_name:
            sentences.append(_("%(name)s has two full names in this file.", name=person.username))
        if grant is not None and any(_clash(grant, other) for other in first.grants):
            sentences.append(_("This role at this unit stands on an earlier line."))
        if grant is not None:
            first.grants.append(grant)
        problems += [Problem(row.line, sentence) for sentence in sentences]
    if problems:
        raise ImportRefused(problems)
    return list(people.values())


def read_row(
    row: Row, units: dict[tuple[str, date], Unit | None]
) -> tuple[list[str], UserRow, GrantRow | None]:
    """Return what is wrong with one line, the person and, if it can be read, the role."""
    sentences = []
    username = row["username"].lower()
    full_name = tidy(row["full_name"])
    if not USERNAME.fullmatch(username):
        sentences.append(
            _(
                "The username must be 1 to 80 plain letters, digits, dots or hyphens, "
                "not “%(text)s”.",
                text=username[:40],
            )
        )
    if not 1 <= len(full_name) <= LONGEST_FULL_NAME:
        sentences.append(_("The full name must have 1 to 120 characters."))
    role = roles_by_word().get(fold(row["role"]))
    if role is None:
        sentences.append(_("“%(text)s” is no role.", text=row["role"][:40]))
    first, last = _day(row, "valid_from", sentences), None
    if row["valid_to"]:
        last = _day(row, "valid_to", sentences)
    if first and last and last < first:
        sentences.append(_("valid_to lies before valid_from."))
    unit = _unit(row["unit_code"], first, units, sentences) if first else None
    if role and unit and unit.kind not in KINDS_OF_ROLE[role]:
        sentences.append(
            _(
                "The role “%(role)s” is not held at %(unit)s.",
                role=labels.ROLE[role],
                unit=unit.name,
            )
        )
    email = row["email"].strip()
    if email and (len(email) > LONGEST_ADDRESS or not MAIL_ADDRESS.fullmatch(email)):
        sentences.append(_("“%(text)s” is no e-mail address.", text=email[:60]))
    person = UserRow(username, full_name, email)
    if role is None or unit is None or first is None:
        return sentences, person, None
    return sentences, person, GrantRow(role, unit.id, first, last)


def roles_by_word() -> Mapping[str, Role]:
    """Return the roles by their stored value and by the reader's word for them."""
    words = {fold(str(labels.ROLE[role])): role for role in Role}
    return {role.value: role for role in Role} | words


def _unit(
    code: str,
    day: date,
    units: dict[tuple[str, date], Unit | None],
    sentences: list[str],
) -> Unit | None:
    if (code, day) not in units:
        units[code, day] = find_unit(code, day)
    unit = units[code, day]
    if unit is None:
        sentences.append(
            _("There is no unit with the code %(code)s on that day.", code=code[:40] or "“”")
        )
    return unit


def _day(row: Row, column: str, sentences: list[str]) -> date | None:
    try:
        return read_date(row[column])
    except NotADate:
        sentences.append(
            _(
                "%(column)s must be a day such as 31/12/2024, not “%(text)s”.",
                column=column,
                text=row[column][:40],
            )
        )
        return None


def _clash(one: GrantRow, other: GrantRow) -> bool:
    return (
        (one.role, one.unit_id) == (other.role, other.unit_id)
        and one.valid_from <= (other.valid_to or date.max)
        and other.valid_from <= (one.valid_to or date.max)
    )
