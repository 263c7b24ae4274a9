"""Looking at files that arrive: type by content, then everything else in a program run apart."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emulation.config import ROOT
from emulation.evidence.checks.prints import PageLooks
from emulation.evidence.checks.verdicts import Flag, Kind, Reason, Refused
from emulation.evidence.models import MediaType
from emulation.evidence.names import ending_of
from emulation.evidence.readiness import run_ready

WALL_SECONDS = 15
CHECKS = "emulation.evidence.checks."

MEDIA_TYPES = {
    Kind.PDF: MediaType.PDF,
    Kind.JPEG: MediaType.JPEG,
    Kind.PNG: MediaType.PNG,
    Kind.DOCX: MediaType.DOCX,
    Kind.XLSX: MediaType.XLSX,
}
KINDS = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}

ENDINGS = {kind.value: kind for kind in Kind} | {"jpeg": Kind.JPEG}
OLD_ENDINGS = frozenset({"doc", "xls"})
MACRO_ENDINGS = frozenset({"docm", "xlsm", "dotm", "xltm"})

PROGRAMS = {
    Kind.PDF: "pdf",
    Kind.JPEG: "images",
    Kind.PNG: "images",
    Kind.DOCX: "office",
    Kind.XLSX: "office",
}
# Word and Excel files are both packages, which the program tells apart.
SIGNATURES = (
    (b"%PDF-", frozenset({Kind.PDF})),
    (b"\xff\xd8\xff", frozenset({Kind.JPEG})),
    (b"\x89PNG\r\n\x1a\n", frozenset({Kind.PNG})),
    (b"PK\x03\x04", frozenset({Kind.DOCX, Kind.XLSX})),
)
OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
START = """
import runpy, sys
sys.path.insert(0, sys.argv[1])
runpy.run_module(sys.argv[2], run_name="__main__")
"""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the file is, and what was read in it; see `checks.verdicts.Verdict`."""

    media_type: MediaType
    pages: int
    flags: tuple[Flag, ...]
    text: str
    prints: Mapping[int, PageLooks]
    taken_at: str
    place: str


def inspect(path: Path, name: str) -> Inspected:
    """Return what the file is; raise Refused with the reason when it is not taken."""
    kind = claimed_kind(name)
    found = kinds_by_content(path)
    if not found:
        raise Refused(Reason.WRONG_TYPE)
    if kind not in found:
        raise Refused(Reason.NAME_DISAGREES)
    return inspect_as(path, kind)


def inspect_as(path: Path, kind: Kind) -> Inspected:
    """Look at a file of which the kind is known."""
    answer = run_program("check", path, kind)
    if answer is None:
        raise Refused(Reason.DAMAGED)
    verdict = json.loads(answer)
    if reason := verdict.get("refused"):
        raise Refused(Reason(reason))
    return Inspected(
        media_type=MEDIA_TYPES[Kind(verdict["kind"])],
        pages=verdict["pages"],
        flags=tuple(Flag(flag) for flag in verdict["flags"]),
        text=verdict["text"],
        prints={int(page): PageLooks(**looks) for page, looks in verdict["prints"].items()},
        taken_at=verdict["taken_at"],
        place=verdict["place"],
    )


def claimed_kind(name: str) -> Kind:
    ending = ending_of(name)
    if ending in OLD_ENDINGS:
        raise Refused(Reason.OLD_OFFICE)
    if ending in MACRO_ENDINGS:
        raise Refused(Reason.MACROS)
    if ending not in ENDINGS:
        raise Refused(Reason.WRONG_TYPE)
    return ENDINGS[ending]


def kinds_by_content(path: Path) -> frozenset[Kind]:
    """Tell by the first bytes; an encrypted or old Office file is refused by its own name."""
    with path.open("rb") as file:
        start = file.read(len(OLD_CONTAINER))
        if not start:
            raise Refused(Reason.EMPTY)
        if start == OLD_CONTAINER:
            locked = ENCRYPTED_STREAM in file.read()
            raise Refused(Reason.ENCRYPTED if locked else Reason.OLD_OFFICE)
    for signature, kinds in SIGNATURES:
        if start.startswith(signature):
            return kinds
    return frozenset()


def run_program(task: str, path: Path, kind: Kind) -> bytes | None:
    """Return what the check printed; None when it crashed, ran into a limit or took too long."""
    return run_module(f"{CHECKS}{PROGRAMS[kind]}", task, str(path), kind.value)


def run_module(module: str, *words: str) -> bytes | None:
    """Return what a module of ours prints that opens a file nobody trusts; None when it fails.

    It is told where the file lies and what to do with it, and limits itself before it looks. The
    checks are kept loaded; other programs are started anew.
    """
    if module.startswith(CHECKS):
        return run_ready(module, *words, seconds=WALL_SECONDS)
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the words are ours, paths and enums)
            [sys.executable, "-I", "-c", START, str(ROOT), module, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None
