"""The words of an index, in the language of whoever asked for it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from docx.shared import Mm
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from emulation import labels
from emulation.criteria.wording import title_of
from emulation.evidence.listing import in_groups
from emulation.filing.archive.contents import Contents, LeftOut, Packed, Place
from emulation.filing.archive.index import Column, Index, index_file
from emulation.filing.counting import SheetPapers
from emulation.formatting import date, file_size, moment
from emulation.rules.roles import Person

LEFT_OUT = {
    LeftOut.NOT_SCANNED: _l("Left out: not yet looked at by the virus scanner"),
    LeftOut.INFECTED: _l("Left out: the virus scanner found something in it"),
    LeftOut.MISSING: _l("Left out: the file is missing in the store"),
    LeftOut.DAMAGED: _l("Left out: the file is damaged in the store"),
    LeftOut.NOT_READ: _l("Left out: the store did not answer; download again later"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the index will say, written before packing begins.

    What was left out is known only at the end, when there is neither a request nor a reader whose
    language could be asked.
    """

    title: str
    lead: Sequence[str]
    columns: Sequence[Column]
    lines: Sequence[tuple[Packed, Sequence[str], str]]
    reasons: Mapping[LeftOut, str]
    sums: Sequence[str]

    def file(self, left_out: Mapping[int, LeftOut]) -> bytes:
        """Return the Word file, with the reason beside every document that was left out."""
        return index_file(
            Index(
                title=self.title,
                lead=self.lead,
                columns=self.columns,
                rows=[
                    self._row(number, line, left_out)
                    for number, line in enumerate(self.lines, start=1)
                ],
                after=[*self.sums, *([self._missing(left_out)] if left_out else [])],
            )
        )

    def _row(
        self,
        number: int,
        line: tuple[Packed, Sequence[str], str],
        left_out: Mapping[int, LeftOut],
    ) -> Sequence[str]:
        document, (place, *facts), remark = line
        reason = left_out.get(document.evidence_id)
        path = "–" if reason else document.path
        said = [self.reasons[reason]] if reason else []
        return [str(number), place, path, *facts, "; ".join([*said, *([remark] if remark else [])])]

    def _missing(self, left_out: Mapping[int, LeftOut]) -> str:
        counted = Counter(left_out.values())
        return " ".join(f"{self.reasons[reason]}: {many}." for reason, many in counted.items())


def words_of(
    contents: Contents, papers: SheetPapers, year: int, *, by: Person, at: datetime
) -> Words:
    return Words(
        title=_("Index of documents"),
        lead=[
            " · ".join(
                (
                    f"{papers.name}, {papers.district_name}",
                    str(year),
                    str(labels.ASSESSMENT_STATE[papers.state]),
                )
            ),
            _(
                "Application file %(papers)s/%(required)s, evidence %(there)s/%(asked)s criteria.",
                papers=papers.application.there,
                required=papers.application.asked,
                there=papers.evidence.whole.there,
                asked=papers.evidence.whole.asked,
            ),
            _("Made for %(name)s, %(when)s.", name=by.name, when=moment(at)),
        ],
        columns=_columns(),
        lines=_lines(contents),
        reasons={reason: str(word) for reason, word in LEFT_OUT.items()},
        sums=[
            _("Documents in force: %(count)s.", count=len(contents.documents)),
            _(
                "A document that stands for several criteria is packed once; the index names its "
                "place for each."
            ),
        ],
    )


def _columns() -> Sequence[Column]:
    return (
        Column(_("No."), Mm(11), right=True),
        Column(_("Criterion"), Mm(44)),
        Column(_("File in this archive"), Mm(48)),
        Column(_("Number, date, issuer"), Mm(36)),
        Column(_("Original name"), Mm(36), small=True),
        Column(_("Size"), Mm(17), right=True),
        Column("SHA-256", Mm(31), small=True),
        Column(_("Uploaded by, when"), Mm(24), small=True),
        Column(_("Remarks"), Mm(23), small=True),
    )


def _lines(contents: Contents) -> list[tuple[Packed, Sequence[str], str]]:
    first_place: dict[int, Place] = {}
    lines = []
    for place, document in contents.lines:
        first = first_place.setdefault(document.evidence_id, place)
        lines.append((document, _facts(place, document), _remark(document, place, first)))
    return lines


def _facts(place: Place, document: Packed) -> Sequence[str]:
    """Return the cells of one line without its number, its path and its remark."""
    day = date(document.dated_on) if document.dated_on else ""
    return (
        f"{place.code} {title_of(place)}",
        ", ".join(word for word in (document.number, day, document.issuer) if word),
        document.name,
        file_size(document.size),
        in_groups(document.sha256),
        f"{document.uploaded_by_name}, {moment(document.uploaded_at)}",
    )


def _remark(document: Packed, place: Place, first: Place) -> str:
    said = []
    if place is not first:
        said.append(_("the same document as for %(code)s", code=first.code))
    if document.after_submission:
        said.append(_("added after submission"))
    if document.unscanned:
        said.append(_("not looked at by a virus scanner"))
    return "; ".join(said)
