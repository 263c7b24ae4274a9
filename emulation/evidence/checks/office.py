"""Word and Excel files: parts counted, unpacked with limits, and read for what they may do."""

import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from emulation.evidence.checks.program import run
from emulation.evidence.checks.texts import LONGEST_TEXT, plain_text
from emulation.evidence.checks.verdicts import Kind, Reason, Refused, Verdict

MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
RATIO_COUNTS_FROM = 1024 * 1024
LONGEST_CONTENT_TYPES = 1024 * 1024
CHUNK = 256 * 1024

MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Kind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Kind.XLSX,
}
TEXT_PARTS = {Kind.DOCX: "word/document.xml", Kind.XLSX: "xl/sharedStrings.xml"}
TEXT_ENDINGS = {"xml", "rels", "vml"}
PICTURE_ENDINGS = {
    *("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg", "wdp", "odttf"),
}
SETTINGS_FOLDERS = {"printerSettings", "customProperty"}
ENCRYPTED_PART = 0x1


def check_office(path: Path, expected: Kind) -> Verdict:
    try:
        with zipfile.ZipFile(path) as package:
            kind = check_package(package, path.stat().st_size)
            text = text_of(package, kind)
    except (zipfile.BadZipFile, ET.ParseError, EOFError, KeyError) as error:
        raise Refused(Reason.DAMAGED) from error
    if kind is not expected:
        raise Refused(Reason.NAME_DISAGREES)
    return Verdict(kind, text=text)


def check_package(package: zipfile.ZipFile, size: int) -> Kind:
    parts = package.infolist()
    check_parts(parts)
    left = MOST_UNPACKED
    for part in parts:
        left -= check_unpacked(package, part, min(left, size * MOST_RATIO))
    kind = main_kind(package)
    for part in parts:
        if part.filename.endswith(".rels"):
            check_links(package.read(part))
    return kind


def check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise Refused(Reason.UNPACKS_TOO_LARGE)
    names = [part.filename.casefold() for part in parts]
    if len(set(names)) < len(names) or not all(is_plain(name) for name in names):
        raise Refused(Reason.FOREIGN_PARTS)
    for part in parts:
        if part.flag_bits & ENCRYPTED_PART:
            raise Refused(Reason.ENCRYPTED)
        if "vbaproject" in part.filename.lower() or "/activex/" in part.filename.lower():
            raise Refused(Reason.MACROS)
        is_link = stat.S_ISLNK(part.external_attr >> 16)
        if is_link or not (part.is_dir() or belongs(PurePosixPath(part.filename))):
            raise Refused(Reason.FOREIGN_PARTS)


def is_plain(name: str) -> bool:
    """Tell whether the name of a part stays inside the folder it would be unpacked into."""
    steps = name.split("/")
    return not ("\\" in name or "\0" in name or ":" in name or name[:1] == "/" or ".." in steps)


def belongs(name: PurePosixPath) -> bool:
    """Tell whether Word or Excel would put such a part into a file."""
    ending = name.name.rpartition(".")[2].lower()
    if ending == "bin":
        return name.parent.name in SETTINGS_FOLDERS
    if ending == "xlsx":  # the figures behind a chart
        return name.parent.name == "embeddings"
    return ending in TEXT_ENDINGS or ending in PICTURE_ENDINGS


def check_unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Unpack one part and return its real size, whatever its header says of it."""
    size = 0
    is_text = part.filename.rpartition(".")[2].lower() in TEXT_ENDINGS
    before = b""
    with package.open(part) as file:
        while piece := file.read(CHUNK):
            size += len(piece)
            ratio_allows = max(RATIO_COUNTS_FROM, part.compress_size * MOST_RATIO)
            if size > most or size > ratio_allows:
                raise Refused(Reason.UNPACKS_TOO_LARGE)
            if is_text and declares_entities(before[-32:] + piece):
                raise Refused(Reason.FOREIGN_PARTS)
            before = piece
    return size


def declares_entities(text: bytes) -> bool:
    """Office never writes a document type; one is there to expand or to fetch something."""
    plain = text.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def main_kind(package: zipfile.ZipFile) -> Kind:
    """Return what the package says its main part is."""
    types = package.getinfo("[Content_Types].xml")
    if types.file_size > LONGEST_CONTENT_TYPES:
        raise Refused(Reason.UNPACKS_TOO_LARGE)
    declared = list(ET.fromstring(package.read(types)))  # noqa: S314 (it has no entities)
    if any("macroenabled" in entry.get("ContentType", "").lower() for entry in declared):
        raise Refused(Reason.MACROS)
    kinds = main_kinds(declared, set(package.namelist()))
    if len(kinds) != 1:
        raise Refused(Reason.WRONG_TYPE)
    return kinds[0]


def main_kinds(declared: Iterable[ET.Element], names: set[str]) -> list[Kind]:
    return [
        MAIN_TYPES[content_type]
        for entry in declared
        if (content_type := entry.get("ContentType", "")) in MAIN_TYPES
        and entry.get("PartName", "").removeprefix("/") in names
    ]


def text_of(package: zipfile.ZipFile, kind: Kind) -> str:
    """Return the words of the main part: paragraphs of Word, shared texts of Excel."""
    name = TEXT_PARTS[kind]
    if name not in package.namelist():
        return ""
    words: list[str] = []
    length = 0
    with package.open(name) as part:
        for _event, element in ET.iterparse(part):  # noqa: S314 (it has no entities)
            tag = element.tag.rpartition("}")[2]
            # A word may be spread over several pieces of text; a paragraph or a cell ends one.
            piece = " " if tag in {"p", "si"} else element.text if tag == "t" else None
            words.append(piece or "")
            length += len(piece or "")
            element.clear()
            if length > LONGEST_TEXT:
                break
    return plain_text("".join(words))


def check_links(relationships: bytes) -> None:
    """Only what a person clicks may lead outside; nothing is fetched by opening the file."""
    for link in ET.fromstring(relationships):  # noqa: S314 (it has no entities)
        outside = link.get("TargetMode", "").lower() == "external"
        if outside and not link.get("Type", "").endswith("/hyperlink"):
            raise Refused(Reason.OUTSIDE_LINKS)


if __name__ == "__main__":
    run(check_office)
