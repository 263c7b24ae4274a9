"""Documents as a page lists them: with their addresses and a word on where each came from."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import labels
from emulation.evidence.checks.verdicts import Flag
from emulation.evidence.queries import FileFacts
from emulation.formatting import moment

# Said wherever the file is listed; the others stand on its own page.
LOUD = frozenset(
    {
        *(Flag.BLANK, Flag.UNREADABLY_SMALL, Flag.SCRIPTS, Flag.ATTACHMENTS),
        *(Flag.MORE_BEHIND_THE_END, Flag.ANOTHER_KIND, Flag.ACTIVE_PARTS),
    }
)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """What `file_item()` of macros/evidence.html draws; an empty `remove_url` means it stays."""

    name: str
    url: str
    size: int
    note: str
    remove_url: str
    preview_url: str
    sha256: str


def listed(
    files: Iterable[FileFacts],
    participant_id: int,
    code: str,
    *,
    removable: bool,
    back: str | None = None,
    with_hash: bool = False,
) -> list[ListedFile]:
    """Give the files of one criterion their addresses; `back` is where removing returns to.

    A receipt names the hash; rows of the sheet, where it would be noise, do not.
    """
    return [
        ListedFile(
            name=file.name,
            url=url_for("evidence.show", evidence_id=file.evidence_id),
            size=file.size,
            note=f"{note_on(file)}. SHA-256 {in_groups(file.sha256)}"
            if with_hash
            else note_on(file),
            remove_url=url_for(
                "evidence.withdraw",
                participant_id=participant_id,
                code=code,
                evidence_id=file.evidence_id,
                back=back,
            )
            if removable
            else "",
            preview_url=url_for("evidence.preview", evidence_id=file.evidence_id)
            if file.has_preview
            else "",
            sha256=file.sha256,
        )
        for file in files
    ]


def note_on(file: FileFacts) -> str:
    if file.fault:
        return str(_("Not in order in the store: it has to be sent again or restored"))
    words = [_("Uploaded %(when)s", when=moment(file.uploaded_at))]
    if file.after_submission:
        words.append(_("after submission"))
    words += [str(labels.FILE_FLAG[flag]) for flag in file.flags if flag in LOUD]
    return ", ".join(words)


def in_groups(sha256: str) -> str:
    """Write a hash so that it can be compared by eye, and wraps in a narrow column."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))


def count_words(count: int) -> str:
    return str(ngettext("%(num)s file", "%(num)s files", count))
