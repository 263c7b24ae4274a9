"""Saving a whole group at once, as a page without scripts sends it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from werkzeug.datastructures import FileStorage, MultiDict

from emulation.assessments.facts import SheetFacts
from emulation.assessments.forms import VERSION, TypedRow, read_row
from emulation.assessments.operations import Sent, save_rows
from emulation.database import db
from emulation.evidence import operations as evidence
from emulation.evidence.arrivals import Arrivals
from emulation.evidence.queries import get_line
from emulation.evidence.sentences import refusal_sentence, store_sentence
from emulation.evidence.taking import taken_in
from emulation.evidence.uploading.refusals import NotTaken, not_taken_sentence
from emulation.periods.models import Participant
from emulation.rules.roles import Person
from emulation.storage import StoreUnavailable


def read_group(
    sheet: SheetFacts, codes: Iterable[str], sent: Mapping[str, str]
) -> dict[str, TypedRow]:
    """Read the rows that the page held; each of their fields is named after its row."""
    return {
        code: read_row(sheet, code, of_row(code, sent))
        for code in codes
        if f"{code}-{VERSION}" in sent
    }


def of_row(code: str, sent: Mapping[str, str]) -> dict[str, str]:
    prefix = f"{code}-"
    return {
        name.removeprefix(prefix): value for name, value in sent.items() if name.startswith(prefix)
    }


class GroupSave:
    """The rows and files of one page on their way into the database."""

    def __init__(self, sheet: SheetFacts, typed: Mapping[str, TypedRow], *, by: Person) -> None:
        self.sheet = sheet
        self.typed = typed
        self.by = by
        self.arrivals: dict[str, Arrivals] = {}
        self.refusals: list[str] = []
        self.stale: list[TypedRow] = []

    def receive(self, files: MultiDict[str, FileStorage]) -> None:
        """Put the files into the store, before any transaction begins."""
        for code in self.typed:
            sent = [one for one in files.getlist(f"evidence-{code}") if one.filename]
            if not sent:
                continue
            try:
                arrived = taken_in(self._participant, sent)
            except StoreUnavailable:
                self.refusals.append(store_sentence())
                return
            except NotTaken as reason:
                self.refusals.append(not_taken_sentence(reason))
                return
            self.refusals += [refusal_sentence(one) for one in arrived.refused]
            if arrived.kept:
                self.arrivals[code] = arrived

    def run(self, *, at: datetime) -> int:
        """Save what nobody else changed meanwhile; remember the rest; return how many changed."""
        rows = [Sent(code, row.entry, row.version) for code, row in self.typed.items()]
        saved = save_rows(self.sheet.id, rows, by=self.by, at=at)
        self.stale = [self.typed[one.code] for one in saved.stale]
        return len(saved.changed) + self._add_files(at)

    def _add_files(self, at: datetime) -> int:
        participant = self._participant
        for code, arrived in self.arrivals.items():
            line = get_line(participant.id, code)
            try:
                evidence.add(participant, line, arrived.kept, by=self.by, at=at)
            except NotTaken as reason:
                self.refusals.append(not_taken_sentence(reason))
        return len(self.arrivals)

    @property
    def _participant(self) -> Participant:
        return db.session.get_one(Participant, self.sheet.participant.id)
