"""The words of a document, as they are kept to be searched and compared."""

import re
import unicodedata

LONGEST_TEXT = 60_000
_SPACE = re.compile(r"\s+")


def plain_text(text: str) -> str:
    """Return the words with single spaces between them, composed, without control characters."""
    composed = unicodedata.normalize("NFC", text[: 2 * LONGEST_TEXT])
    printable = "".join(letter if letter.isprintable() else " " for letter in composed)
    return _SPACE.sub(" ", printable).strip()[:LONGEST_TEXT]
