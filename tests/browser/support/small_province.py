"""A province of two districts and four communes, founded by the commands of the program."""

import csv
import io

CRITERIA = "emulation/data/criteria_bac_giang.yaml"
SINCE = "01/01/2020"

UNITS = (
    ("24", "Tỉnh Bắc Giang", "tỉnh", ""),
    ("24-NV", "Sở Nội vụ", "sở", "24"),
    ("220", "Huyện Lạng Giang", "huyện", "24"),
    ("221", "Huyện Lục Nam", "huyện", "24"),
    ("07399", "Xã Hương Sơn", "xã", "220"),
    ("07402", "Xã Nghĩa Hòa", "xã", "220"),
    ("07444", "Thị trấn Đồi Ngô", "thị trấn", "221"),
    ("07447", "Xã Đông Hưng", "xã", "221"),
)
PEOPLE = (
    ("official-07399", "Nguyễn Thị Hoa", "commune_official", "07399"),
    ("signer-07399", "Trần Văn Bình", "commune_leader", "07399"),
    ("official-07402", "Vi Thị Mai", "commune_official", "07402"),
    ("signer-07402", "Hoàng Văn Lực", "commune_leader", "07402"),
    ("official-07444", "Đỗ Thị Thủy", "commune_official", "07444"),
    ("inspector-220", "Phạm Minh Đức", "inspector", "220"),
    ("second-220", "Giáp Thị Yến", "inspector", "220"),
    ("head-220", "Lê Quang Vinh", "head_of_inspection", "220"),
    ("council", "Ngô Thị Hạnh", "council", "24"),
    ("leader", "Dương Văn Thái", "leader", "24"),
)


def found_a_province(program):
    """Import units, criteria and people; return the first password of each person."""
    program.flask("units", "import", table(program, "units", UNITS_HEAD, UNITS))
    program.flask("criteria", "import", CRITERIA)
    people = [(*person, SINCE) for person in PEOPLE]
    printed = program.flask("users", "import", table(program, "people", PEOPLE_HEAD, people))
    return {row["username"]: row["first_password"] for row in csv.DictReader(io.StringIO(printed))}


UNITS_HEAD = ("code", "name", "kind", "parent_code", "valid_from")
PEOPLE_HEAD = ("username", "full_name", "role", "unit_code", "valid_from")


def table(program, name, head, rows):
    path = program.folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows((*row, SINCE)[: len(head)] for row in rows)
    return str(path)
