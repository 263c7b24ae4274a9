"""What pages of evidence need to know of the year: its kinds of document, and the kind sent."""

from collections.abc import Sequence
from typing import Any

from flask import get_template_attribute, request

from emulation.criteria.models import CriterionLine
from emulation.evidence.documents.kinds import asked_kinds, known_kind, rules_of, slot_views
from emulation.evidence.documents.wording import Frame
from emulation.evidence.queries import FileFacts
from emulation.periods.models import Participant


def frame_of(participant: Participant) -> Frame:
    return Frame(participant.period.year, rules_of(participant).evidence_kinds)


def sent_kind(participant: Participant, line: CriterionLine) -> str:
    """Return the kind that was sent with a file; none when the year knows no such kind."""
    rules = rules_of(participant)
    return known_kind(rules, request.form.get("kind"), asked_kinds(rules, line.code))


def slots_html(participant: Participant, line: CriterionLine, files: Sequence[FileFacts]) -> Any:
    """Draw the kinds that a line asks for anew, after a file has come."""
    rules = rules_of(participant)
    slots = slot_views(rules, asked_kinds(rules, line.code), [file.kind for file in files])
    slot_list = get_template_attribute("macros/evidence.html", "slot_list")
    return slot_list(slots, f"slots-{line.code}").strip()
