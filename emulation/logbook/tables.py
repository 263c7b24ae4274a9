"""The log as a table in a file: one line an event, no cell that a spreadsheet would run."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from emulation import labels
from emulation.formatting import BYTE_ORDER_MARK, harmless, local
from emulation.logbook.queries import Entry
from emulation.logbook.words import action_word
from emulation.rules.roles import Role


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Give the file piece by piece."""
    yield BYTE_ORDER_MARK + _line(
        [
            _("Number"),
            _("Time"),
            _("Who"),
            _("Role"),
            _("Unit"),
            _("What"),
            _("Action"),
            _("On what"),
            _("Thing"),
            _("Reason"),
            _("Before"),
            _("After"),
            _("Hash in the log"),
        ]
    )
    for entry in entries:
        yield _line(
            [
                str(entry.seq),
                f"{local(entry.at):%Y-%m-%d %H:%M:%S}",
                entry.who,
                role_word(entry.role),
                entry.unit,
                action_word(entry.action),
                entry.action,
                entry.name,
                entry.subject,
                entry.reason,
                _json(entry.before),
                _json(entry.after),
                entry.leaf_hash,
            ]
        )


def role_word(role: str) -> str:
    return str(labels.ROLE[Role(role)]) if role in set(Role) else role


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return buffer.getvalue()


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""
