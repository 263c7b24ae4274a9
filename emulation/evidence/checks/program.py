"""How a check runs as a program of its own: limits first, one file, one answer on its output."""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from emulation.evidence.checks.verdicts import Kind, Refused, Verdict

MEMORY = 1024**3
CPU_SECONDS = 10

Check = Callable[[Path, Kind], Verdict]
Draw = Callable[[Path, Kind], bytes]


def run(check: Check, draw: Draw | None = None) -> None:
    """Obey the command line: `check PATH KIND` prints a verdict, `draw PATH KIND` a picture."""
    limit_ourselves()
    task, path, kind = sys.argv[-3], Path(sys.argv[-2]), Kind(sys.argv[-1])
    if draw and task == "draw":
        sys.stdout.buffer.write(draw(path, kind))
    else:
        sys.stdout.write(json.dumps(verdict_on(check, path, kind)))


def limit_ourselves() -> None:
    """Whatever the file makes a decoder do, it ends soon, stays small and writes no file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def verdict_on(check: Check, path: Path, kind: Kind) -> dict[str, Any]:
    try:
        verdict = check(path, kind)
    except Refused as refusal:
        return {"refused": refusal.reason.value}
    return asdict(verdict)
