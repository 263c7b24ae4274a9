"""The parts of a Word or Excel package: which may be there, by their names and first bytes."""

import re
import stat
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from emulation.evidence.checks.verdicts import Reason, Refused

MOST_PARTS = 2_000
TEXT_ENDINGS = frozenset({"xml", "rels", "vml", "svg"})
PICTURE_ENDINGS = frozenset(
    {"png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "odttf"}
)
SETTINGS_FOLDERS = frozenset({"printerSettings", "customProperty"})
MACRO_NAMES = ("vbaproject", "vbadata", "/activex/", "macrosheet", "dialogsheet")
CONNECTION_NAMES = ("xl/connections.xml", "xl/querytables/")
# Programs, archives and old containers, under whatever name they come.
FOREIGN_STARTS = (b"MZ", b"\x7fELF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"#!", b"%PDF")
ENCRYPTED_PART = 0x1
LOCAL_HEADER = 30
# Office leaves itself some room in the headers of parts.
SLACK_OF_A_PART, SLACK = 1_100, 4_096


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def check_parts(parts: Sequence[zipfile.ZipInfo], *, inner: bool) -> None:
    if len(parts) > MOST_PARTS or overlap(parts):
        raise Refused(Reason.UNPACKS_TOO_LARGE)
    names = [part.filename.casefold() for part in parts]
    if len(set(names)) < len(names) or not all(is_plain(name) for name in names):
        raise Refused(Reason.FOREIGN_PARTS)
    for part, name in zip(parts, names, strict=True):
        if part.flag_bits & ENCRYPTED_PART:
            raise Refused(Reason.ENCRYPTED)
        if any(known in name for known in MACRO_NAMES):
            raise Refused(Reason.MACROS)
        if name.startswith(CONNECTION_NAMES):
            raise Refused(Reason.OUTSIDE_LINKS)
        is_link = stat.S_ISLNK(part.external_attr >> 16)
        if is_link or not (part.is_dir() or belongs(PurePosixPath(part.filename), inner=inner)):
            raise Refused(Reason.FOREIGN_PARTS)


def overlap(parts: Sequence[zipfile.ZipInfo]) -> bool:
    """Tell whether two parts share bytes, by which a small file unpacks into a huge one."""
    placed = sorted((part.header_offset, part.compress_size) for part in parts)
    ends = [start + LOCAL_HEADER + size for start, size in placed]
    return any(end > start for end, (start, _size) in zip(ends, placed[1:], strict=False))


def is_plain(name: str) -> bool:
    """Tell whether the name of a part stays inside the folder it would be unpacked into."""
    steps = name.split("/")
    return not ("\\" in name or "\0" in name or ":" in name or name[:1] == "/" or ".." in steps)


def belongs(name: PurePosixPath, *, inner: bool) -> bool:
    """Tell whether Word or Excel would put such a part into a file."""
    kind = ending(name.name)
    if kind == "bin":
        return name.parent.name in SETTINGS_FOLDERS
    if kind == "xlsx":  # the figures behind a chart, which hold no further file
        return name.parent.name == "embeddings" and not inner
    return kind in TEXT_ENDINGS or kind in PICTURE_ENDINGS


def is_foreign(name: str, start: bytes) -> bool:
    """Tell by its first bytes whether a part is another thing than its name says."""
    return ending(name) not in {"odttf", "xlsx"} and start.startswith(FOREIGN_STARTS)


_ACTS = re.compile(rb"<(?:\w+:)?script\b|\son[a-z]+\s*=", re.IGNORECASE)


def acts(name: str, text: bytes) -> bool:
    """Tell whether a drawing carries a script."""
    return ending(name) == "svg" and _ACTS.search(text) is not None


def unaccounted(parts: Sequence[zipfile.ZipInfo], size: int, comment: bytes) -> bool:
    """Tell whether much of the file lies between its parts or behind them."""
    held = sum(part.compress_size + 2 * len(part.filename.encode()) for part in parts)
    return size - held - SLACK_OF_A_PART * len(parts) > SLACK or len(comment) > SLACK
