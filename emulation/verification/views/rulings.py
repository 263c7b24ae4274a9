"""The inspection and the appeals: which wait, and the page on which one is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from http import HTTPStatus

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation import formatting, labels
from emulation.access import only, signed_in
from emulation.assessments.facts import LineFacts, ScoreFacts, SheetFacts
from emulation.assessments.forms import NEVER, NOTE, read_row
from emulation.assessments.queries import get_assessment, sheet_facts
from emulation.audit.changes import Done, now, perform
from emulation.criteria.models import LineKind
from emulation.evidence.documents.replacing import replaced_files
from emulation.evidence.queries import fingerprint
from emulation.formatting import tidy
from emulation.rules.errors import RuleBroken
from emulation.rules.roles import Person
from emulation.rules.workflow import AppealDecision, AssessmentState, ReasonCode, Stage
from emulation.verification import errors, rulings
from emulation.verification.appeal_errors import AppealChanged, NotBetween
from emulation.verification.appeal_queries import (
    AppealFacts,
    SameCut,
    find_appeal,
    list_waiting,
    precedents,
    same_cuts,
)
from emulation.verification.rulings import Ruling
from emulation.verification.views import wording
from emulation.verification.views.appeal_wording import DECISION_KIND
from emulation.verification.views.blueprint import INSPECTION, bp
from emulation.verification.views.evidence import documents_of
from emulation.verification.views.figures import (
    FigureView,
    claim_side,
    decided_side,
    figures_compared,
    pair_of,
    row_side,
)
from emulation.verification.views.guidance import guidance_of
from emulation.verification.views.queue import asked_period
from emulation.verification.views.typed import (
    FIGURE,
    POINTS,
    figures_typed,
    points_sentence,
    read_points,
    row_fields,
    whole,
)

LONGEST_REASON = 4000
DECISION, REASON, VERSION = "decision", "reason", "version"
TO_CORRECT = (errors.NothingAdjusted, errors.FiguresMissing, errors.PointsOutOfRange, NotBetween)


@dataclass(frozen=True, slots=True)
class TypedRuling:
    """The form as it was sent, and the decision it makes when nothing is wrong with it."""

    sent: Mapping[str, str]
    ruling: Ruling | None
    errors: Mapping[str, str]


@bp.get("/verification/appeals")
@only(*INSPECTION)
def waiting_appeals() -> ResponseReturnValue:
    """List the appeals of every sheet under appeal, the undecided first."""
    period, person = asked_period(), signed_in()
    found = list_waiting(period.id, reader=person) if period else ()
    return render_template(
        "verification/waiting_appeals.html",
        period=period,
        rows=found,
        undecided=sum(one.decision is None for one in found),
        own_id=person.id,
        decision_kind=DECISION_KIND,
        words=wording,
    )


@bp.get("/verification/<int:assessment_id>/appeals/<string:code>")
@only(*INSPECTION)
def ruling(assessment_id: int, code: str) -> ResponseReturnValue:
    return draw(*open_appeal(assessment_id, code))


@bp.post("/verification/<int:assessment_id>/appeals/<string:code>")
@only(*INSPECTION)
def rule(assessment_id: int, code: str) -> ResponseReturnValue:
    """Save the decision; it counts once the head has settled all of them."""
    person = signed_in()
    sheet, line, appeal = open_appeal(assessment_id, code)
    typed = read_ruling(sheet, line, request.form)
    decided = typed.ruling
    if decided is None:
        return draw(sheet, line, appeal, typed=typed), HTTPStatus.BAD_REQUEST

    def work() -> Done:
        rulings.rule(assessment_id, code, decided, by=person, at=now())
        here = url_for("verification.ruling", assessment_id=assessment_id, code=code)
        return Done(here, _("The decision was saved. It counts once the appeals are settled."))

    try:
        return perform(work)
    except TO_CORRECT as broken:
        sentence = (
            points_sentence(sheet, code)
            if isinstance(broken, errors.PointsOutOfRange)
            else wording.refusal(broken)
        )
        wrong = TypedRuling(typed.sent, None, {DECISION: sentence})
        return draw(sheet, line, appeal, typed=wrong), HTTPStatus.BAD_REQUEST
    except RuleBroken as broken:
        found = open_appeal(assessment_id, code)
        return draw(*found, typed=typed, broken=broken), HTTPStatus.CONFLICT


def open_appeal(assessment_id: int, code: str) -> tuple[SheetFacts, LineFacts, AppealFacts]:
    """Return the filed appeal where this inspector may see it; a draft does not exist here."""
    get_assessment(assessment_id, reader=signed_in())
    sheet = sheet_facts(assessment_id)
    appeal = find_appeal(assessment_id, code) if code in sheet.lines else None
    if appeal is None or not appeal.is_filed:
        abort(HTTPStatus.NOT_FOUND)
    return sheet, sheet.lines[code], appeal


def read_ruling(sheet: SheetFacts, line: LineFacts, sent: Mapping[str, str]) -> TypedRuling:
    """Read the whole form; figures and points matter only where it is partly upheld."""
    found: dict[str, str] = {}
    reason = tidy(sent.get(REASON, ""))
    if not reason:
        found[REASON] = _("Write the reason of the decision; the commune reads it.")
    elif len(reason) > LONGEST_REASON:
        found[REASON] = _("At most 4,000 characters.")
    try:
        decision = AppealDecision(sent.get(DECISION, ""))
    except ValueError:
        return TypedRuling(sent, None, {DECISION: _("Choose a decision."), **found})
    row = read_row(sheet, line.code, row_fields(sent))
    points: Decimal | None = None
    if decision is AppealDecision.PARTLY:
        points = read_points(sheet, line.code, sent, found)
        if points is None:
            figures = {f"figure-{name}": text for name, text in row.errors.items() if name != NOTE}
            found = figures | found
    if found:
        return TypedRuling(sent, None, found)
    return TypedRuling(
        sent,
        Ruling(
            decision,
            version=whole(sent.get(VERSION, "")),
            judged_version=whole(sent.get("judged_version", "")),
            judged_evidence=sent.get("judged_evidence", ""),
            reason=reason,
            inputs=figures_typed(sheet, line.code, row),
            not_applicable=row.entry.not_applicable,
            points=points,
        ),
        {},
    )


def draw(
    sheet: SheetFacts,
    line: LineFacts,
    appeal: AppealFacts,
    *,
    typed: TypedRuling | None = None,
    broken: RuleBroken | None = None,
) -> str:
    reader, verdict = signed_in(), line.verified
    ruled = line.scores.get(Stage.APPEAL) if appeal.decision else None
    shown = ruled if ruled is not None else verdict
    reason = verdict.reason_code if verdict else None
    granted = appeal.decision in {AppealDecision.UPHELD, AppealDecision.PARTLY}
    return render_template(
        "verification/ruling.html",
        sheet=sheet,
        line=line,
        appeal=appeal,
        row=verdict,
        sent=typed.sent if typed else {},
        errors=typed.errors if typed else {},
        problems=[(place, text) for place, text in typed.errors.items()] if typed else [],
        refusal=wording.refusal(broken) if broken else "",
        conflict=compared(typed, appeal) if isinstance(broken, AppealChanged) and typed else (),
        claim=claim_side(sheet, line),
        verdict=decided_side(sheet, line),
        outcome=row_side(sheet, line, ruled) if ruled else None,
        figures=figures_compared(sheet, line, verdict) if verdict else (),
        boxes=boxes_of(sheet, line, shown, typed),
        points=formatting.number(shown.points) if shown and shown.points_set else "",
        scored=line.kind is not LineKind.CONDITIONS,
        guidance=guidance_of(sheet, line.code),
        documents=documents_of(
            line.files,
            sheet.verified_at,
            request.args.get("file", type=int),
            sheet.submitted_at,
            request.args.get("page", type=int),
            sheet=sheet,
        ),
        replaced=replaced_files(sheet.participant.id, line.criterion_id),
        fingerprint=fingerprint(line.files),
        decisions=list(AppealDecision),
        decision_kind=DECISION_KIND,
        open_here=sheet.state is AssessmentState.UNDER_APPEAL and appeal.is_current(sheet),
        own_verdict=appeal.judged_by_id == reader.id,
        precedents=precedents(sheet, line.code, reader=reader),
        alike=cuts_like(sheet, line, reason, reader) if granted else (),
        reason=reason,
        words=wording,
    )


def boxes_of(
    sheet: SheetFacts, line: LineFacts, shown: ScoreFacts | None, typed: TypedRuling | None
) -> list[FigureView]:
    """Return the figures to be filled in: as typed, as decided on the appeal, or as judged."""
    scores = line.scores if shown is None else {**line.scores, Stage.VERIFIED: shown}
    figures = pair_of(sheet, replace(line, scores=scores)).figures
    if typed is None:
        return list(figures)
    return [
        replace(
            one,
            value=typed.sent.get(FIGURE + one.name, one.value),
            never_chosen=FIGURE + one.name + NEVER in typed.sent,
            error=typed.errors.get(FIGURE + one.name, ""),
        )
        for one in figures
    ]


def cuts_like(
    sheet: SheetFacts, line: LineFacts, reason: ReasonCode | None, reader: Person
) -> Sequence[SameCut]:
    return () if reason is None else same_cuts(sheet, line, reason, reader=reader)


def compared(typed: TypedRuling, appeal: AppealFacts) -> list[tuple[str, str, str]]:
    """Return what was typed beside what stands now, value by value."""
    return [
        (_("Decision"), decision_words(typed.sent.get(DECISION)), decision_words(appeal.decision)),
        (_("Reason"), typed.sent.get(REASON, ""), appeal.reason),
        (_("Points set directly"), typed.sent.get(POINTS, ""), ""),
    ]


def decision_words(value: str | None) -> str:
    if value not in set(AppealDecision):
        return formatting.NOTHING
    return str(labels.APPEAL_DECISION[AppealDecision(value)])
