"""How complete sheets are as a table in a file: one line a commune."""

import csv
import io
from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from emulation import labels
from emulation.filing.counting import SheetPapers
from emulation.formatting import BYTE_ORDER_MARK, harmless


def csv_lines(sheets: Iterable[SheetPapers]) -> Iterator[str]:
    """Give the file line by line; counts stand in two columns, so that nobody's 4/5 is a date."""
    yield BYTE_ORDER_MARK + _line(
        [
            _("District"),
            _("Commune"),
            _("State"),
            _("Papers in the application file"),
            _("Papers required"),
            _("Papers missing"),
            _("Headings complete"),
            _("Headings"),
            _("Criteria with documents"),
            _("Criteria that ask for documents"),
            _("Criteria that lack a kind"),
        ]
    )
    for one in sheets:
        headings, whole = one.evidence.complete_headings, one.evidence.whole
        yield _line(
            [
                one.district_name,
                one.name,
                str(labels.ASSESSMENT_STATE[one.state]),
                one.application.there,
                one.application.asked,
                ", ".join(one.application.missing),
                headings.there,
                headings.asked,
                whole.there,
                whole.asked,
                whole.lacking_kinds,
            ]
        )


def _line(cells: Iterable[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(
        [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return buffer.getvalue()
