"""Devices are named as their owners would name them."""

import pytest

from emulation.accounts.devices import device_name


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) … Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) … Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) … Safari/604.1", "Safari, iPhone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox, Linux",
        ),
        ("curl/8", ""),
    ],
)
def test_device_is_a_browser_and_a_system(user_agent, name):
    assert device_name(user_agent) == name
