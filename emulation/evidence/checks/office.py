"""Word and Excel files: parts counted, unpacked with limits, and read for what they may do."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from emulation.evidence.checks.markup import Enough, read_markup
from emulation.evidence.checks.office_links import FIELDS, check_fields, check_links, check_text
from emulation.evidence.checks.office_parts import (
    TEXT_ENDINGS,
    acts,
    check_parts,
    ending,
    is_foreign,
    unaccounted,
)
from emulation.evidence.checks.program import run
from emulation.evidence.checks.texts import LONGEST_TEXT, plain_text
from emulation.evidence.checks.verdicts import Flag, Kind, Reason, Refused, Verdict

MOST_UNPACKED = 200 * 1024 * 1024
MOST_INNER = 20 * 1024 * 1024
MOST_RATIO = 200
RATIO_COUNTS_FROM = 1024 * 1024
CHUNK = 256 * 1024
# What is looked for may lie across two pieces.
OVERLAP = 512

MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Kind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Kind.XLSX,
}
TEXT_PARTS = {Kind.DOCX: "word/document.xml", Kind.XLSX: "xl/sharedStrings.xml"}
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, OSError),
    *(RuntimeError, OverflowError),  # a way of packing that nobody here unpacks
)


def check_office(path: Path, expected: Kind) -> Verdict:
    try:
        with zipfile.ZipFile(path) as package:
            size = path.stat().st_size
            kind = check_package(package, size, MOST_UNPACKED)
            text = text_of(package, kind)
            more = unaccounted(package.infolist(), size, package.comment)
    except UNREADABLE as error:
        raise Refused(Reason.DAMAGED) from error
    if kind is not expected:
        raise Refused(Reason.NAME_DISAGREES)
    return Verdict(kind, flags=(Flag.MORE_BEHIND_THE_END,) if more else (), text=text)


def check_package(package: zipfile.ZipFile, size: int, most: int, *, inner: bool = False) -> Kind:
    """Look at every part, and return what the package says its main part is."""
    parts = package.infolist()
    check_parts(parts, inner=inner)
    left = most
    for part in parts:
        left -= check_unpacked(package, part, min(left, size * MOST_RATIO))
        if ending(part.filename) == "xlsx":
            left -= check_inner(package, part, left)
    kind = main_kind(package)
    for part in parts:
        if part.filename.lower().endswith(".rels"):
            with package.open(part) as relationships:
                check_links(relationships)
    return kind


def check_unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Unpack one part and return its real size, whatever its header says of it."""
    size = 0
    is_text, has_fields = ending(part.filename) in TEXT_ENDINGS, False
    before = b""
    with package.open(part) as file:
        while piece := file.read(CHUNK):
            if not size and is_foreign(part.filename, piece):
                raise Refused(Reason.FOREIGN_PARTS)
            size += len(piece)
            ratio_allows = max(RATIO_COUNTS_FROM, part.compress_size * MOST_RATIO)
            if size > most or size > ratio_allows:
                raise Refused(Reason.UNPACKS_TOO_LARGE)
            if is_text:
                text = (before[-OVERLAP:] + piece).replace(b"\0", b"")
                if declares_entities(text) or acts(part.filename, text):
                    raise Refused(Reason.FOREIGN_PARTS)
                check_text(text)
                has_fields = has_fields or any(field in text for field in FIELDS)
            before = piece
    if has_fields:
        with package.open(part) as file:
            check_fields(file)
    return size


def check_inner(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Look at a table inside the document as at any other; return how much it unpacks to."""
    if part.file_size > MOST_INNER:
        raise Refused(Reason.UNPACKS_TOO_LARGE)
    content = io.BytesIO(package.read(part))
    with zipfile.ZipFile(content) as inside:
        if check_package(inside, part.file_size, left, inner=True) is not Kind.XLSX:
            raise Refused(Reason.FOREIGN_PARTS)
        return sum(one.file_size for one in inside.infolist())


def declares_entities(text: bytes) -> bool:
    """Office never writes a document type; one is there to expand or to fetch something."""
    plain = text.upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def main_kind(package: zipfile.ZipFile) -> Kind:
    names = set(package.namelist())
    kinds = []

    def started(_tag: str, entry: Mapping[str, str]) -> None:
        content_type = entry.get("ContentType", "")
        if "macroenabled" in content_type.lower():
            raise Refused(Reason.MACROS)
        if content_type in MAIN_TYPES and entry.get("PartName", "").removeprefix("/") in names:
            kinds.append(MAIN_TYPES[content_type])

    with package.open("[Content_Types].xml") as types:
        read_markup(types, started=started)
    if len(kinds) != 1:
        raise Refused(Reason.WRONG_TYPE)
    return kinds[0]


def text_of(package: zipfile.ZipFile, kind: Kind) -> str:
    """Return the words of the main part: paragraphs of Word, shared texts of Excel."""
    name = TEXT_PARTS[kind]
    if name not in package.namelist():
        return ""
    pieces: list[str] = []
    length, inside = 0, False

    def started(tag: str, _attributes: Mapping[str, str]) -> None:
        nonlocal inside
        inside = tag == "t"

    def words(text: str) -> None:
        nonlocal length
        if inside:
            pieces.append(text)
            length += len(text)
            if length > LONGEST_TEXT:
                raise Enough

    def ended(tag: str) -> None:
        nonlocal inside
        inside = False
        # A word may be spread over several pieces of text; a paragraph or a cell ends one.
        if tag in {"p", "si"}:
            pieces.append(" ")

    with package.open(name) as part:
        read_markup(part, started=started, words=words, ended=ended)
    return plain_text("".join(pieces))


if __name__ == "__main__":
    run(check_office)
