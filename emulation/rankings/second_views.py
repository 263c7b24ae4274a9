"""The second inspector's pages: what waits, a sheet without its verdicts, a line decided blind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from http import HTTPStatus

from flask import (
    Blueprint,
    abort,
    flash,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.assessments.facts import LineFacts, SheetFacts
from emulation.assessments.queries import name_of, sheet_facts
from emulation.audit.changes import Done, now, perform, sent_version
from emulation.database import db
from emulation.evidence.models import Evidence
from emulation.evidence.queries import fingerprint
from emulation.evidence.views.contents import send_contents
from emulation.evidence.views.files import send_bytes
from emulation.evidence.views.pages import send_page
from emulation.evidence.views.viewing import Document
from emulation.rankings import second_looks
from emulation.rankings.reopening import line_title
from emulation.rankings.second_look_models import SecondVerdict
from emulation.rankings.second_look_queries import (
    LookFacts,
    get_look,
    list_open_to,
    verdicts_of,
)
from emulation.rules.errors import RuleBroken, StaleVersion
from emulation.rules.roles import Role
from emulation.rules.workflow import ReasonCode, Verdict
from emulation.verification import errors
from emulation.verification.queries import list_questions
from emulation.verification.views import wording
from emulation.verification.views.evidence import documents_of
from emulation.verification.views.figures import pair_of
from emulation.verification.views.form import form_problems, form_state
from emulation.verification.views.guidance import guidance_of
from emulation.verification.views.typed import FIGURE, VERDICT, TypedDecision, read_decision

bp = Blueprint("second_looks", __name__, url_prefix="/second-looks")

LOOKING = (Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL)
_ON_A_FIGURE = (errors.FiguresDiffer, errors.NothingAdjusted)


@bp.get("")
@only(*LOOKING)
def index() -> ResponseReturnValue:
    return draw_list()


def draw_list() -> str:
    return render_template("rankings/second_list.html", looks=list_open_to(signed_in()))


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a second look; the first verdict is there once the second one is."""

    code: str
    title: str
    claimed: Decimal | None
    second: Decimal | None
    first: Decimal | None
    decided: bool

    @property
    def differs(self) -> bool:
        return self.decided and self.first != self.second


@bp.get("/<int:look_id>")
@only(*LOOKING)
def show(look_id: int) -> ResponseReturnValue:
    look = get_look(look_id, reader=signed_in())
    sheet, verdicts = sheet_facts(look.assessment_id), verdicts_of(look_id)
    return render_template(
        "rankings/second_sheet.html",
        look=look,
        mine=look.taken_by_id == signed_in().id,
        lines=[line_view(sheet, code, verdict) for code, verdict in verdicts.items()],
    )


def line_view(sheet: SheetFacts, code: str, verdict: SecondVerdict) -> LineView:
    decided = verdict.decided_at is not None
    return LineView(
        code=code,
        title=line_title(sheet, code),
        claimed=sheet.lines[code].own.points,
        second=verdict.points if decided else None,
        first=verdict.first_points if decided else None,
        decided=decided,
    )


@bp.post("/<int:look_id>/taking")
@only(*LOOKING)
def take(look_id: int) -> ResponseReturnValue:
    person = signed_in()

    def work() -> Done:
        second_looks.take(look_id, version=sent_version(), by=person, at=now())
        return Done(url_for(".show", look_id=look_id), _("This second look is yours now."))

    try:
        return perform(work)
    except (second_looks.AlreadyTaken, StaleVersion):
        flash(_("Somebody else took this second look on."), "error")
    return draw_list(), HTTPStatus.CONFLICT


def open_line(look_id: int, code: str) -> tuple[LookFacts, SheetFacts, LineFacts, SecondVerdict]:
    """Return a line of a second look that this reader has taken on; anything else is not there."""
    look = get_look(look_id, reader=signed_in())
    verdict = verdicts_of(look_id).get(code)
    if look.taken_by_id != signed_in().id or verdict is None:
        abort(HTTPStatus.NOT_FOUND)
    sheet = sheet_facts(look.assessment_id)
    return look, sheet, sheet.lines[code], verdict


@bp.get("/<int:look_id>/<string:code>")
@only(*LOOKING)
def line(look_id: int, code: str) -> ResponseReturnValue:
    return draw(look_id, code)


@bp.post("/<int:look_id>/<string:code>")
@only(*LOOKING)
def decide(look_id: int, code: str) -> ResponseReturnValue:
    person = signed_in()
    _look, sheet, _line, _verdict = open_line(look_id, code)
    sent = dict(request.form)
    if sent.get(VERDICT) == Verdict.QUESTION:
        abort(HTTPStatus.BAD_REQUEST)
    typed = read_decision(sheet, code, sent)
    decision = typed.decision
    if decision is None:
        return draw(look_id, code, typed=typed), HTTPStatus.BAD_REQUEST
    here = url_for(".line", look_id=look_id, code=code)

    def work() -> Done:
        second_looks.decide(look_id, code, decision, by=person, at=now())
        return Done(here, _("Saved: %(code)s.", code=wording.short_code(code)))

    try:
        return perform(work)
    except _ON_A_FIGURE as broken:
        place = FIGURE + next(iter(sheet.fields(code)))
        typed = replace(typed, decision=None, errors={place: wording.refusal(broken)})
        return draw(look_id, code, typed=typed), HTTPStatus.BAD_REQUEST
    except RuleBroken as broken:
        refused = refusal(broken)
    return draw(look_id, code, typed=typed, refused=refused), HTTPStatus.CONFLICT


def refusal(broken: RuleBroken) -> str:
    if isinstance(broken, second_looks.AlreadyDecided):
        return str(_("This criterion is decided already; a second look is not taken back."))
    return wording.refusal(broken)


def draw(look_id: int, code: str, *, typed: TypedDecision | None = None, refused: str = "") -> str:
    look, sheet, line, verdict = open_line(look_id, code)
    blind = second_looks.without_verdicts(line)
    verdicts = verdicts_of(look_id)
    decided = verdict.decided_at is not None
    answers = [
        one.answer
        for one in list_questions(sheet.id)
        if one.criterion_id == line.criterion_id and one.answered_at is not None
    ]
    return render_template(
        "rankings/second_line.html",
        look=look,
        line=line,
        title=line_title(sheet, code),
        short_code=wording.short_code(code),
        maximum=wording.maximum(sheet, code),
        guidance=guidance_of(sheet, code),
        pair=pair_of(sheet, blind, None if decided else typed),
        form=form_state(sheet, blind, None if decided else typed),
        errors=typed.errors if typed and not decided else {},
        problems=form_problems(sheet, code, None if decided else typed),
        refused=refused,
        decided=decided,
        seen=line_view(sheet, code, verdict),
        verdict=verdict,
        first_by=name_of(verdict.first_by_id) if decided else "",
        first=line.verified if decided else None,
        answers=answers,
        documents=documents(look_id, sheet, line),
        fingerprint=fingerprint(line.files),
        reasons=list(ReasonCode),
        after=next((one for one, other in verdicts.items() if other.decided_at is None), None),
    )


def documents(look_id: int, sheet: SheetFacts, line: LineFacts) -> Sequence[Document]:
    """Return the line's documents at addresses that a second inspector may open."""

    def here(document: Document) -> Document:
        own = url_for(".file", look_id=look_id, code=line.code, evidence_id=document.id)
        return replace(
            document,
            url=own,
            file_url=own,
            pages_url=f"{own}/pages/" if document.pages_url else "",
            text_url=f"{own}/text" if document.text_url else "",
        )

    chosen = request.args.get("file", type=int)
    page = request.args.get("page", type=int)
    found = documents_of(line.files, None, chosen, page=page, sheet=sheet)
    return [here(one) for one in found]


def open_document(look_id: int, code: str, evidence_id: int) -> Evidence:
    _look, _sheet, line, _verdict = open_line(look_id, code)
    if evidence_id not in {one.evidence_id for one in line.files}:
        abort(HTTPStatus.NOT_FOUND)
    return db.session.get_one(Evidence, evidence_id)


@bp.get("/<int:look_id>/<string:code>/files/<int:evidence_id>")
@only(*LOOKING)
def file(look_id: int, code: str, evidence_id: int) -> ResponseReturnValue:
    return send_bytes(open_document(look_id, code, evidence_id))


@bp.get("/<int:look_id>/<string:code>/files/<int:evidence_id>/pages/<int:page>")
@only(*LOOKING)
def page(look_id: int, code: str, evidence_id: int, page: int) -> ResponseReturnValue:
    return send_page(open_document(look_id, code, evidence_id), page)


@bp.get("/<int:look_id>/<string:code>/files/<int:evidence_id>/text")
@only(*LOOKING)
def text(look_id: int, code: str, evidence_id: int) -> ResponseReturnValue:
    return send_contents(open_document(look_id, code, evidence_id))
