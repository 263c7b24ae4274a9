"""Look at a page: what axe finds wrong with it, whether it fits its width, and a picture of it."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong is reported whole: listing everything that is right takes longer than looking.
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def assert_accessible(page: Page) -> None:
    """Fail with every finding of axe: the rule, what it wants, and the elements."""
    results = Axe().run(page, options=OPTIONS)
    findings = [
        f"{finding['id']}: {finding['help']}\n    "
        + "\n    ".join(f"{node['target']} {node['html'][:160]}" for node in finding["nodes"][:5])
        for finding in results.response["violations"]
    ]
    assert not findings, f"{page.url}\n" + "\n".join(findings)


def assert_fits(page: Page) -> None:
    """Fail when the page itself scrolls sideways; a table may, inside its own box."""
    sideways = page.evaluate(OVERFLOW)
    assert sideways <= 0, f"{page.url} is {sideways} px wider than the window"


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Save a screenshot into the folder that SCREENSHOTS names; without it, nothing."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        width = page.viewport_size["width"]
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=whole)


def inspect_page(page: Page, name: str) -> None:
    """Everything a page of a story has to stand: axe, width, and a picture to look at."""
    picture(page, name)
    assert_fits(page)
    assert_accessible(page)
