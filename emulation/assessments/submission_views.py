"""Check and submit: every gap with its link, the official table, the receipt, taking it back."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.assessments import operations, pages, queries
from emulation.assessments.day_words import days_notice
from emulation.assessments.days import LATE_DAYS, has_begun, is_closed, is_late
from emulation.assessments.errors import ExplanationMissing, NotConfirmed
from emulation.assessments.facts import SheetFacts
from emulation.assessments.gaps import Gap, GapKind, gaps_of
from emulation.assessments.official_table import shows_verified, table_of
from emulation.assessments.papers import papers_count
from emulation.assessments.receipts import receipt_of
from emulation.audit.changes import Done, now, perform
from emulation.criteria.models import CONDITIONS_CODE
from emulation.criteria.wording import evidence_titles, title_of
from emulation.periods.wording import refusal_of_days
from emulation.rules.deadlines import local_day
from emulation.rules.errors import (
    OutOfScope,
    StaleVersion,
    StepNotYours,
    WindowClosed,
    WindowNotOpen,
    WrongState,
)
from emulation.rules.roles import AGENCY_ROLES, Person, Role
from emulation.rules.workflow import AssessmentState, Step, steps_open_to

AGENCY = tuple(AGENCY_ROLES)
READERS = (*AGENCY, Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL, Role.LEADER)

bp = Blueprint("submissions", __name__, url_prefix="/assessments")


@bp.get("/<int:assessment_id>/check")
@only(*READERS)
def check(assessment_id: int) -> ResponseReturnValue:
    return draw(assessment_id, signed_in())


@bp.post("/<int:assessment_id>/submission")
@only(Role.COMMUNE_LEADER)
def submit(assessment_id: int) -> ResponseReturnValue:
    leader = signed_in()
    queries.get_assessment(assessment_id, reader=leader)
    receipt_url = url_for(".receipt", assessment_id=assessment_id)

    def work() -> Done:
        operations.submit(
            assessment_id,
            version=sent_version(),
            confirmed=request.form.get("confirmed") == "1",
            by=leader,
            at=now(),
        )
        return Done(receipt_url, _("Submitted for verification."))

    try:
        return perform(work)
    except ExplanationMissing as missing:
        sentence = _(
            "Write an explanation for the criteria without evidence: %(codes)s.",
            codes=", ".join(missing.codes),
        )
    except NotConfirmed:
        sentence = _("Not submitted: confirm the open points below, or close them first.")
    except StaleVersion:
        sentence = _("The sheet changed since this page was opened. Look at it again.")
    except (WrongState, StepNotYours):
        sentence = _("This sheet has been submitted already.")
    except (WindowClosed, WindowNotOpen) as refused:
        sentence = refusal_of_days(refused)
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)
    return draw(assessment_id, leader, problem=sentence), HTTPStatus.CONFLICT


@bp.get("/<int:assessment_id>/receipt")
@only(*READERS)
def receipt(assessment_id: int) -> ResponseReturnValue:
    """Show who submitted the sheet and when; 404 while it is a draft."""
    reader = signed_in()
    sheet = facts_for(assessment_id, reader)
    if sheet.submitted_at is None:
        abort(HTTPStatus.NOT_FOUND)
    found = receipt_of(sheet)
    return render_template(
        "assessments/receipt.html",
        sheet=sheet,
        receipt=found,
        total=Decimal(found.total) if found.total else None,
        may_withdraw=may_take(sheet, reader, Step.WITHDRAW)
        and not is_closed(sheet, local_day(now())),
    )


@bp.post("/<int:assessment_id>/withdrawal")
@only(Role.COMMUNE_LEADER)
def withdraw(assessment_id: int) -> ResponseReturnValue:
    leader = signed_in()
    queries.get_assessment(assessment_id, reader=leader)
    here = url_for("assessments.show", assessment_id=assessment_id)

    def work() -> Done:
        operations.withdraw(assessment_id, version=sent_version(), by=leader, at=now())
        return Done(here, _("The sheet is a draft again. Submit it when it is ready."))

    try:
        return perform(work)
    except StaleVersion:
        sentence = _("The sheet changed since this page was opened. Look at it again.")
    except WrongState as error:
        sentence = (
            _("The sheet changed since this page was opened. Look at it again.")
            if error.state == AssessmentState.DRAFT
            else _("The sheet cannot be taken back now: its verification has begun.")
        )
    except WindowClosed as closed:
        sentence = refusal_of_days(closed)
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)
    return draw(assessment_id, leader, problem=sentence), HTTPStatus.CONFLICT


def draw(assessment_id: int, reader: Person, *, problem: str = "") -> str:
    sheet = facts_for(assessment_id, reader)
    today = local_day(now())
    standing = pages.Standing.of(sheet, today=today)
    drafted = sheet.state is AssessmentState.DRAFT
    gaps = gaps_of(sheet, standing.result) if drafted else []
    return render_template(
        "assessments/check.html",
        sheet=sheet,
        standing=standing,
        problem=problem,
        sections=[section for kind in GapKind if (section := section_of(sheet, gaps, kind))],
        blocked=any(gap.kind.blocks for gap in gaps),
        to_confirm=any(gap.kind.needs_confirmation for gap in gaps),
        lines=table_of(standing),
        shows_verified=shows_verified(standing),
        deadline=pages.deadline_of(sheet, today),
        days_late=standing.answers.metrics[LATE_DAYS],
        days=days_notice(standing),
        papers=papers_count(sheet.participant.id),
        in_time=not is_closed(sheet, today) and has_begun(sheet, today),
        pass_mark=pages.pass_mark(sheet),
        level=title_of(sheet.criteria_set.level(standing.result.level)),
        may_submit=may_take(sheet, reader, Step.SUBMIT),
        may_withdraw=may_take(sheet, reader, Step.WITHDRAW) and not is_closed(sheet, today),
        counts_late=is_late(sheet, today),
        own=reader.role in AGENCY_ROLES and reader.unit_id == sheet.participant.unit_id,
    )


def section_of(sheet: SheetFacts, gaps: Any, kind: GapKind) -> dict[str, Any] | None:
    """Return one kind of gap with a line and a link for each of its gaps."""
    found = [gap for gap in gaps if gap.kind is kind]
    if not found:
        return None
    return {
        "kind": kind,
        "blocks": kind.blocks,
        "gaps": [
            {"code": gap.code, "text": text_of(sheet, gap), "url": url_of(sheet, gap)}
            for gap in found
        ],
    }


def text_of(sheet: SheetFacts, gap: Gap) -> str:
    owner = sheet.owner(gap.code)
    if gap.kind is GapKind.CONTRADICTION and owner is not None:
        return str(
            _(
                "%(figure)s differs from the figure in %(codes)s",
                figure=title_of(owner.fields_by_name[gap.field]),
                codes=", ".join(gap.others),
            )
        )
    if gap.kind is GapKind.KINDS and owner is not None:
        kinds = ", ".join(evidence_titles(sheet.criteria_set, gap.others))
        return f"{title_of(owner)}: {kinds}"
    if gap.code == CONDITIONS_CODE:
        return title_of(sheet.fields(CONDITIONS_CODE)[gap.field])
    return title_of(owner) if owner is not None else gap.code


def url_of(sheet: SheetFacts, gap: Gap) -> str:
    return url_for(
        "assessments.group",
        assessment_id=sheet.id,
        code=pages.page_of(sheet, gap.code),
        _anchor=f"row-{gap.code}",
    )


def facts_for(assessment_id: int, reader: Person) -> SheetFacts:
    return queries.sheet_facts(assessment_id, reader=reader)


def may_take(sheet: SheetFacts, reader: Person, step: Step) -> bool:
    own = reader.unit_id == sheet.participant.unit_id
    return own and step in steps_open_to(sheet.state, reader.role)


def sent_version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else 0
