"""Units for tests: a province of two districts with two communes each, or single ones."""

from dataclasses import dataclass
from datetime import date

import factory

from emulation.rules.collation import fold
from emulation.units.models import Unit, UnitKind
from tests.support.tables import TableFactory


class UnitFactory(TableFactory):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"{70000 + n}")
    name = factory.Sequence(lambda n: f"Xã Thử Nghiệm {n}")
    name_folded = factory.LazyAttribute(lambda unit: fold(unit.name))
    kind = UnitKind.COMMUNE
    parent = None
    valid_from = date(1997, 1, 1)
    valid_to = None
    version = 1


@dataclass
class SmallProvince:
    """Two districts with two communes each, and a department."""

    province: Unit
    districts: list[Unit]
    communes: list[Unit]
    department: Unit


def small_province() -> SmallProvince:
    province = UnitFactory(code="24", name="Tỉnh Bắc Giang", kind=UnitKind.PROVINCE)
    districts = [
        UnitFactory(code=code, name=name, kind=UnitKind.RURAL_DISTRICT, parent=province)
        for code, name in (("216", "Huyện Tân Yên"), ("220", "Huyện Sơn Động"))
    ]
    communes = [
        UnitFactory(code=code, name=name, kind=UnitKind.COMMUNE, parent=districts[place])
        for code, name, place in (
            ("07297", "Xã Đại Hóa", 0),
            ("07300", "Xã Quang Tiến", 0),
            ("07618", "Xã Đại Sơn", 1),
            ("07621", "Xã Yên Định", 1),
        )
    ]
    department = UnitFactory(
        code="24-SNV", name="Sở Nội vụ", kind=UnitKind.DEPARTMENT, parent=province
    )
    return SmallProvince(province, districts, communes, department)
