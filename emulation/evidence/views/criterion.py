"""The documents of one criterion: shown, used for one more criterion, taken off."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.criteria.wording import title_of
from emulation.evidence import operations, queries
from emulation.evidence.documents.kinds import asked_kinds, kind_choices, rules_of, slot_views
from emulation.evidence.documents.replacing import replaced_files
from emulation.evidence.documents.reusing import EarlierFile, earlier_files
from emulation.evidence.documents.wording import line_of
from emulation.evidence.listing import count_words, listed
from emulation.evidence.models import Evidence
from emulation.evidence.row_gate import RowAccess, access
from emulation.evidence.uploading.quotas import room_of
from emulation.evidence.uploading.wording import room_words
from emulation.evidence.views.answers import back, refused, why_closed
from emulation.evidence.views.blueprint import AGENCY, READERS, bp
from emulation.evidence.views.framing import frame_of
from emulation.periods.models import Participant
from emulation.periods.queries import get_participant
from emulation.rules.deadlines import local_day
from emulation.rules.errors import OutOfScope, RowClosed, WindowClosed


@bp.get("/<int:participant_id>/<string:code>")
@only(*READERS)
def criterion(participant_id: int, code: str) -> ResponseReturnValue:
    """Show the documents of one criterion, and to their unit the ways to add and take off."""
    reader = signed_in()
    participant = get_participant(participant_id, reader=reader)
    line = queries.get_line(participant.id, code)
    row = RowAccess.CLOSED
    if reader.role in AGENCY and reader.unit_id == participant.unit_id:
        row = access(participant.id, line.id, local_day(now()))
    files = queries.files_for(participant.id, line.id)
    documents = queries.list_documents(participant.id)
    rules = rules_of(participant)
    asked = asked_kinds(rules, code)
    used = {file.evidence_id for file in files}
    may_add = row is not RowAccess.CLOSED
    room = room_of(participant)
    return render_template(
        "evidence/criterion.html",
        participant=participant,
        line=line,
        title=title_of(line),
        files=listed(
            files,
            participant.id,
            code,
            removable=row is RowAccess.OPEN,
            changeable=may_add,
            frame=frame_of(participant),
            back=back(None),
            with_hash=True,
        ),
        slots=slot_views(rules, asked, [file.kind for file in files]),
        kinds=kind_choices(rules, asked),
        count=count_words(len(files)) if files else "",
        replaced=replaced_files(participant.id, line.id),
        others=[one for one in documents if one.id not in used],
        earlier=earlier_documents(participant, code, documents) if may_add else [],
        may_add=may_add,
        limit=current_app.config["EVIDENCE_MAX_BYTES"],
        room=room,
        room_words=room_words(room),
        back=back(None),
    )


def earlier_documents(
    participant: Participant, code: str, documents: Sequence[Evidence]
) -> list[tuple[str, list[tuple[EarlierFile, str]]]]:
    """Return last year's documents under two titles: of this criterion, and of others."""
    here = {one.sha256 for one in documents}
    kinds = rules_of(participant).evidence_kinds
    same, others = earlier_files(participant, code, without=here)
    parts = [(_("For this criterion"), same), (_("For other criteria"), others)]
    return [
        (
            title,
            [(one, line_of(kinds, one.kind, one.number, one.dated_on, one.issuer)) for one in part],
        )
        for title, part in parts
        if part
    ]


@bp.post("/<int:participant_id>/<string:code>/links")
@only(*AGENCY)
def link(participant_id: int, code: str) -> ResponseReturnValue:
    """Use a document that the unit uploaded before for this criterion too."""
    evidence_id = request.form.get("evidence_id", type=int)
    return change(operations.link, participant_id, code, evidence_id)


@bp.post("/<int:participant_id>/<string:code>/<int:evidence_id>/withdrawal")
@only(*AGENCY)
def withdraw(participant_id: int, code: str, evidence_id: int) -> ResponseReturnValue:
    """Take a document off a criterion; the document stays."""
    return change(operations.withdraw, participant_id, code, evidence_id)


def change(
    operation: Any, participant_id: int, code: str, evidence_id: int | None
) -> ResponseReturnValue:
    person = signed_in()
    participant = get_participant(participant_id, reader=person)
    line = queries.get_line(participant.id, code)
    here = back(url_for(".criterion", participant_id=participant_id, code=code))
    if evidence_id is None:
        abort(HTTPStatus.BAD_REQUEST)

    def work() -> Done:
        document = operation(participant, line, evidence_id, by=person, at=now())
        return Done(here, change_sentence(operation, document.name, code))

    try:
        return perform(work)
    except (RowClosed, WindowClosed):
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)


def change_sentence(operation: Any, name: str, code: str) -> str:
    if operation is operations.link:
        sentence = _("%(name)s now stands for criterion %(code)s too.", name=name, code=code)
    else:
        sentence = _(
            "%(name)s was taken off criterion %(code)s. The file is kept.", name=name, code=code
        )
    return str(sentence)
