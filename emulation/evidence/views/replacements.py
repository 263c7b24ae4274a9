"""A new file in the place of an older one: the page that asks for it, and what becomes of it."""

from http import HTTPStatus

from flask import abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.criteria.models import CriterionLine
from emulation.criteria.wording import title_of
from emulation.evidence import operations, queries
from emulation.evidence.documents.kinds import asked_kinds, kind_choices, rules_of
from emulation.evidence.documents.replacing import NotStanding, SameFile, replace
from emulation.evidence.models import Evidence
from emulation.evidence.operations import KeptFile
from emulation.evidence.row_gate import RowAccess, access
from emulation.evidence.sentences import store_sentence
from emulation.evidence.taking import taken_in
from emulation.evidence.uploading.refusals import NotTaken
from emulation.evidence.views.answers import back, refused, why_closed
from emulation.evidence.views.blueprint import AGENCY, bp
from emulation.evidence.views.framing import sent_kind
from emulation.evidence.views.uploads import no_room, nothing_taken
from emulation.periods.models import Participant
from emulation.periods.queries import get_participant
from emulation.rules.deadlines import local_day
from emulation.rules.errors import OutOfScope, RowClosed, WindowClosed
from emulation.storage import StoreUnavailable


@bp.get("/<int:participant_id>/<string:code>/<int:evidence_id>/replacement")
@only(*AGENCY)
def replacement(participant_id: int, code: str, evidence_id: int) -> ResponseReturnValue:
    """Ask for the new file, and say what becomes of the old one."""
    participant, line, document = named(participant_id, code, evidence_id)
    here = back(url_for(".criterion", participant_id=participant_id, code=code))
    row = access(participant.id, line.id, local_day(now()))
    if row is RowAccess.CLOSED:
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)
    use = queries.find_use(document.id, line.id)
    if use is None or not use.is_in_force:
        return refused(here, not_standing_sentence(document.name, code), HTTPStatus.CONFLICT)
    rules = rules_of(participant)
    return render_template(
        "evidence/replacement.html",
        participant=participant,
        line=line,
        title=title_of(line),
        document=document,
        kinds=kind_choices(rules, asked_kinds(rules, code)),
        elsewhere=[
            one.code for one in queries.uses_of(document.id) if one.stands and one.code != code
        ],
        limit=current_app.config["EVIDENCE_MAX_BYTES"],
        back=here,
    )


@bp.post("/<int:participant_id>/<string:code>/<int:evidence_id>/replacement")
@only(*AGENCY)
def replace_with(participant_id: int, code: str, evidence_id: int) -> ResponseReturnValue:
    """Take the new file in, and let it stand where the old one stood."""
    participant, line, document = named(participant_id, code, evidence_id)
    here = back(url_for(".criterion", participant_id=participant_id, code=code))
    form = url_for(
        ".replacement", participant_id=participant_id, code=code, evidence_id=evidence_id, back=here
    )
    if access(participant.id, line.id, local_day(now())) is RowAccess.CLOSED:
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)
    sent = [one for field in request.files for one in request.files.getlist(field)]
    try:
        arrivals = taken_in(participant, sent[:1])
        if not arrivals.kept:
            return nothing_taken(form, arrivals)
        return write_down(participant, line, document, arrivals.kept[0], here)
    except StoreUnavailable:
        return refused(form, store_sentence(), HTTPStatus.SERVICE_UNAVAILABLE)
    except NotTaken as reason:
        return no_room(form, reason)
    except SameFile:
        return refused(form, same_file_sentence(document.name), HTTPStatus.CONFLICT)
    except NotStanding:
        return refused(here, not_standing_sentence(document.name, code), HTTPStatus.CONFLICT)
    except (RowClosed, WindowClosed):
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)


def named(
    participant_id: int, code: str, evidence_id: int
) -> tuple[Participant, CriterionLine, Evidence]:
    """Return what the address names, when all of it belongs to the reader's own unit."""
    person = signed_in()
    participant = get_participant(participant_id, reader=person)
    line = queries.get_line(participant.id, code)
    try:
        return participant, line, operations.own_document(participant, evidence_id, person)
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)


def write_down(
    participant: Participant, line: CriterionLine, old: Evidence, file: KeptFile, here: str
) -> ResponseReturnValue:
    person = signed_in()
    kind = sent_kind(participant, line)
    old_id, old_name, code = old.id, old.name, line.code

    def work() -> Done:
        new = replace(participant, line, old_id, file, kind=kind, by=person, at=now())
        return Done(here, replaced_sentence(old_name, new.name, code))

    return perform(work)


def replaced_sentence(old: str, new: str, code: str) -> str:
    return str(
        _(
            "%(new)s now stands for criterion %(code)s in the place of %(old)s.",
            new=new,
            old=old,
            code=code,
        )
    )


def same_file_sentence(name: str) -> str:
    return str(_("This is the very same file as %(name)s. Choose the new one.", name=name))


def not_standing_sentence(name: str, code: str) -> str:
    return str(
        _(
            "%(name)s no longer stands for criterion %(code)s: it was taken off or replaced.",
            name=name,
            code=code,
        )
    )
