"""The units that ship with the program: Bắc Giang as it was in 2024."""

from functools import cache

from emulation.config import ROOT
from emulation.units.imports import (
    BEGINNING,
    PROVINCE_CODE,
    PROVINCE_NAME,
    UnitRow,
    read_units,
)
from emulation.units.models import UnitKind

OFFICIAL_LIST = ROOT / "emulation" / "data" / "bac_giang_units_2024.csv"

DEPARTMENTS = {
    "24-VP": "Văn phòng Ủy ban nhân dân tỉnh",
    "24-SNV": "Sở Nội vụ",
    "24-STC": "Sở Tài chính",
    "24-SKHDT": "Sở Kế hoạch và Đầu tư",
    "24-STP": "Sở Tư pháp",
    "24-SYT": "Sở Y tế",
    "24-SGDDT": "Sở Giáo dục và Đào tạo",
    "24-STTTT": "Sở Thông tin và Truyền thông",
    "24-SKHCN": "Sở Khoa học và Công nghệ",
    "24-SCT": "Sở Công Thương",
    "24-SXD": "Sở Xây dựng",
    "24-SGTVT": "Sở Giao thông vận tải",
    "24-SNNPTNT": "Sở Nông nghiệp và Phát triển nông thôn",
    "24-STNMT": "Sở Tài nguyên và Môi trường",
    "24-SLDTBXH": "Sở Lao động - Thương binh và Xã hội",
    "24-SVHTTDL": "Sở Văn hóa, Thể thao và Du lịch",
    "24-TTT": "Thanh tra tỉnh",
    "24-BDT": "Ban Dân tộc",
}


def province_itself() -> tuple[UnitRow, ...]:
    """Return the province and its departments, which the official list of communes leaves out."""
    province = UnitRow(0, PROVINCE_CODE, PROVINCE_NAME, UnitKind.PROVINCE, "", BEGINNING)
    departments = (
        UnitRow(0, code, name, UnitKind.DEPARTMENT, PROVINCE_CODE, BEGINNING)
        for code, name in DEPARTMENTS.items()
    )
    return province, *departments


@cache
def province_rows() -> tuple[UnitRow, ...]:
    return *province_itself(), *read_units(OFFICIAL_LIST.read_bytes())
