"""A year under way today, with as many communes and people as a test wants, each signed in."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from emulation.accounts.models import Grant, SignedSession, User
from emulation.assessments.models import Assessment
from emulation.assessments.opening import open_year
from emulation.criteria.operations import import_set
from emulation.database import db, write_tx
from emulation.periods.models import Participant
from emulation.rules.collation import fold
from emulation.rules.deadlines import Window, WindowKind, local_day
from emulation.rules.roles import Person, Role
from emulation.units.models import Unit, UnitKind
from tests.verification.world import fill_in

SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Member:
    """Somebody with one role, and the secret token of a session that is open."""

    person: Person
    token: str


@dataclass
class Year:
    """What tests name: the year, each commune's sheet, and people by role and place."""

    year: int
    period_id: int
    unit_ids: list[int] = field(default_factory=list)
    participant_ids: list[int] = field(default_factory=list)
    sheet_ids: list[int] = field(default_factory=list)
    officials: list[list[Member]] = field(default_factory=list)
    leaders: list[list[Member]] = field(default_factory=list)
    inspectors: list[Member] = field(default_factory=list)
    heads: list[Member] = field(default_factory=list)
    council: list[Member] = field(default_factory=list)
    administrators: list[Member] = field(default_factory=list)


def windows_around(today: date) -> tuple[Window, ...]:
    """Give a calendar in which everything may be done today."""
    first, last = date(today.year, 1, 1), date(today.year + 1, 12, 31)

    def window(kind: WindowKind, before: int, after: int) -> Window:
        opens = max(first, today - timedelta(days=before))
        return Window(kind, opens, min(last, today + timedelta(days=after)))

    return (
        window(WindowKind.INITIATIVE_REGISTRATION, 60, 30),
        window(WindowKind.SELF_ASSESSMENT, 50, 40),
        window(WindowKind.VERIFICATION, 40, 50),
        window(WindowKind.COUNCIL, 30, 60),
        window(WindowKind.PUBLICATION, 20, 70),
    )


def make_year(criteria: str, *, communes: int, per_commune: int = 1, filled: bool = True) -> Year:
    """Open the year of today: one province, one district, its communes; sheets filled in or not."""
    at = datetime.now(UTC)
    today = local_day(at)
    with write_tx() as session:
        province = add_unit("24", "Tỉnh Bắc Giang", UnitKind.PROVINCE)
        district = add_unit("220", "Huyện Tân Yên", UnitKind.RURAL_DISTRICT, province)
        units = [
            add_unit(f"{7000 + n:05}", f"Xã Số {n}", UnitKind.COMMUNE, district)
            for n in range(communes)
        ]
        criteria_set = import_set(criteria, by=None, at=at).criteria_set
        period = open_year(
            today.year,
            criteria_set=criteria_set,
            windows=windows_around(today),
            province=province,
            by=None,
            at=at,
        )
        found = Year(today.year, period.id)
        for unit in units:
            sheet_id, participant_id = session.execute(
                select(Assessment.id, Participant.id)
                .join(Participant, Participant.id == Assessment.participant_id)
                .where(Participant.unit_id == unit.id)
            ).one()
            found.unit_ids.append(unit.id)
            found.participant_ids.append(participant_id)
            found.sheet_ids.append(sheet_id)
            for people, role in (
                (found.officials, Role.COMMUNE_OFFICIAL),
                (found.leaders, Role.COMMUNE_LEADER),
            ):
                people.append([add_member(role, unit, at) for _ in range(per_commune)])
            if filled:
                fill_in(sheet_id)
        for people, role, unit in (
            (found.inspectors, Role.INSPECTOR, district),
            (found.heads, Role.HEAD_OF_INSPECTION, district),
            (found.council, Role.COUNCIL, province),
            (found.administrators, Role.ADMINISTRATOR, province),
        ):
            people.extend(add_member(role, unit, at) for _ in range(3))
        return found


def add_unit(code: str, name: str, kind: UnitKind, parent: Unit | None = None) -> Unit:
    unit = Unit(
        code=code,
        name=name,
        name_folded=fold(name),
        kind=kind,
        parent_id=parent.id if parent else None,
        valid_from=SINCE,
    )
    db.session.add(unit)
    db.session.flush()
    return unit


def add_member(role: Role, unit: Unit, at: datetime) -> Member:
    token = secrets.token_urlsafe()
    user = User(
        username=f"{role.replace('_', '-')}-{secrets.token_hex(4)}",
        full_name=f"Nguyễn Thị {secrets.token_hex(3)}",
        password_hash="",
        must_change_password=False,
    )
    db.session.add(user)
    db.session.flush()
    grant = Grant(user_id=user.id, role=role, unit_id=unit.id, valid_from=SINCE)
    db.session.add(grant)
    db.session.flush()
    db.session.add(
        SignedSession(
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            user_id=user.id,
            grant_id=grant.id,
            started_at=at,
        )
    )
    db.session.flush()
    person = Person(user.id, user.username, user.full_name, role, unit.id, unit.name)
    return Member(person, token)
