"""What is said of a file that arrived: what it is, or why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from emulation.evidence.checks.prints import PageLooks


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
    HIDES_PARTS = "hides_parts"
    TOO_MANY_PAGES = "too_many_pages"
    INFECTED = "infected"


class Refused(Exception):
    """The file is not taken; `finding` names what a virus scanner found in it."""

    def __init__(self, reason: Reason, finding: str = "") -> None:
        super().__init__(reason)
        self.reason, self.finding = reason, finding


class Flag(StrEnum):
    """What does not keep a file out, and whoever judges by it should know."""

    SCRIPTS = "scripts"
    ATTACHMENTS = "attachments"
    MORE_BEHIND_THE_END = "more_behind_the_end"
    ANOTHER_KIND = "another_kind"
    ACTIVE_PARTS = "active_parts"
    LOCKED = "locked"
    BLANK = "blank"
    UNREADABLY_SMALL = "unreadably_small"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The file is taken as what it is, with what was read in it.

    `prints` are what its first pages look like, by page number; `taken_at` is what a camera
    wrote, without a time zone, and `place` its latitude and longitude in degrees.
    """

    kind: Kind
    pages: int = 1
    flags: tuple[Flag, ...] = ()
    text: str = ""
    prints: Mapping[int, PageLooks] = field(default_factory=dict)
    taken_at: str = ""
    place: str = ""
