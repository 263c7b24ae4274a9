"""What a document says of itself, typed in; and last year's documents put forward again."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform, sent_version
from emulation.criteria.wording import title_of
from emulation.evidence import queries
from emulation.evidence.documents import facts as said
from emulation.evidence.documents.facts import FactsClosed, facts_in
from emulation.evidence.documents.forms import FactsForm
from emulation.evidence.documents.kinds import kind_choices, kind_title, rules_of
from emulation.evidence.documents.reusing import NotUsableAgain, use_again
from emulation.evidence.documents.wording import doubt_words
from emulation.evidence.models import Evidence
from emulation.evidence.pictures.sizes import WITH_PICTURE
from emulation.evidence.row_gate import RowAccess
from emulation.evidence.views.answers import back, refused, why_closed
from emulation.evidence.views.blueprint import AGENCY, bp
from emulation.periods.models import Participant
from emulation.periods.queries import get_participant
from emulation.rules.criteria_facts import CriteriaSet
from emulation.rules.deadlines import local_day
from emulation.rules.document_facts import FACTS, DocumentFacts
from emulation.rules.document_headers import kind_called
from emulation.rules.errors import OutOfScope, RowClosed, StaleVersion, WindowClosed
from emulation.rules.issuers import same_office
from emulation.units.fields import written_day


@bp.get("/<int:evidence_id>/facts")
@only(*AGENCY)
def facts(evidence_id: int) -> ResponseReturnValue:
    """Show what is said of a document, with what its own head suggests."""
    document, owner = own_document(evidence_id)
    row = said.access_of(document, local_day(now()))
    if row is RowAccess.CLOSED:
        flash(closed_words(row), "error")
        return redirect(url_for(".show", evidence_id=evidence_id, back=back(None)))
    return draw(document, owner, form_of(owner, facts_in(document), empty=True))


@bp.post("/<int:evidence_id>/facts")
@only(*AGENCY)
def describe(evidence_id: int) -> ResponseReturnValue:
    """Write down what was typed; when somebody else was quicker, show both."""
    person = signed_in()
    document, owner = own_document(evidence_id)
    form = form_of(owner, facts_in(document))
    if taken := request.form.get("take"):
        return draw(document, owner, with_suggestion(document, owner, form, taken))
    if not form.validate():
        return draw(document, owner, form), HTTPStatus.BAD_REQUEST
    here = back(url_for(".show", evidence_id=evidence_id))

    def work() -> Done:
        said.describe(document, form.facts(), version=sent_version(), by=person, at=now())
        return Done(here, _("Saved."))

    try:
        return perform(work)
    except StaleVersion:
        return stale_page(evidence_id, form)
    except FactsClosed as closed:
        form.form_errors.append(closed_words(closed.row))
        return draw(*own_document(evidence_id), form), HTTPStatus.CONFLICT


def own_document(evidence_id: int) -> tuple[Evidence, Participant]:
    """Return a document of the reader's own unit; others do not exist."""
    document = queries.get_evidence(evidence_id, reader=signed_in())
    try:
        return document, said.check_own(document, signed_in())
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)


def form_of(owner: Participant, values: DocumentFacts, *, empty: bool = False) -> FactsForm:
    """Make the form of these values, or of what was sent over them."""
    data = {name: getattr(values, name) for name in FACTS}
    form = FactsForm(formdata=None, data=data) if empty else FactsForm(data=data)
    form.offer(kind_choices(rules_of(owner)))
    return form


def draw(document: Evidence, owner: Participant, form: FactsForm) -> str:
    row = said.access_of(document, local_day(now()))
    rules = rules_of(owner)
    return render_template(
        "evidence/document_facts.html",
        document=document,
        owner=owner,
        form=form,
        row=row,
        suggestions=suggestions(document, rules, form),
        doubts=doubt_words(
            document.dated_on,
            document.proves_year,
            year=owner.period.year,
            put_forward_on=local_day(document.uploaded_at),
        ),
        uses=[(title_of(use), use) for use in queries.uses_of(document.id) if use.stands],
        has_picture=document.blob.media_type in WITH_PICTURE and not document.blob.fault,
        back=back(url_for(".show", evidence_id=document.id)),
    )


def suggestions(
    document: Evidence, rules: CriteriaSet, form: FactsForm
) -> Mapping[str, tuple[str, str]]:
    """Return, by field, what the head of the document suggests: to be shown, and to be sent.

    What stands in the field already is no suggestion.
    """
    head = said.header_in(document)
    titles = {code: one.title_vi for code, one in rules.evidence_kinds.items()}
    kind = kind_called(head.kind_name, titles)
    day = written_day(head.dated_on) if head.dated_on else ""
    year = str(head.proves_year or "")
    found = {
        "kind": (kind_title(rules.evidence_kinds, kind), kind),
        "number": (head.number, head.number),
        "dated_on": (day, day),
        "issuer": (head.issuer, head.issuer),
        "proves_year": (year, year),
    }
    if same_office(head.issuer, typed(form, "issuer")):
        del found["issuer"]
    return {name: pair for name, pair in found.items() if pair[1] and pair[1] != typed(form, name)}


def typed(form: FactsForm, name: str) -> str:
    value = form[name].data
    return written_day(value) if name == "dated_on" and value else str(value or "")


def with_suggestion(
    document: Evidence, owner: Participant, form: FactsForm, name: str
) -> FactsForm:
    """Put one suggestion into its field, without scripts; nothing is saved by that."""
    found = suggestions(document, rules_of(owner), form)
    sent = MultiDict({one: request.form.get(one, "") for one in FACTS})
    if name in found:
        sent[name] = found[name][1]
    filled = FactsForm(formdata=sent)
    filled.offer(kind_choices(rules_of(owner)))
    return filled


def stale_page(evidence_id: int, form: FactsForm) -> ResponseReturnValue:
    """Show what was typed beside what is saved; the form goes on from the saved version."""
    document, owner = own_document(evidence_id)
    saved = form_of(owner, facts_in(document), empty=True)
    kinds = dict(kind_choices(rules_of(owner)))
    compared = [
        (
            form[name].label.text,
            kinds.get(typed(form, name), "") if name == "kind" else typed(form, name),
            kinds.get(typed(saved, name), "") if name == "kind" else typed(saved, name),
        )
        for name in FACTS
    ]
    page = render_template(
        "evidence/document_stale.html",
        document=document,
        form=form,
        compared=compared,
        last_change=said.last_change(evidence_id),
        back=back(None),
    )
    return page, HTTPStatus.CONFLICT


def closed_words(row: RowAccess) -> str:
    if row is RowAccess.ADD_ONLY:
        return str(
            _("The document was handed in: what is said of it stays; what is missing may be added.")
        )
    return str(_("What is said of this document cannot be changed now: it was handed in."))


@bp.post("/<int:participant_id>/<string:code>/reuses")
@only(*AGENCY)
def reuse(participant_id: int, code: str) -> ResponseReturnValue:
    """Put a document of the year before forward again."""
    person = signed_in()
    participant = get_participant(participant_id, reader=person)
    line = queries.get_line(participant.id, code)
    here = url_for(".criterion", participant_id=participant_id, code=code, back=back(None))
    evidence_id = request.form.get("evidence_id", type=int)
    if evidence_id is None:
        abort(HTTPStatus.BAD_REQUEST)

    def work() -> Done:
        document = use_again(participant, line, evidence_id, by=person, at=now())
        return Done(here, used_again_sentence(document, code))

    try:
        return perform(work)
    except (RowClosed, WindowClosed):
        return refused(here, why_closed(participant, line), HTTPStatus.CONFLICT)
    except NotUsableAgain as broken:
        return refused(here, not_usable_sentence(broken.name), HTTPStatus.CONFLICT)
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)


def used_again_sentence(document: Evidence, code: str) -> Any:
    return _("%(name)s now stands for criterion %(code)s.", name=document.name, code=code)


def not_usable_sentence(name: str) -> str:
    return str(
        _("%(name)s cannot be used again: its file is not in order in the store.", name=name)
    )
