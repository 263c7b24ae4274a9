"""What a checkpoint says: which log, how many events, which root (C2SP tlog-checkpoint)."""

from base64 import b64decode, b64encode
from binascii import Error as WrongBase64
from typing import NamedTuple

from emulation.audit.notes import WrongNote

_HASH_LENGTH = 32
_LONGEST_SIZE = 19
_LINES = 3


class TreeHead(NamedTuple):
    origin: str
    size: int
    root: bytes


def head_text(head: TreeHead) -> str:
    return f"{head.origin}\n{head.size}\n{b64encode(head.root).decode()}\n"


def read_head(text: str) -> TreeHead:
    """Return what the text of a checkpoint says; lines after the root are not ours and pass."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < _LINES or not all(lines):
        raise WrongNote("a checkpoint has a line each for origin, size and root")
    origin, size, root = lines[:_LINES]
    if not size.isascii() or not size.isdigit() or len(size) > _LONGEST_SIZE:
        raise WrongNote(f"{size[:40]!r} is not the size of a log")
    if size != str(int(size)):
        raise WrongNote(f"the size {size} begins with a zero")
    try:
        content = b64decode(root, validate=True)
    except (WrongBase64, ValueError):
        content = b""
    if len(content) != _HASH_LENGTH:
        raise WrongNote(f"{root[:60]!r} is not a root")
    return TreeHead(origin, int(size), content)
