"""The telling names in a PDF, also where they are spelled oddly or packed into other objects."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

TELLING = (
    *("Launch", "JavaScript", "EmbeddedFile", "EmbeddedFiles", "FileAttachment", "SubmitForm"),
    *("ImportData", "GoToE", "GoToR", "RichMedia", "Rendition", "Movie", "XFA"),
)
MOST_UNPACKED = 64 * 1024 * 1024
LARGEST_PART = 8 * 1024 * 1024
LONGEST_DICTIONARY = 4096
FLATE = frozenset({b"FlateDecode", b"Fl"})
_ENDS_A_NAME = rb"(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
_FILTER = re.compile(rb"/(\w+Decode|AHx|A85|LZW|Fl|RL|CCF|DCT|Crypt)" + _ENDS_A_NAME)
_PREDICTOR = re.compile(rb"/Predictor\s+(?!1\b)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")


def spelled(*names: str) -> re.Pattern[bytes]:
    """Return what finds these names, whose letters may be escapes: /L#61unch is /Launch."""
    words = (b"".join(_letter(letter) for letter in name.encode()) for name in names)
    return re.compile(rb"/(" + b"|".join(words) + rb")" + _ENDS_A_NAME)


def _letter(letter: int) -> bytes:
    return rb"(?:%c|#(?i:%02x))" % (letter, letter)


_TELLING = spelled(*TELLING)
_PACKED = spelled("ObjStm")


@dataclass(frozen=True, slots=True)
class Names:
    """Which telling names were found, and whether some objects could not be looked into."""

    found: frozenset[str]
    hidden: bool


def names_in(content: bytes) -> Names:
    """Look through the file as it is and through every packed object in it."""
    found = _found(content)
    left = MOST_UNPACKED
    for packed in _packed_objects(content):
        part = _unpacked(packed, min(left, LARGEST_PART)) if left > 0 else None
        if part is None:
            return Names(frozenset(found), hidden=True)
        left -= len(part)
        found |= _found(part)
    return Names(frozenset(found), hidden=False)


def _found(content: bytes) -> set[str]:
    return {_plain(match[1]).decode() for match in _TELLING.finditer(content)}


def _plain(name: bytes) -> bytes:
    return _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), name)


def _packed_objects(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Give the dictionary and the bytes of every stream of objects."""
    whole = memoryview(content)
    for match in _PACKED.finditer(content):
        start = match.start()
        opened = content.rfind(b"obj", max(0, start - LONGEST_DICTIONARY), start)
        stream = _STREAM.search(content, start, start + LONGEST_DICTIONARY)
        if stream is None:
            yield b"", whole[:0]
        else:
            yield content[max(opened, 0) : stream.start()], whole[stream.end() :]


def _unpacked(packed: tuple[bytes, memoryview], most: int) -> bytes | None:
    """Return the objects; None when they are packed in a way that no usual program writes."""
    dictionary, content = packed
    plain = _plain(dictionary)
    filters = _FILTER.findall(plain)
    if dictionary and not filters and b"/Filter" not in plain:
        return b""  # they lie open, and were looked at with the rest of the file
    if len(filters) != 1 or filters[0] not in FLATE or _PREDICTOR.search(plain):
        return None
    opener = zlib.decompressobj()
    try:
        part = opener.decompress(content, most)
    except zlib.error:
        return None
    return part if opener.eof else None
