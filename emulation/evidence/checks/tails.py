"""What a file carries besides what it shows: bytes behind its end, or a second file inside it."""

import re
import zipfile
from pathlib import Path

from emulation.evidence.checks.verdicts import Flag, Kind

# Some cameras and scanners write a little behind the end.
LONGEST_HONEST_TAIL = 1024
# Where readers of PDF look for its first words.
START_OF_PDF_WITHIN = 1024
END_OF_PDF = b"%%EOF"
END_OF_PNG = b"IEND"
PNG_SIGNATURE, PNG_AROUND = 8, 12

_MARKUP = re.compile(rb"<(?:script|html|iframe|!doctype\s+html)\b|<\?php\b", re.IGNORECASE)
# In the compressed part of a JPEG these two bytes are never a marker.
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_NEXT_JPEG = re.compile(rb"\0*\xff\xd8(?=\xff)")
_END_OF_JPEG, _START_OF_JPEG, _BARE = 0xD9, 0xD8, 0x01


def extras(path: Path, kind: Kind) -> dict[Flag, bool]:
    """Tell what a picture or a PDF carries that nobody sees when looking at it."""
    content = path.read_bytes()
    tail = content[end_of(content, kind) :].strip(b"\0\r\n ")
    hides_pdf = kind is not Kind.PDF and b"%PDF-" in content[:START_OF_PDF_WITHIN]
    return {
        Flag.MORE_BEHIND_THE_END: len(tail) > LONGEST_HONEST_TAIL,
        Flag.ANOTHER_KIND: hides_pdf
        or zipfile.is_zipfile(path)
        or _MARKUP.search(content) is not None,
    }


def end_of(content: bytes, kind: Kind) -> int:
    """Return where the file ends by its own account."""
    if kind is Kind.PDF:
        place = content.rfind(END_OF_PDF)
        return place + len(END_OF_PDF) if place >= 0 else len(content)
    return end_of_png(content) if kind is Kind.PNG else end_of_jpeg(content)


def end_of_png(content: bytes) -> int:
    place = PNG_SIGNATURE
    while place + PNG_AROUND <= len(content):
        length = int.from_bytes(content[place : place + 4])
        last = content[place + 4 : place + 8] == END_OF_PNG
        place += length + PNG_AROUND
        if last:
            return place
    return len(content)


def end_of_jpeg(content: bytes) -> int:
    """Go from marker to marker; phones put smaller pictures right behind the first one."""
    place = 0
    while found := _MARKER.search(content, place):
        place, marker = found.end(), found[1][0]
        if marker == _END_OF_JPEG:
            another = _NEXT_JPEG.match(content, place)
            if another is None:
                return place
            place = another.end()
        elif marker not in {_START_OF_JPEG, _BARE}:
            place += int.from_bytes(content[place : place + 2])
    return len(content)
