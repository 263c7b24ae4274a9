"""A small province with a year under way: communes, districts, a department, their people."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from emulation.accounts.models import Grant, User
from emulation.criteria.content import digest_of, to_json
from emulation.criteria.models import CriteriaSetVersion, CriterionLine, LineKind
from emulation.database import write_tx
from emulation.periods.models import Participant, Period, PeriodWindow
from emulation.rules.collation import fold
from emulation.rules.deadlines import WindowKind
from emulation.rules.roles import Person, Role
from emulation.units.models import Unit, UnitKind
from tests.rules.small_set import criterion, group, tree

YEAR = 2024
OPENED = datetime(YEAR, 1, 2, 1, tzinfo=UTC)
REGISTRATION_CLOSES = date(YEAR, 2, 29)
SINCE = date(2020, 1, 1)
KINDS = {
    "plan": {"vi": "Kế hoạch", "en": "Plan"},
    "decision": {"vi": "Quyết định", "en": "Decision"},
    "photo": {"vi": "Ảnh chụp có ngày", "en": "Dated photo"},
}
# What the three criteria of the year ask for.
CONTENT = to_json(
    tree(
        group(
            "A",
            criterion("A1", "2", "boolean", evidence=["plan", "decision"]),
            criterion("A2", "2", "boolean", evidence=["photo"]),
        ),
        group("B", criterion("B1", "2", "boolean")),
        vocabulary={"evidence_kinds": KINDS},
    )
)


def small_year(**period_facts):
    """Write everything and return what tests name: units, participants, people, lines."""
    with write_tx() as session:
        add = adder(session)
        units = make_units(add)
        period, lines = make_period(add, units.province, period_facts)
        parts = {name: make_participant(add, period, unit) for name, unit in vars(units).items()}
        people = make_people(add, units)
        return SimpleNamespace(
            period_id=period.id,
            unit_ids={name: unit.id for name, unit in vars(units).items()},
            participants={name: one.id for name, one in parts.items() if one is not None},
            lines={line.code: line.id for line in lines},
            users=people,
            people={name: user.person for name, user in people.items()},
        )


def adder(session):
    def add(row):
        session.add(row)
        session.flush()
        return row

    return add


def make_units(add):
    def unit(code, name, kind, parent=None):
        facts = {"parent_id": parent.id if parent else None, "valid_from": SINCE}
        return add(Unit(code=code, name=name, name_folded=fold(name), kind=kind, **facts))

    province = unit("24", "Tỉnh Bắc Giang", UnitKind.PROVINCE)
    district = unit("220", "Huyện Tân Yên", UnitKind.RURAL_DISTRICT, province)
    other_district = unit("219", "Huyện Việt Yên", UnitKind.RURAL_DISTRICT, province)
    return SimpleNamespace(
        province=province,
        district=district,
        other_district=other_district,
        commune=unit("07420", "Xã Đại Hóa", UnitKind.COMMUNE, district),
        other_commune=unit("07501", "Xã Minh Đức", UnitKind.COMMUNE, other_district),
        department=unit("S01", "Sở Nội vụ", UnitKind.DEPARTMENT, province),
    )


def make_period(add, province, facts):
    criteria = add(
        CriteriaSetVersion(
            code="SMALL",
            version="1",
            title_vi="Bộ tiêu chí nhỏ",
            title_en="Small set",
            content=CONTENT,
            source="",
            digest=digest_of(CONTENT),
            imported_at=OPENED,
        )
    )
    lines = [
        add(
            CriterionLine(
                criteria_set_id=criteria.id,
                position=position,
                kind=LineKind.CORE,
                code=code,
                group_code=code[0],
                heading_code="I",
                max_points=Decimal(2),
                title_vi=f"Tiêu chí {code}",
                title_en=f"Criterion {code}",
            )
        )
        for position, code in enumerate(("A1", "A2", "B1"), start=1)
    ]
    period = add(
        Period(
            year=YEAR,
            province_id=province.id,
            criteria_set_id=criteria.id,
            opened_at=OPENED,
            **facts,
        )
    )
    add(
        PeriodWindow(
            period_id=period.id,
            kind=WindowKind.INITIATIVE_REGISTRATION,
            opens_on=date(YEAR, 1, 1),
            closes_on=REGISTRATION_CLOSES,
        )
    )
    return period, lines


def make_participant(add, period, unit):
    if unit.kind is UnitKind.PROVINCE:
        return None
    assessed = unit.kind is UnitKind.COMMUNE
    district = unit.parent if assessed else unit if unit.kind is UnitKind.RURAL_DISTRICT else None
    return add(
        Participant(
            period_id=period.id,
            unit_id=unit.id,
            assessed=assessed,
            code=unit.code,
            name=unit.name,
            name_folded=unit.name_folded,
            kind=unit.kind,
            district_id=district.id if district else None,
            district_name=district.name if district else "",
            province_id=period.province_id,
            inspecting_unit_id=district.id if assessed else None,
        )
    )


def make_people(add, units):
    held = {
        "official": (Role.COMMUNE_OFFICIAL, units.commune),
        "signer": (Role.COMMUNE_LEADER, units.commune),
        "other_official": (Role.COMMUNE_OFFICIAL, units.other_commune),
        "department_official": (Role.COMMUNE_OFFICIAL, units.department),
        "inspector": (Role.INSPECTOR, units.district),
        "head": (Role.HEAD_OF_INSPECTION, units.district),
        "other_inspector": (Role.INSPECTOR, units.other_district),
        "council": (Role.COUNCIL, units.province),
        "leader": (Role.LEADER, units.province),
        "administrator": (Role.ADMINISTRATOR, units.province),
    }
    people = {}
    for name, (role, unit) in held.items():
        user = add(
            User(
                username=name.replace("_", "-"),
                full_name=f"Nguyễn Thị {name.title()}",
                password_hash="",
                must_change_password=False,
            )
        )
        grant = add(Grant(user_id=user.id, role=role, unit_id=unit.id, valid_from=SINCE))
        person = Person(user.id, user.username, user.full_name, role, unit.id, unit.name)
        people[name] = SimpleNamespace(
            id=user.id, grants=[SimpleNamespace(id=grant.id)], person=person
        )
    return people
