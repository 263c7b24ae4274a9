"""What one page makes a slow line carry: its own styles and scripts, compressed."""

import re
from functools import cache
from pathlib import Path

import brotli
import pytest

from emulation.assets.sources import sources

MOST_STYLE = 12 * 1024
MOST_SCRIPT = 8 * 1024
TEMPLATES, STATIC = Path("templates"), Path("static")
TAKES_IN = re.compile(r'(?:extends|include|import|from)\s+"([^"]+\.html)"')
SHEET = re.compile(r"asset_url\([\"'](css/[^\"']+)[\"']\)")
MODULES = re.compile(r'data-module="([^"{]+)"')
# What a module asks for only when it is needed, such as the drawing of photos, comes later.
LOADS = re.compile(r'from "\./([\w/-]+\.js)"')
PAGES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if TAKES_IN.findall(path.read_text())[:1] == ["base.html"]
)


def all_of(start, neighbours):
    """Return whatever can be reached, the start included."""
    found, waiting = [], list(start)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.append(one)
            waiting += neighbours(one)
    return found


def text_of(page):
    names = all_of([page], lambda name: TAKES_IN.findall((TEMPLATES / name).read_text()))
    return "\n".join((TEMPLATES / name).read_text() for name in names)


@pytest.fixture(scope="module")
def weigh():
    """Give the compressed size of files together; many pages have the same ones."""
    files = sources()

    @cache
    def weigh(names):
        return len(brotli.compress(b"".join(files[name].read() for name in names)))

    return weigh


def parts_of(script):
    return [f"js/{name}" for name in LOADS.findall((STATIC / script).read_text())]


@pytest.mark.parametrize("page", PAGES)
def test_the_own_style_of_a_page_stays_small(page, weigh):
    sheets = sorted(set(SHEET.findall(text_of(page))))

    assert "css/app.css" in sheets
    assert weigh(tuple(sheets)) <= MOST_STYLE


@pytest.mark.parametrize("page", PAGES)
def test_the_own_scripts_of_a_page_stay_small(page, weigh):
    modules = [name for names in MODULES.findall(text_of(page)) for name in names.split()]
    start = ["js/early.js", "js/main.js", *(f"js/{name}.js" for name in modules)]

    assert weigh(tuple(sorted(all_of(start, parts_of)))) <= MOST_SCRIPT
