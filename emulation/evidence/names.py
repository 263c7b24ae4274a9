"""Names of files: cleaned when they arrive, and written safely into headers when they leave."""

import re
import unicodedata
from urllib.parse import quote

from emulation.formatting import safe_filename, tidy

LONGEST = 255
# Names that Windows keeps for devices, whatever ending follows.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
# Letters that no decomposition turns into plain ones.
_PLAIN_LETTERS = str.maketrans({"đ": "d", "Đ": "D"})
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()-]+")


def clean_name(sent: str) -> str:
    """Return the name alone: composed, without folders, control signs or signs that deceive."""
    visible = "".join(letter for letter in tidy(sent) if unicodedata.category(letter) != "Cf")
    name = safe_filename(visible, longest=LONGEST)
    return f"_{name}"[:LONGEST] if _RESERVED.match(name) else name


def ending_of(name: str) -> str:
    """Return the last ending in small letters without its dot: "KH 05.PDF" -> "pdf"."""
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot else ""


def ascii_name(name: str) -> str:
    """Return the name in plain letters, for programs that know no others."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_PLAIN_LETTERS))
    plain = decomposed.encode("ascii", "ignore").decode()
    stem, dot, ending = _NOT_PLAIN.sub("-", plain).rpartition(".")
    return f"{stem.strip(' .-') or 'tai-lieu'}.{ending}" if dot else plain or "tai-lieu"


def attachment(name: str) -> str:
    """Return the Content-Disposition by which a browser saves the file under its own name."""
    return f"attachment; filename=\"{ascii_name(name)}\"; filename*=UTF-8''{quote(name, safe='')}"
