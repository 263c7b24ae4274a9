"""Reading XML piece by piece: memory stays flat however long it is, and it may declare nothing."""

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

from emulation.evidence.checks.verdicts import Reason, Refused

PIECE = 64 * 1024
DEEPEST = 1_000

Started = Callable[[str, Mapping[str, str]], None]
Words = Callable[[str], None]
Ended = Callable[[str], None]


class Enough(Exception):
    """Whoever reads has read enough."""


def read_markup(
    file: IO[bytes],
    *,
    started: Started | None = None,
    words: Words | None = None,
    ended: Ended | None = None,
) -> None:
    """Tell of every element by its plain name, and of the words; refuse what is not well formed."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def on_start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Refused(Reason.DAMAGED)
        if started:
            started(plain(tag), attributes)

    def on_end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if ended:
            ended(plain(tag))

    parser.StartElementHandler, parser.EndElementHandler = on_start, on_end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = refuse_declaration
    try:
        while piece := file.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except Enough:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused(Reason.DAMAGED) from error


def plain(name: str) -> str:
    return name.rpartition("}")[2]


def refuse_declaration(*_what: object) -> None:
    """Office never writes a document type; one is there to expand or to fetch something."""
    raise Refused(Reason.FOREIGN_PARTS)
