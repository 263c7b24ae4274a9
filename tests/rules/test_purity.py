"""The rules load in a bare interpreter: nothing but the standard library."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "emulation" / "rules").glob("*.py"))
]


@pytest.mark.parametrize("flag", ["-S", "-SO"])
def test_every_rule_loads_without_any_installed_package(flag):
    work = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {', '.join(MODULES)}"

    done = subprocess.run(
        [sys.executable, "-I", flag, "-W", "error", "-c", work],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.returncode == 0
