"""Tables of units: all of a file or nothing, and every bad line named at once."""

from datetime import UTC, date, datetime

import pytest

from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.units import operations
from emulation.units.csv_tables import LARGEST_FILE, ImportRefused, read_table
from emulation.units.imports import read_units
from emulation.units.models import Unit, UnitKind
from emulation.units.seed import OFFICIAL_LIST, province_rows

HEADING = "code,name,kind,parent_code,valid_from,valid_to,villages,population,minority_share"
GOOD = f"""{HEADING}
24,Tỉnh Bắc Giang,province,,01/01/1997,,,,
216,Huyện Tân Yên,huyện,24,1997-01-01,,,,
07297,Xã Đại Hóa,xã,216,1997-01-01,30/06/2025,12,"4.902","12,5"
"""


def take_in(text):
    rows = read_units(text.encode())
    with write_tx():
        return operations.import_units(rows, by=None, at=datetime.now(UTC))


def problems_of(text):
    with pytest.raises(ImportRefused) as refused:
        take_in(text)
    return refused.value.problems


@pytest.fixture(autouse=True)
def _database(database):
    """Every test here has one."""


def test_the_official_list_gives_ten_districts_and_209_communes():
    with write_tx():
        done = operations.seed_province(by=None, at=datetime.now(UTC))

    kinds = [kind for (kind,) in db.session.query(Unit.kind)]
    assert done.added == len(province_rows()) == len(kinds)
    assert kinds.count(UnitKind.COMMUNE) == 175
    assert kinds.count(UnitKind.WARD) == 19
    assert kinds.count(UnitKind.TOWNSHIP) == 15
    assert kinds.count(UnitKind.RURAL_DISTRICT) == 8
    assert kinds.count(UnitKind.CITY) == kinds.count(UnitKind.TOWN) == 1
    assert kinds.count(UnitKind.PROVINCE) == 1
    assert kinds.count(UnitKind.DEPARTMENT) >= 10
    commune = db.session.query(Unit).filter_by(code="07204").one()
    assert commune.valid_to == date(2024, 12, 31)
    assert commune.parent.name == "Thành phố Bắc Giang"
    assert commune.parent.parent.code == "24"


def test_importing_twice_changes_nothing():
    take_in(GOOD)
    done = take_in(GOOD)

    assert (done.added, done.changed, done.unchanged) == (0, 0, 3)
    assert db.session.query(AuditEvent).count() == 1


def test_a_later_table_corrects_and_leaves_empty_figures_alone():
    take_in(GOOD)
    done = take_in(GOOD.replace("Xã Đại Hóa", "Xã Đại Hoá").replace('12,"4.902"', ","))

    unit = db.session.query(Unit).filter_by(code="07297").one()
    assert (done.changed, unit.name, unit.villages, unit.version) == (1, "Xã Đại Hoá", 12, 2)


def test_figures_are_read_as_they_are_written_here():
    take_in(GOOD)

    unit = db.session.query(Unit).filter_by(code="07297").one()
    assert (unit.villages, unit.population, unit.minority_permille) == (12, 4902, 125)
    assert unit.name_folded == "xa dai hoa"
    assert (unit.valid_from, unit.valid_to) == (date(1997, 1, 1), date(2025, 6, 30))


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace(",", ";").replace('"4.902"', "4902").replace('"12;5"', '"12,5"').encode(),
        GOOD.replace("Đại Hóa", "Đa\u0323i Ho\u0301a").encode(),
    ],
    ids=["with a mark", "Windows lines", "semicolons", "decomposed accents"],
)
def test_other_ways_to_save_the_same_table(data):
    rows = read_units(data)

    assert [row.name for row in rows] == ["Tỉnh Bắc Giang", "Huyện Tân Yên", "Xã Đại Hóa"]


def test_windows_1258_is_read_where_it_is_surely_vietnamese():
    decomposed = (
        GOOD.replace("ỉ", "i\u0309")
        .replace("ắ", "ă\u0301")
        .replace("ệ", "ê\u0323")
        .replace("ã", "a\u0303")
        .replace("ạ", "a\u0323")
        .replace("ó", "o\u0301")
    )

    rows = read_units(decomposed.encode("cp1258"))

    assert [row.name for row in rows] == ["Tỉnh Bắc Giang", "Huyện Tân Yên", "Xã Đại Hóa"]


@pytest.mark.parametrize(
    "data",
    [
        "code,name\n1,Straße 7\n".encode("cp1252"),
        GOOD.encode("utf-16"),
        b"PK\x03\x04" + bytes(range(256)),
        b"\x00" * 100,
        b"",
        b"\n\n\n",
        (HEADING + "\n").encode(),
        b'code,name\n"never closed',
        b"x" * (LARGEST_FILE + 1),
        ("code,code," + HEADING + "\n").encode(),
    ],
)
def test_what_is_no_table_gets_a_sentence(data):
    with pytest.raises(ImportRefused) as refused:
        read_units(data)

    assert all(str(problem) for problem in refused.value.problems)


def test_every_bad_line_is_named_at_once_and_nothing_is_taken_in():
    problems = problems_of(
        f"""{HEADING}
24,Tỉnh Bắc Giang,province,,1997-01-01,,,,
,Không mã,xã,24,1997-01-01,,,,
07301,,xã,24,1997-01-01,,,,
07302,Loại lạ,làng,24,1997-01-01,,,,
07303,Ngày lạ,xã,24,31/02/2024,,,,
07304,Số lạ,xã,24,1997-01-01,,-1,1e309,NaN
07305,Quá nhiều,xã,24,1997-01-01,,1,2,101
07306,Kết thúc sớm,xã,24,1997-01-01,1996-12-31,,,
07307,Thiếu cột,xã
24,Hai lần,province,,1997-01-01,,,,
"""
    )

    assert {problem.line for problem in problems} == {3, 4, 5, 6, 7, 8, 9, 10, 11}
    assert db.session.query(Unit).count() == 0


@pytest.mark.parametrize(
    "line",
    [
        "07297,Xã Mồ Côi,xã,999,1997-01-01,,,,",
        "07297,Xã Mồ Côi,xã,,1997-01-01,,,,",
        "25,Tỉnh Khác,tỉnh,24,1997-01-01,,,,",
        "217,Huyện Dưới Huyện,huyện,216,1997-01-01,,,,",
        "07297,Trước Khi Có,xã,216,1990-01-01,,,,",
        "216,Huyện Trùng Ngày,huyện,24,2000-01-01,,,,",
        "07297,Xã Tự Mình,xã,07297,1997-01-01,,,,",
    ],
)
def test_a_unit_without_a_fitting_place_is_refused(line):
    problems = problems_of(GOOD.rsplit("07297", 1)[0] + line + "\n")

    assert 4 in {problem.line for problem in problems}
    assert db.session.query(Unit).count() == 0


def test_a_code_that_the_state_uses_again_is_another_unit():
    take_in(GOOD)
    take_in(f"{HEADING}\n07297,Xã Mới,xã,216,2025-07-01,,,,\n")

    assert db.session.query(Unit).filter_by(code="07297").count() == 2


def test_children_may_stand_before_their_parents():
    heading, *lines = GOOD.strip().split("\n")
    done = take_in("\n".join([heading, *reversed(lines)]))

    assert done.added == 3


def test_the_official_list_is_read_with_its_problems():
    lines = OFFICIAL_LIST.read_text("utf-8-sig").splitlines()
    lines[5] = lines[5].replace("Phường", "Làng", 1).replace(",Phường,", ",Làng,")
    lines[9] = "999,Huyện Một,07999,Xã Một,Xã,hôm nay,"

    assert {problem.line for problem in problems_of("\n".join(lines))} == {6, 10}


def test_a_very_long_table_is_refused():
    text = "a\n" + "1\n" * 20_001
    with pytest.raises(ImportRefused):
        read_table(text.encode(), required=("a",), allowed=(), problems=[])
