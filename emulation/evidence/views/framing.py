"""What pages of evidence need to know of the year: its kinds of document, and the kind sent."""

from flask import request

from emulation.criteria.models import CriterionLine
from emulation.evidence.documents.kinds import asked_kinds, known_kind, rules_of
from emulation.evidence.documents.wording import Frame
from emulation.periods.models import Participant


def frame_of(participant: Participant) -> Frame:
    return Frame(participant.period.year, rules_of(participant).evidence_kinds)


def sent_kind(participant: Participant, line: CriterionLine) -> str:
    """Return the kind that was sent with a file; none when the year knows no such kind."""
    rules = rules_of(participant)
    return known_kind(rules, request.form.get("kind"), asked_kinds(rules, line.code))
