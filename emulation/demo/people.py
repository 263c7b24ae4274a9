"""The people of the example province: one account for each part, in every unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import insert

from emulation.accounts.models import Grant, User
from emulation.database import db
from emulation.rules.roles import Role
from emulation.units.models import COMMUNE_KINDS, DISTRICT_KINDS, Unit, UnitKind

SINCE = date(2021, 1, 1)
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Giáp", "Thân")
WOMEN = (
    "Thị Hạnh",
    "Thị Lan",
    "Thị Thu Hà",
    "Thị Mai",
    "Thị Hồng",
    "Thị Ngọc",
    "Thị Yến",
    "Thị Bích",
)
MEN = ("Văn Bình", "Quang Vinh", "Đức Anh", "Văn Hùng", "Minh Tuấn", "Xuân Trường", "Văn Sơn")
ROLE_PREFIXES = {
    Role.COMMUNE_OFFICIAL: "official",
    Role.COMMUNE_LEADER: "signer",
    Role.INSPECTOR: "inspector",
    Role.HEAD_OF_INSPECTION: "head",
}
PROVINCE_ACCOUNTS = {
    Role.COUNCIL: "council",
    Role.LEADER: "leader",
    Role.ADMINISTRATOR: "admin",
}


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    full_name: str
    role: Role
    unit_id: int


def accounts_of(units: Sequence[Unit], random: Random) -> Iterator[Account]:
    """Yield accounts for every agency, for district inspections and for the province."""
    for unit in units:
        if unit.kind is UnitKind.PROVINCE:
            for role, username in PROVINCE_ACCOUNTS.items():
                yield Account(username, full_name(random), role, unit.id)
            continue
        roles = [Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER]
        if unit.kind in DISTRICT_KINDS:
            roles += [Role.INSPECTOR, Role.HEAD_OF_INSPECTION]
        elif unit.kind not in COMMUNE_KINDS | {UnitKind.DEPARTMENT}:
            continue
        for role in roles:
            username = f"{ROLE_PREFIXES[role]}-{unit.code.lower()}"
            yield Account(username, full_name(random), role, unit.id)


def full_name(random: Random) -> str:
    return f"{random.choice(FAMILY)} {random.choice(WOMEN + MEN)}"


def create_accounts(accounts: Sequence[Account], *, password_hash: str) -> dict[str, int]:
    """Write everybody down with the same password; return ids by user name."""
    ids = db.session.execute(
        insert(User).returning(User.id, User.username),
        [
            {
                "username": account.username,
                "full_name": account.full_name,
                "password_hash": password_hash,
                "must_change_password": False,
            }
            for account in accounts
        ],
    )
    by_name = {username: user_id for user_id, username in ids}
    db.session.execute(
        insert(Grant),
        [
            {
                "user_id": by_name[account.username],
                "role": account.role,
                "unit_id": account.unit_id,
                "valid_from": SINCE,
            }
            for account in accounts
        ],
    )
    return by_name
