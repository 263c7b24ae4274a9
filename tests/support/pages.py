"""What every page must be: valid HTML, one heading, unique ids, references that lead somewhere."""

import re

import html5lib
from bs4 import BeautifulSoup, Tag

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")
FORBIDDEN_ATTRIBUTE = re.compile(r"style|on[a-z]+")


def parse(html: str) -> BeautifulSoup:
    """Return the parsed page, after checking that it is whole."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    assert not parser.errors, [
        (position, name, html.splitlines()[position[0] - 1][:200])
        for position, name, _ in parser.errors[:5]
    ]
    page = BeautifulSoup(html, "html.parser")
    check_headings(page)
    check_references(page)
    check_policy(page)
    return page


def check_headings(page: BeautifulSoup) -> None:
    headings = [heading.get_text(" ", strip=True) for heading in page.select("h1")]
    assert len(headings) == 1, f"a page has one h1, not {headings}"


def check_references(page: BeautifulSoup) -> None:
    ids = [tag["id"] for tag in page.select("[id]")]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"two elements share an id: {twice}"
    for attribute in REFERENCES:
        for tag in page.select(f"[{attribute}]"):
            value = tag[attribute]
            lost = set(value if isinstance(value, list) else value.split()) - set(ids)
            assert not lost, f"{attribute} of <{tag.name}> names no element: {lost}"


def check_policy(page: BeautifulSoup) -> None:
    """What the Content-Security-Policy would block must not be there in the first place."""
    for tag in page.find_all(True):
        assert isinstance(tag, Tag)
        blocked = [name for name in tag.attrs if FORBIDDEN_ATTRIBUTE.fullmatch(name)]
        assert not blocked, f"<{tag.name}> carries {blocked}"
        if tag.name == "script" and not tag.get("src"):
            assert tag.get("type") == "application/json", "a script inside the page"
