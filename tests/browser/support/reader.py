"""A person at two screens: the desk where they work, and a phone with the same session."""

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.support.looks import inspect_page

OWN_PASSWORD = "chiều nay gió thổi qua cầu Bến Đám"


class Reader:
    def __init__(self, window, program, username):
        self.desk = window(program, DESKTOP)
        self.phone = window(program, PHONE)
        self.username = username

    def look(self, name):
        """Inspect the page at hand on the desk, and the same address on the phone."""
        self.desk.wait_for_load_state()
        inspect_page(self.desk, name)
        self.phone.context.add_cookies(self.desk.context.cookies())
        self.phone.goto(self.desk.url)
        inspect_page(self.phone, name)

    def go_to(self, item):
        """Choose an item of the main menu."""
        self.desk.locator(".masthead__nav").get_by_role("link", name=item, exact=True).click()

    def press(self, name):
        self.desk.get_by_role("button", name=name).click()

    def follow(self, name):
        self.desk.get_by_role("link", name=name).first.click()

    def is_told(self, sentence):
        expect(self.desk.locator(".flashes")).to_contain_text(sentence)

    def reads(self, heading):
        expect(self.desk.get_by_role("heading", level=1)).to_contain_text(heading)

    def sign_in(self, password):
        self.desk.goto("/login")
        self.desk.fill("[name=username]", self.username)
        self.desk.fill("[name=password]", password)
        self.desk.press("[name=password]", "Enter")
        self.desk.wait_for_selector(".masthead__reader")

    def choose_a_password(self, first_password):
        """Put one's own password in the place of the first one."""
        self.desk.fill("[name=current_password]", first_password)
        self.desk.fill("[name=new_password]", OWN_PASSWORD)
        self.desk.fill("[name=repeated_password]", OWN_PASSWORD)
        self.press("Đổi mật khẩu")
        expect(self.desk.locator("[name=new_password]")).to_have_count(0)


def first_sign_in(window, program, username, first_password):
    """Sign in for the first time and choose a password; return the reader at the desk."""
    reader = Reader(window, program, username)
    reader.sign_in(first_password)
    reader.choose_a_password(first_password)
    return reader
