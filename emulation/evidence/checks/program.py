"""How a check runs as a program of its own: limits first, one file, one answer on its output."""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from emulation.evidence.checks.verdicts import Kind, Refused, Verdict

# What is written to, and with it about all that is held, stays below 200 MB; addresses are cheap.
ADDRESSES = 1024**3
MEMORY = 176 * 1024**2
CPU_SECONDS = 10

Check = Callable[[Path, Kind], Verdict]


def run(check: Check) -> None:
    """Obey the command line: `check PATH KIND` prints a verdict."""
    limit_ourselves()
    path, kind = Path(sys.argv[-2]), Kind(sys.argv[-1])
    sys.stdout.write(json.dumps(verdict_on(check, path, kind)))


def limit_ourselves() -> None:
    """Whatever the file makes a decoder do, it ends soon, stays small and writes no file."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def verdict_on(check: Check, path: Path, kind: Kind) -> dict[str, Any]:
    try:
        verdict = check(path, kind)
    except Refused as refusal:
        return {"refused": refusal.reason.value}
    return asdict(verdict)
