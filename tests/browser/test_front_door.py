"""The first page that anybody sees, in a window and on a phone."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.support.looks import inspect_page


@pytest.mark.parametrize("shape", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_wrong_password_is_told_without_saying_whether_the_account_exists(window, program, shape):
    page = window(program, shape)
    page.goto("/login")
    inspect_page(page, "front-door")
    page.fill("[name=username]", "khong-co-ai")
    page.fill("[name=password]", "sai mật khẩu")
    page.press("[name=password]", "Enter")

    page.wait_for_selector(".error-summary")
    inspect_page(page, "front-door-refused")
