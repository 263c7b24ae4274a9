"""Tables of people: all of a file or nothing, first passwords made and shown once."""

import csv
import io

import pytest

from emulation import labels
from emulation.accounts.models import Grant, User
from emulation.database import db
from emulation.rules.roles import Role
from tests.accounts.factories import UserFactory
from tests.units.factories import small_province

HEADING = "username,full_name,role,unit_code,valid_from,valid_to"
GOOD = f"""{HEADING}
hanh.nt,Nguyễn Thị Hạnh,commune_official,07297,01/01/2024,
hanh.nt,Nguyễn Thị Hạnh,commune_leader,07300,2024-01-01,31/12/2024
binh,Trần Văn Bình,inspector,216,2024-01-01,
"""


@pytest.fixture
def units(database):
    return small_province()


@pytest.fixture
def run(app, units, tmp_path):
    """Run the command as the shell would; give its result."""

    def run(text, *options):
        file = tmp_path / "people.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return app.test_cli_runner().invoke(args=["users", "import", str(file), *options])

    return run


def test_people_get_their_roles_and_first_passwords(run, browser):
    result = run(GOOD)

    assert result.exit_code == 0, result.output
    made = {
        row["username"]: row["first_password"] for row in csv.DictReader(io.StringIO(result.stdout))
    }
    assert set(made) == {"hanh.nt", "binh"}
    roles = {
        (grant.user.username, grant.role, grant.unit.code) for grant in db.session.query(Grant)
    }
    assert roles == {
        ("hanh.nt", Role.COMMUNE_OFFICIAL, "07297"),
        ("hanh.nt", Role.COMMUNE_LEADER, "07300"),
        ("binh", Role.INSPECTOR, "216"),
    }
    answer = browser.open(
        "/login", method="POST", data={"username": "binh", "password": made["binh"]}, follow=False
    )
    assert answer.status_code == 303
    assert browser.open("/account", follow=False).location == "/account/password"


def test_first_passwords_go_to_a_new_file_of_ones_own(run, tmp_path):
    target = tmp_path / "passwords.csv"
    result = run(GOOD, "--passwords", str(target))

    assert result.exit_code == 0
    assert len(target.read_text().splitlines()) == 3
    assert target.stat().st_mode & 0o077 == 0
    assert result.stdout == ""

    again = run(GOOD.replace("hanh.nt", "x").replace("binh", "y"), "--passwords", str(target))
    assert again.exit_code == 1
    assert db.session.query(User).count() == 2


def test_every_bad_line_is_named_and_nobody_is_taken_in(run):
    UserFactory(username="taken")
    result = run(
        f"""{HEADING}
good,Người Tốt,leader,24,2024-01-01,
Có Dấu,Tên,leader,24,2024-01-01,
a,,leader,24,2024-01-01,
b,Tên,vua,24,2024-01-01,
c,Tên,leader,99999,2024-01-01,
d,Tên,leader,24,hôm nay,
e,Tên,leader,24,2024-01-01,2023-01-01
f,Tên,administrator,07297,2024-01-01,
taken,Tên,leader,24,2024-01-01,
good,Người Khác,council,24,2024-01-01,
good,Người Tốt,leader,24,2024-06-01,
short,line
"""
    )

    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    lines = result.stderr.splitlines()
    assert len(lines) == 12, result.stderr
    assert db.session.query(User).count() == 1
    assert result.stdout == ""


def test_a_role_may_be_named_in_the_reader_s_words(run):
    result = run(GOOD.replace("inspector", str(labels.ROLE[Role.INSPECTOR])))

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"\xff\xfe\xfd", b"a,b\n1,2\n", b'"'])
def test_what_is_no_table_of_people_gets_a_sentence(run, data):
    result = run(data)

    assert result.exit_code == 1
    assert result.stderr.strip()
    assert "Traceback" not in result.output
