"""The checks that every page goes through refuse what they should."""

import pytest
from bs4 import BeautifulSoup

from tests.support.browser import filled_in
from tests.support.pages import parse

WHOLE = '<!doctype html><html lang="vi"><head><title>t</title></head><body>{}</body></html>'


def test_a_whole_page_is_handed_back():
    assert parse(WHOLE.format("<h1>Bảng xếp hạng</h1>")).h1.text == "Bảng xếp hạng"


@pytest.mark.parametrize(
    "body",
    [
        "<p>no heading</p>",
        "<h1>one</h1><h1>two</h1>",
        "<h1>t</h1><p id='a'></p><p id='a'></p>",
        "<h1>t</h1><label for='nothing'>x</label>",
        "<h1>t</h1><p aria-describedby='nothing'>x</p>",
        "<h1 style='color: red'>t</h1>",
        "<h1>t</h1><button type='button' onclick='go()'>x</button>",
        "<h1>t</h1><script>go()</script>",
        "<h1>t</h1><p><div></p>",
    ],
)
def test_a_broken_page_is_refused(body):
    with pytest.raises(AssertionError):
        parse(WHOLE.format(body))


def test_a_form_is_sent_as_a_browser_would():
    form = BeautifulSoup(
        """<form><input name="version" value="3"><input type="checkbox" name="off">
        <input type="checkbox" name="on" checked><input type="radio" name="r" value="a">
        <input type="radio" name="r" value="b" checked><select name="s"><option value="1">
        <option value="2" selected></select><textarea name="t">\nTwo
        lines</textarea><button name="go" value="1">Go</button>
        <input name="gone" disabled value="x"></form>""",
        "html.parser",
    ).form

    assert filled_in(form) == {
        "version": ["3"],
        "on": ["on"],
        "r": ["b"],
        "s": ["2"],
        "t": ["Two\n        lines"],
    }
