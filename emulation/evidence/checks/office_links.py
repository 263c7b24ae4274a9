"""What a Word or Excel file would fetch or start when it is opened: links, fields, formulas."""

import re
from collections.abc import Mapping
from typing import IO
from urllib.parse import urlsplit

from emulation.evidence.checks.markup import read_markup
from emulation.evidence.checks.verdicts import Reason, Refused

# What a person may click on; a single letter is the drive of a Windows path.
CLICKED = frozenset({"", "http", "https", "mailto", "file", "ftp", "tel"})
_ASKS_A_PROGRAM = re.compile(r"^\s*DDE(?:AUTO)?\b", re.IGNORECASE)
_FORMULA = re.compile(rb"<f\b[^<>]*>[^<]*(?:\||&#124;|&#x7c;)[^<]*!", re.IGNORECASE)
FIELDS = (b"instrText", b"fldSimple")
LINKS = (b"ddeLink", b"oleLink")


def check_links(relationships: IO[bytes]) -> None:
    """Only what a person clicks may lead outside; nothing is fetched by opening the file."""

    def started(_tag: str, link: Mapping[str, str]) -> None:
        if link.get("TargetMode", "").lower() != "external":
            return
        if not link.get("Type", "").endswith("/hyperlink") or not clicked(link.get("Target", "")):
            raise Refused(Reason.OUTSIDE_LINKS)

    read_markup(relationships, started=started)


def clicked(target: str) -> bool:
    try:
        scheme = urlsplit(target.strip()).scheme.lower()
    except ValueError:
        return False
    return scheme in CLICKED or len(scheme) == 1


def check_text(text: bytes) -> None:
    """Refuse a sheet that asks another program for its figures."""
    if _FORMULA.search(text) or any(link in text for link in LINKS):
        raise Refused(Reason.OUTSIDE_LINKS)


def check_fields(part: IO[bytes]) -> None:
    """Refuse a text with a field that asks another program; its words may be cut in pieces."""
    pieces: list[str] = []
    inside = False

    def started(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        inside = tag == "instrText"
        if tag == "fldSimple":
            values = (value for name, value in attributes.items() if name.endswith("instr"))
            check_instruction(next(values, ""))
        if tag == "fldChar":
            check_instruction("".join(pieces))
            pieces.clear()

    def words(text: str) -> None:
        if inside:
            pieces.append(text)

    def ended(_tag: str) -> None:
        nonlocal inside
        inside = False

    read_markup(part, started=started, words=words, ended=ended)
    check_instruction("".join(pieces))


def check_instruction(text: str) -> None:
    if _ASKS_A_PROGRAM.match(text):
        raise Refused(Reason.OUTSIDE_LINKS)
