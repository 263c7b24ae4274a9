"""Names inside a ZIP file that every system can unpack, and people can read.

Vietnamese letters stay, composed (NFC). What Windows forbids, keeps for devices or strips at the
end goes, and so does every sign that cannot be seen or that turns the direction of a text. A whole
path stays short enough for a folder somewhere deep in a person's own ones.
"""

import re
import unicodedata
from collections.abc import Iterable

LONGEST_FOLDER = 48
LONGEST_FILE = 71
LONGEST_PATH = LONGEST_FOLDER + 1 + LONGEST_FILE
_LONGEST_ENDING = 10
_UNNAMED = "tệp"
_FORBIDDEN = frozenset('<>:"/\\|?*')
_STRIPPED = " ."
# Unassigned and private letters have no picture; the others are invisible or deceive.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE
)


def safe_name(text: str, *, longest: int = LONGEST_FILE) -> str:
    """Return a name for one file or folder; its ending stays when it has to be cut."""
    plain = _cleaned(text)
    stem, dot, ending = plain.rpartition(".")
    if dot and stem.strip(_STRIPPED) and 0 < len(ending) <= _LONGEST_ENDING and " " not in ending:
        tail = dot + ending
        name = _cut(stem, longest - len(tail)) + tail
    else:
        name = _cut(plain, longest)
    if _DEVICE.match(name):
        name = _shortened("_" + name, longest)
    return name


def numbered(name: str, number: int, *, longest: int = LONGEST_FILE) -> str:
    """Return the name with a number before its ending: "Kế hoạch (2).pdf"."""
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, tail = name, ""
    else:
        tail = dot + ending
    mark = f" ({number})"
    return _cut(stem, longest - len(tail) - len(mark)) + mark + tail


class Names:
    """The paths of one archive: no two alike, also where capital letters do not count."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_alike(path) for path in taken}

    def claim(self, name: str, folder: str = "") -> str:
        """Return the path under which a file is packed, numbered when there is one like it."""
        inside = safe_name(folder, longest=LONGEST_FOLDER) + "/" if folder else ""
        first = safe_name(name)
        path, number = inside + first, 1
        while _alike(path) in self._taken:
            number += 1
            path = inside + numbered(first, number)
        self._taken.add(_alike(path))
        return path


def _cleaned(text: str) -> str:
    seen = "".join(
        " " if letter.isspace() else "-" if letter in _FORBIDDEN else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.category(letter) not in _UNSEEN
    )
    # What was taken out may have stood between letters that now compose.
    composed = unicodedata.normalize("NFC", " ".join(seen.split()))
    return composed.strip(_STRIPPED)


def _cut(text: str, longest: int) -> str:
    """Shorten at the last word that fits, when one does; never end with a stripped sign."""
    if len(text) <= longest:
        return text.strip(_STRIPPED) or _UNNAMED
    cut = text[:longest]
    words = cut.rpartition(" ")[0] if text[longest] != " " else cut
    return (words if len(words) > longest // 2 else cut).strip(_STRIPPED) or _UNNAMED


def _shortened(name: str, longest: int) -> str:
    return name if len(name) <= longest else safe_name(name, longest=longest)


def _alike(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())
