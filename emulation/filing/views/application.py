"""The application file of a unit: its places, and the ways to fill and to empty them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform, sent_version
from emulation.criteria.wording import title_of
from emulation.evidence.arrivals import Arrivals
from emulation.evidence.queries import list_documents
from emulation.evidence.row_gate import RowAccess
from emulation.evidence.sentences import refusal_sentence, store_sentence
from emulation.evidence.taking import taken_in
from emulation.evidence.uploading.refusals import DiskNearlyFull, NotTaken, not_taken_sentence
from emulation.filing import operations, queries
from emulation.filing.counting import papers_of
from emulation.filing.gate import access
from emulation.filing.queries import PaperFacts
from emulation.filing.views.blueprint import AGENCY, READERS, bp
from emulation.periods.models import Participant
from emulation.periods.wording import refusal_of_days
from emulation.rules.criteria_facts import ApplicationDocument
from emulation.rules.deadlines import local_day
from emulation.rules.errors import OutOfScope, RowClosed, RuleBroken, StaleVersion, WindowClosed
from emulation.rules.roles import Person
from emulation.storage import StoreUnavailable


@dataclass(frozen=True, slots=True)
class Slot:
    """One place as the page draws it: what stands there, and what stood there before."""

    code: str
    title: str
    required: bool
    paper: PaperFacts | None
    before: Sequence[PaperFacts]

    @classmethod
    def of(cls, asked: ApplicationDocument, papers: Sequence[PaperFacts]) -> "Slot":
        standing = next((one for one in papers if one.withdrawn_at is None), None)
        before = [one for one in papers if one.withdrawn_at is not None]
        return cls(asked.code, title_of(asked), asked.required, standing, before)


@bp.get("/<int:participant_id>")
@only(*READERS)
def show(participant_id: int) -> ResponseReturnValue:
    return draw(queries.get_assessed(participant_id, reader=signed_in()))


@bp.post("/<int:participant_id>/papers/<string:code>")
@only(*AGENCY)
def put(participant_id: int, code: str) -> ResponseReturnValue:
    """Put a new file, or a document that is there already, into one place."""
    person = signed_in()
    participant = queries.get_assessed(participant_id, reader=person)
    if problem := why_closed(participant):
        return draw(participant, problem), HTTPStatus.CONFLICT
    sent = [one for one in request.files.getlist("paper") if one.filename][:1]
    evidence_id = request.form.get("evidence_id", type=int)
    if not sent and not evidence_id:
        problem = _("Choose a file, or a document that is there already.")
        return draw(participant, problem), HTTPStatus.BAD_REQUEST
    try:
        arrivals = taken_in(participant, sent)
    except StoreUnavailable:
        return draw(participant, store_sentence()), HTTPStatus.SERVICE_UNAVAILABLE
    except NotTaken as reason:
        return no_room(participant, reason)
    if arrivals.refused:
        return draw(participant, refusal_sentence(arrivals.refused[0])), HTTPStatus.BAD_REQUEST
    return change(participant, lambda: put_one(participant, code, arrivals, evidence_id, person))


def put_one(
    participant: Participant,
    code: str,
    arrivals: Arrivals,
    evidence_id: int | None,
    person: Person,
) -> Done:
    seen, at = sent_version(), now()
    if arrivals.kept:
        operations.put_file(participant, code, arrivals.kept[0], seen=seen, by=person, at=at)
    else:
        operations.put_document(participant, code, evidence_id or 0, seen=seen, by=person, at=at)
    return Done(page_of(participant, code), _("%(code)s is in the application file.", code=code))


@bp.post("/<int:participant_id>/papers/<string:code>/withdrawal")
@only(*AGENCY)
def take_out(participant_id: int, code: str) -> ResponseReturnValue:
    person = signed_in()
    participant = queries.get_assessed(participant_id, reader=person)

    def work() -> Done:
        operations.take_out(participant, code, seen=sent_version(), by=person, at=now())
        return Done(
            page_of(participant, code),
            _("%(code)s is empty again. The document itself is kept.", code=code),
        )

    return change(participant, work)


def change(participant: Participant, work: Callable[[], Done]) -> ResponseReturnValue:
    """Carry a change out, or say on the page what stands against it."""
    try:
        return perform(work)
    except StaleVersion:
        problem = _(
            "Somebody else changed this place since the page was opened: what stands there now is "
            "shown below, and yours was not put there."
        )
    except NotTaken as reason:
        return no_room(participant, reason)
    except (RowClosed, WindowClosed):
        problem = why_closed(participant) or _("A paper can be replaced now, not taken out.")
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)
    return draw(participant, problem), HTTPStatus.CONFLICT


def no_room(participant: Participant, reason: NotTaken) -> ResponseReturnValue:
    full = isinstance(reason, DiskNearlyFull)
    status = HTTPStatus.SERVICE_UNAVAILABLE if full else HTTPStatus.CONFLICT
    return draw(participant, not_taken_sentence(reason)), status


def draw(participant: Participant, problem: str = "") -> str:
    reader = signed_in()
    own = reader.role in AGENCY and reader.unit_id == participant.unit_id
    answer = access(participant.id, local_day(now())) if own else RowAccess.CLOSED
    stood = queries.list_papers(participant.id)
    return render_template(
        "filing/application.html",
        participant=participant,
        papers=papers_of(participant),
        slots=[
            Slot.of(asked, stood.get(asked.code, ())) for asked in queries.slots_of(participant)
        ],
        may_put=answer in {RowAccess.OPEN, RowAccess.ADD_ONLY},
        may_take_out=answer is RowAccess.OPEN,
        why_closed=why_closed(participant) if own else "",
        documents=list_documents(participant.id) if own else (),
        limit=current_app.config["EVIDENCE_MAX_BYTES"],
        problem=problem,
        own=own,
    )


def why_closed(participant: Participant) -> str:
    """Say what keeps the unit from its application file; nothing when it may change it."""
    answer = access(participant.id, local_day(now()))
    if isinstance(answer, WindowClosed):
        return refusal_of_days(answer)
    if answer is RowAccess.CLOSED or isinstance(answer, RuleBroken):
        return str(_("The application file is closed, like the sheet it belongs to."))
    return ""


def page_of(participant: Participant, code: str) -> str:
    return url_for(".show", participant_id=participant.id, _anchor=f"place-{code}")
