import re
from pathlib import Path

from emulation.assets.icons import ICONS

TEMPLATES = Path("templates")
NAMED = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']|icon_name=["']([a-z0-9-]+)["']""")


def test_pages_name_only_icons_that_are_cut_out():
    unknown = {
        f"{path}: {first or second}"
        for path in TEMPLATES.rglob("*.html")
        for first, second in NAMED.findall(path.read_text("utf-8"))
        if (first or second) not in ICONS
    }

    assert not unknown
