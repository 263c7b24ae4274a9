"""Documents as a page lists them: with their addresses and a word on where each came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import labels
from emulation.evidence.checks.verdicts import Flag
from emulation.evidence.documents.wording import Frame, doubt_words, line_of, reused_words
from emulation.evidence.models import Scan
from emulation.evidence.queries import FileFacts
from emulation.formatting import moment
from emulation.rules.deadlines import local_day

NO_FRAME = Frame()

# Said wherever the file is listed; the others stand on its own page.
LOUD = frozenset(
    {
        *(Flag.BLANK, Flag.UNREADABLY_SMALL, Flag.SCRIPTS, Flag.ATTACHMENTS),
        *(Flag.MORE_BEHIND_THE_END, Flag.ANOTHER_KIND, Flag.ACTIVE_PARTS),
    }
)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """What `file_item()` of macros/evidence.html draws; an empty `remove_url` means it stays.

    `facts` is what the paper says of itself, in one line; `origin` the year it was taken over from;
    `receipt` the hash by which the unit can prove later what it handed in.
    """

    name: str
    url: str
    size: int
    note: str
    remove_url: str
    preview_url: str
    sha256: str
    facts: str = ""
    origin: str = ""
    doubts: Sequence[str] = ()
    describe_url: str = ""
    replace_url: str = ""
    receipt: str = ""


def listed(
    files: Iterable[FileFacts],
    participant_id: int,
    code: str,
    *,
    removable: bool,
    changeable: bool | None = None,
    frame: Frame = NO_FRAME,
    back: str | None = None,
    with_hash: bool = False,
) -> list[ListedFile]:
    """Give the files of one criterion their addresses; `back` is where removing returns to.

    What may be removed may be described and replaced; where nothing is removed any more,
    `changeable` says whether that may still be done. A receipt names the hash; rows of the sheet,
    where it would be noise, do not.
    """
    place: dict[str, Any] = {"participant_id": participant_id, "code": code, "back": back}
    own_page = url_for("evidence.criterion", participant_id=participant_id, code=code)
    open_here = removable if changeable is None else changeable
    return [
        ListedFile(
            name=file.name,
            url=url_for("evidence.show", evidence_id=file.evidence_id),
            size=file.size,
            note=note_on(file),
            remove_url=url_for("evidence.withdraw", evidence_id=file.evidence_id, **place)
            if removable
            else "",
            preview_url=url_for("evidence.preview", evidence_id=file.evidence_id)
            if file.has_preview
            else "",
            sha256=file.sha256,
            facts=facts_on(file, frame),
            origin=reused_words(file.reused_year),
            doubts=doubts_on(file, frame),
            describe_url=url_for(
                "evidence.facts", evidence_id=file.evidence_id, back=back or own_page
            )
            if open_here
            else "",
            replace_url=url_for("evidence.replacement", evidence_id=file.evidence_id, **place)
            if open_here
            else "",
            receipt=file.sha256 if with_hash else "",
        )
        for file in files
    ]


def facts_on(file: FileFacts, frame: Frame) -> str:
    return line_of(frame.kinds, file.kind, file.number, file.dated_on, file.issuer)


def doubts_on(file: FileFacts, frame: Frame) -> Sequence[str]:
    """Say what does not fit the year that the file was put forward in."""
    return doubt_words(
        file.dated_on,
        file.proves_year,
        year=frame.year,
        put_forward_on=local_day(file.uploaded_at),
    )


def words_on(file: FileFacts, frame: Frame) -> str:
    """Say everything of a file in one line, as it stands beside a verdict."""
    said = [facts_on(file, frame), reused_words(file.reused_year), note_on(file)]
    return ". ".join(one for one in [*said, "; ".join(doubts_on(file, frame))] if one)


def note_on(file: FileFacts) -> str:
    if file.fault:
        return str(_("Not in order in the store: it has to be sent again or restored"))
    words = [_("Uploaded %(when)s", when=moment(file.uploaded_at))]
    if file.after_submission:
        words.append(_("after submission"))
    if file.signed:
        words.append(str(labels.SIGNED[file.signed]))
    if file.scan is Scan.PENDING:
        words.append(_("waiting for the virus scanner"))
    if file.scan is Scan.INFECTED:
        words.append(_("a virus was found in it, nobody can open it"))
    words += [str(labels.FILE_FLAG[flag]) for flag in file.flags if flag in LOUD]
    return ", ".join(words)


def in_groups(sha256: str) -> str:
    """Write a hash so that it can be compared by eye, and wraps in a narrow column."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))


def count_words(count: int) -> str:
    return str(ngettext("%(num)s file", "%(num)s files", count))
