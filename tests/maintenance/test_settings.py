"""The settings of mail are checked when the program starts."""

import pytest

from emulation.config import WrongSetting, mail_settings

GOOD = {
    "EMULATION_SMTP_URL": "smtps://thu%40tinh:m%3At@mail.example.vn",
    "EMULATION_MAIL_FROM": "khong-tra-loi@example.vn",
    "EMULATION_PUBLIC_URL": "https://thanthien.example.vn/",
}


def test_mail_is_off_by_default():
    assert mail_settings({}) == {}


def test_user_and_password_may_hold_any_sign():
    found = mail_settings(GOOD)

    assert (found["username"], found["password"]) == ("thu@tinh", "m:t")
    assert (found["host"], found["port"], found["tls"]) == ("mail.example.vn", 465, True)
    assert found["public_url"] == "https://thanthien.example.vn"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMULATION_SMTP_URL", "mail.example.vn"),
        ("EMULATION_SMTP_URL", "smtp://"),
        ("EMULATION_SMTP_URL", "smtp://host:nine"),
        ("EMULATION_SMTP_URL", "smtp://user@host"),
        ("EMULATION_MAIL_FROM", ""),
        ("EMULATION_MAIL_FROM", "nobody"),
        ("EMULATION_MAIL_FROM", "a@b\nBcc: c@d"),
        ("EMULATION_PUBLIC_URL", ""),
        ("EMULATION_PUBLIC_URL", "thanthien.example.vn"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(name, value):
    with pytest.raises(WrongSetting, match=name):
        mail_settings(GOOD | {name: value})
