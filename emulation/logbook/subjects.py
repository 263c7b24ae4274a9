"""What the things are called that events are about."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, literal, select

from emulation.accounts.models import Grant, User
from emulation.assessments.models import Assessment, Score
from emulation.criteria.models import CriteriaSetVersion, CriterionLine
from emulation.database import db
from emulation.evidence.models import Evidence
from emulation.filing.models import ApplicationPaper
from emulation.formatting import NOTHING
from emulation.initiatives.models import Initiative
from emulation.periods.models import Participant, Period
from emulation.rankings.models import Publication
from emulation.units.models import Unit
from emulation.verification.models import Appeal, Question

Names = Select[Any]


def _on_a_line(table: type[Any]) -> Names:
    return (
        select(table.id, CriterionLine.code, Participant.name)
        .join(Assessment, Assessment.id == table.assessment_id)
        .join(Participant, Participant.id == Assessment.participant_id)
        .join(CriterionLine, CriterionLine.id == table.criterion_id)
    )


# Each query gives an id, a first word and a second one, either of which may be empty.
QUERIES: Mapping[str, tuple[Any, Callable[[], Names]]] = {
    "score": (Score.id, lambda: _on_a_line(Score)),
    "question": (Question.id, lambda: _on_a_line(Question)),
    "appeal": (Appeal.id, lambda: _on_a_line(Appeal)),
    "assessment": (
        Assessment.id,
        lambda: select(Assessment.id, literal(""), Participant.name).join(
            Participant, Participant.id == Assessment.participant_id
        ),
    ),
    "evidence": (
        Evidence.id,
        lambda: select(Evidence.id, Evidence.name, Participant.name).join(
            Participant, Participant.id == Evidence.participant_id
        ),
    ),
    "application_paper": (
        ApplicationPaper.id,
        lambda: select(ApplicationPaper.id, ApplicationPaper.code, Participant.name).join(
            Participant, Participant.id == ApplicationPaper.participant_id
        ),
    ),
    "initiative": (
        Initiative.id,
        lambda: select(Initiative.id, Initiative.title, Participant.name).join(
            Participant, Participant.id == Initiative.participant_id
        ),
    ),
    "user_account": (User.id, lambda: select(User.id, User.full_name, literal(""))),
    "role_grant": (
        Grant.id,
        lambda: (
            select(Grant.id, User.full_name, Unit.name)
            .join(User, User.id == Grant.user_id)
            .join(Unit, Unit.id == Grant.unit_id)
        ),
    ),
    "unit": (Unit.id, lambda: select(Unit.id, Unit.name, literal(""))),
    "period": (Period.id, lambda: select(Period.id, Period.year, literal(""))),
    "publication": (Publication.id, lambda: select(Publication.id, Publication.code, literal(""))),
    "criteria_set": (
        CriteriaSetVersion.id,
        lambda: select(CriteriaSetVersion.id, CriteriaSetVersion.code, literal("")),
    ),
}


def names_of(subjects: Iterable[str]) -> dict[str, str]:
    """Return the names of these subjects, in one statement for each kind of thing."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        if kind in QUERIES and number.isdigit():
            wanted[kind].add(int(number))
    names = {}
    for kind, numbers in wanted.items():
        key, query = QUERIES[kind]
        for number, first, second in db.session.execute(query().where(key.in_(numbers))):
            words = [str(word) for word in (first, second) if word]
            names[f"{kind}:{number}"] = ", ".join(words)
    return names


def event_number(subject: str) -> int | None:
    """Return the number of the event that an event is about."""
    kind, _colon, number = subject.partition(":")
    return int(number) if kind == "audit_event" and number.isdigit() else None


def fallback(subject: str) -> str:
    """Say what a thing without a name of its own is, or that it has none."""
    number = event_number(subject)
    return str(_("event %(seq)s", seq=number)) if number else NOTHING
