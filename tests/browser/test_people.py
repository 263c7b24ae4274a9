"""An administrator comes in with a first password and looks after people and units."""

import csv
import io

import pytest

from emulation.config import ROOT
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.support.looks import inspect_page

OFFICIAL_LIST = ROOT / "emulation" / "data" / "bac_giang_units_2024.csv"
OWN_PASSWORD = "con cò bay lả bay la"
PEOPLE = """username,full_name,role,unit_code,valid_from
quan-tri-{n},Trần Thị Quản,administrator,24,01/01/2024
quan-tri-{n},Trần Thị Quản,leader,24,01/01/2024
"""


@pytest.fixture(scope="module")
def administrators(program, tmp_path_factory):
    """Take the province in, and an administrator for each shape of window."""
    program.flask("units", "import", str(OFFICIAL_LIST))
    passwords = {}
    for number in (1, 2):
        file = tmp_path_factory.mktemp("people") / "people.csv"
        file.write_text(PEOPLE.format(n=number), encoding="utf-8")
        printed = program.flask("users", "import", str(file))
        passwords |= {
            row["username"]: row["first_password"] for row in csv.DictReader(io.StringIO(printed))
        }
    return passwords


@pytest.mark.parametrize(
    ("shape", "username"),
    [(DESKTOP, "quan-tri-1"), (PHONE, "quan-tri-2")],
    ids=["desktop", "phone"],
)
def test_administrator_from_first_password_to_another_one_s(
    window, program, administrators, shape, username
):
    page = window(program, shape)
    page.goto("/people")
    page.fill("[name=username]", username)
    page.fill("[name=password]", administrators[username])
    page.click("main button")
    page.wait_for_url("**/account/password")
    inspect_page(page, "people-first-password-change")

    page.fill("[name=current_password]", administrators[username])
    page.fill("[name=new_password]", OWN_PASSWORD)
    page.fill("[name=repeated_password]", OWN_PASSWORD)
    page.click("main form button")
    page.wait_for_selector(".notice--good")

    page.goto("/account")
    inspect_page(page, "people-account")

    page.goto("/people")
    inspect_page(page, "people-list")
    page.click("text=Tài khoản mới")
    page.fill("[name=full_name]", "Nguyễn Thị Hạnh")
    page.click("main form button")
    page.wait_for_selector(".error-summary")
    inspect_page(page, "people-new-refused")
    page.fill("[name=username]", f"hanh-{username}")
    page.select_option("[name=unit]", label="Xã Đồng Sơn")
    page.click("main form button")
    password = page.text_content("output")
    inspect_page(page, "people-new-password")
    page.click("main .btn-primary")
    inspect_page(page, "people-person")

    page.goto("/units")
    inspect_page(page, "units-list")
    page.fill("[name=q]", "dong son")
    page.press("[name=q]", "Enter")
    page.click("tbody a")
    inspect_page(page, "units-unit")
    page.click("main a.btn")
    inspect_page(page, "units-edit")

    other = window(program, shape)
    other.goto("/login")
    other.fill("[name=username]", f"hanh-{username}")
    other.fill("[name=password]", password)
    other.click("main button")
    other.wait_for_url("**/account/password")
