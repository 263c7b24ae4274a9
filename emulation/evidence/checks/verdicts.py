"""What is said of a file that arrived: what it is, or why it is refused."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of file that are taken, named by their usual ending."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"


class Reason(StrEnum):
    """Why a file is not taken; each has one sentence on the page."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    OLD_OFFICE = "old_office"
    NAME_DISAGREES = "name_disagrees"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    MACROS = "macros"
    STARTS_PROGRAMS = "starts_programs"
    OUTSIDE_LINKS = "outside_links"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    FOREIGN_PARTS = "foreign_parts"


class Refused(Exception):
    """The file is not taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """The file is taken as what it is."""

    kind: Kind
    pages: int = 1
