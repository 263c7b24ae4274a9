"""The commune's workspace: one group of criteria a page, saved row by row."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from emulation import formatting
from emulation.access import only, signed_in
from emulation.assessments import evidence_gate, operations, pages, queries
from emulation.assessments.conflicts import conflict_of
from emulation.assessments.day_words import days_notice
from emulation.assessments.days import asked_with_the_units_day
from emulation.assessments.facts import SheetFacts
from emulation.assessments.forms import TypedRow, read_row
from emulation.assessments.group_saving import GroupSave, read_group
from emulation.assessments.row_words import words_of
from emulation.assessments.rows import RowView
from emulation.audit.changes import Done, now, perform
from emulation.criteria.models import CONDITIONS_CODE
from emulation.database import write_tx
from emulation.evidence.documents.kinds import SlotView, slot_views
from emulation.evidence.documents.wording import Frame
from emulation.evidence.listing import count_words, listed
from emulation.evidence.row_gate import RowAccess
from emulation.periods.wording import refusal_of_days
from emulation.rules.deadlines import local_day
from emulation.rules.errors import OutOfScope, RowClosed, StaleVersion, WindowClosed
from emulation.rules.progress import RowState
from emulation.rules.roles import AGENCY_ROLES, Person, Role

AGENCY = tuple(AGENCY_ROLES)
READERS = (*AGENCY, Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL, Role.LEADER)
TAGS = {RowState.NOT_SCORED: "todo", RowState.EVIDENCE_MISSING: "missing_evidence"}

bp = Blueprint("assessments", __name__, url_prefix="/assessments")


@bp.get("/<int:assessment_id>")
@only(*READERS)
def show(assessment_id: int) -> ResponseReturnValue:
    """Go on where work is left: what was returned, else the first group that is not done."""
    standing = open_sheet(assessment_id, signed_in())
    found = standing.progress.groups
    returned = [pages.page_of(standing.sheet, one) for one in pages.returned_codes(standing.sheet)]
    todo = returned or [code for code, group in found.items() if not group.complete]
    code = todo[0] if todo and standing.sheet.is_open else next(iter(found))
    return redirect(url_for(".group", assessment_id=assessment_id, code=code))


@bp.get("/<int:assessment_id>/groups/<string:code>")
@only(*READERS)
def group(assessment_id: int, code: str) -> ResponseReturnValue:
    reader = signed_in()
    standing = open_sheet(assessment_id, reader)
    try:
        narrowed = pages.Show(request.args.get("show", pages.Show.ALL))
    except ValueError:
        narrowed = pages.Show.ALL
    return draw(standing, code, reader, narrowed=narrowed)


@bp.post("/<int:assessment_id>/groups/<string:code>")
@only(*AGENCY)
def save_group(assessment_id: int, code: str) -> ResponseReturnValue:
    """Save every row that was sent; with one that cannot be read, none is."""
    person = signed_in()
    standing = open_sheet(assessment_id, person)
    if code not in pages.page_codes(standing.sheet):
        abort(HTTPStatus.NOT_FOUND)
    typed = read_group(standing.sheet, pages.codes_on(standing.sheet, code), request.form)
    if any(row.errors for row in typed.values()):
        return draw(standing, code, person, typed=typed), HTTPStatus.UNPROCESSABLE_ENTITY
    saving = GroupSave(standing.sheet, typed, by=person)
    saving.receive(request.files)

    def work() -> Done:
        changed = saving.run(at=now())
        here = url_for(".group", assessment_id=assessment_id, code=code)
        return Done(here, saved_sentence(changed))

    try:
        answer = perform(work)
    except RowClosed as closed:
        flash(closed_sentence(closed.code), "error")
        standing = open_sheet(assessment_id, person)
        return draw(standing, code, person, typed=typed), HTTPStatus.CONFLICT
    except WindowClosed as closed:
        flash(refusal_of_days(closed), "error")
        standing = open_sheet(assessment_id, person)
        return draw(standing, code, person, typed=typed), HTTPStatus.CONFLICT
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)
    for refusal in saving.refusals:
        flash(refusal, "error")
    return conflict_page(assessment_id, saving.stale) if saving.stale else answer


@bp.get("/<int:assessment_id>/rows/<string:code>")
@only(*READERS)
def row(assessment_id: int, code: str) -> ResponseReturnValue:
    """Tell how a row stands now: after files came, or when a page wants to catch up."""
    standing = open_sheet(assessment_id, signed_in())
    if code not in standing.sheet.lines:
        abort(HTTPStatus.NOT_FOUND)
    return jsonify(reply(standing, code, signed_in()))


@bp.post("/<int:assessment_id>/rows/<string:code>")
@only(*AGENCY)
def save_row(assessment_id: int, code: str) -> ResponseReturnValue:
    """Save one row, as soon as it was changed or out of the page of two versions.

    A repeat changes nothing by itself: a row that says so already is not written again.
    """
    person = signed_in()
    sheet = queries.sheet_facts(assessment_id, reader=person)
    if code not in sheet.lines:
        abort(HTTPStatus.NOT_FOUND)
    typed = read_row(sheet, code, request.form)
    if typed.errors:
        return invalid(sheet, typed, person)
    try:
        if wants_json():
            return jsonify(save_quietly(assessment_id, typed, person))
        return perform(lambda: save_and_return(sheet, typed, person))
    except StaleVersion:
        return stale(assessment_id, typed)
    except RowClosed:
        return refused(assessment_id, typed, closed_sentence(code), person)
    except WindowClosed as over:
        return refused(assessment_id, typed, refusal_of_days(over), person)
    except OutOfScope:
        abort(HTTPStatus.NOT_FOUND)


def save_quietly(assessment_id: int, typed: TypedRow, person: Person) -> dict[str, Any]:
    at = now()
    with write_tx():
        saved = operations.save_row(
            assessment_id, typed.code, typed.entry, version=typed.version, by=person, at=at
        )
    standing = pages.Standing.of(saved.sheet, today=local_day(at))
    answer = reply(standing, typed.code, person)
    version = saved.sheet.lines[typed.code].own.version
    return {**answer, "version": version, "saved_at": formatting.clock(at)}


def save_and_return(sheet: SheetFacts, typed: TypedRow, person: Person) -> Done:
    operations.save_row(
        sheet.id, typed.code, typed.entry, version=typed.version, by=person, at=now()
    )
    return Done(row_url(sheet, typed.code), saved_sentence(1))


def open_sheet(assessment_id: int, reader: Person) -> pages.Standing:
    """Read a sheet that the reader may see, and what the rules make of it today."""
    sheet = queries.sheet_facts(assessment_id, reader=reader)
    return pages.Standing.of(sheet, today=local_day(now()))


def draw(
    standing: pages.Standing,
    code: str,
    reader: Person,
    *,
    narrowed: pages.Show = pages.Show.ALL,
    typed: Mapping[str, TypedRow] | None = None,
) -> str:
    sheet = standing.sheet
    codes = pages.page_codes(sheet)
    if code not in codes:
        abort(HTTPStatus.NOT_FOUND)
    place = codes.index(code)
    rows = pages.rows_of(standing, code, reader, show=narrowed, typed=typed)
    conditions_editable = code == pages.CONDITIONS and pages.may_edit(
        standing, CONDITIONS_CODE, reader
    )
    found = sheet.criteria_set
    groups = {one.code: one for one in found.groups}
    return render_template(
        "assessments/group.html",
        sheet=sheet,
        standing=standing,
        group=groups.get(code),
        code=code,
        heading=heading_of(sheet, code),
        entries=pages.group_entries(standing, code),
        rows=rows,
        chips=pages.chips_of(standing, code),
        narrowed=narrowed,
        conditions=pages.condition_inputs(sheet, (typed or {}).get(CONDITIONS_CODE))
        if code == pages.CONDITIONS
        else [],
        conditions_line=sheet.lines.get(CONDITIONS_CODE),
        conditions_editable=conditions_editable,
        files={row.code: files_on(sheet, row) for row in rows if row.evidence_wanted},
        slots={row.code: slots_on(sheet, row) for row in rows if row.evidence_wanted},
        asked=asked_with_the_units_day(sheet)
        if sheet.lines and pages.returned_codes(sheet)
        else {},
        returned=pages.returned_codes(sheet),
        editable=conditions_editable or any(row.editable for row in rows),
        own=reader.role in AGENCY_ROLES and reader.unit_id == sheet.participant.unit_id,
        deadline=pages.deadline_of(sheet, standing.today),
        days=days_notice(standing),
        pass_mark=pages.pass_mark(sheet),
        total=pages.total_text(standing),
        left=pages.left_text(standing),
        scored=pages.scored_text(standing),
        percent=pages.done_percent(standing.progress),
        before=(codes[place - 1], heading_of(sheet, codes[place - 1])) if place else None,
        after=(codes[place + 1], heading_of(sheet, codes[place + 1]))
        if place + 1 < len(codes)
        else None,
        problems=problems_of(typed or {}),
        limit=current_app.config["EVIDENCE_MAX_BYTES"],
        count_words=count_words,
        tag_of=tag_of,
        row_url=row_url,
        reader_name=reader.username,
    )


def heading_of(sheet: SheetFacts, code: str) -> str:
    if code == pages.ADJUSTMENTS:
        return str(_("Bonuses and deductions"))
    if code == pages.CONDITIONS:
        return str(_("Conditions for recognition"))
    return f"{code}. {words_of(sheet).groups[code]}"


def files_on(sheet: SheetFacts, row: RowView) -> list[Any]:
    """List the files of a row; only who may write into it may change them."""
    by_state = evidence_gate.access_of(sheet, row.code)
    return listed(
        sheet.lines[row.code].files,
        sheet.participant.id,
        row.code,
        removable=row.editable and by_state is RowAccess.OPEN,
        changeable=row.editable and by_state is not RowAccess.CLOSED,
        frame=Frame(sheet.year, sheet.criteria_set.evidence_kinds),
        back=row_url(sheet, row.code),
    )


def slots_on(sheet: SheetFacts, row: RowView) -> Sequence[SlotView]:
    """Return the kinds of document that a row asks for, and which of them are there."""
    asked = [kind for kind, _title in row.words.kinds]
    kinds = [file.kind for file in sheet.lines[row.code].files]
    return slot_views(sheet.criteria_set, asked, kinds)


def row_url(sheet: SheetFacts, code: str) -> str:
    return url_for(
        "assessments.group",
        assessment_id=sheet.id,
        code=pages.page_of(sheet, code),
        _anchor=f"row-{code}",
    )


def problems_of(typed: Mapping[str, TypedRow]) -> list[tuple[str, str]]:
    return [
        (f"{code}-{name}", f"{code}: {sentence}")
        for code, row in typed.items()
        for name, sentence in row.errors.items()
    ]


def tag_of(row: RowView) -> str:
    """Return what macros/badges.html calls the row's state; a bonus nobody claims has none."""
    if row.state is RowState.NOT_SCORED and not row.must_be_scored:
        return ""
    return "not_applicable" if row.left_out else TAGS.get(row.state, row.state.value)


def reply(standing: pages.Standing, code: str, reader: Person) -> dict[str, Any]:
    line = standing.sheet.lines[code]
    drawn = None if code == CONDITIONS_CODE else pages.draw_row(standing, line, reader)
    answer: dict[str, Any] = pages.reply_texts(standing, line, drawn)
    if drawn is not None:
        row_state = get_template_attribute("macros/badges.html", "row_state")
        tag = tag_of(drawn)
        answer["state_html"] = row_state(tag) if tag else ""
    return answer


def invalid(sheet: SheetFacts, typed: TypedRow, person: Person) -> ResponseReturnValue:
    if wants_json():
        return jsonify(errors=typed.errors), HTTPStatus.UNPROCESSABLE_ENTITY
    standing = pages.Standing.of(sheet, today=local_day(now()))
    page = draw(standing, pages.page_of(sheet, typed.code), person, typed={typed.code: typed})
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def stale(assessment_id: int, typed: TypedRow) -> ResponseReturnValue:
    """Say that somebody was quicker; a script offers the page with both versions itself."""
    if wants_json():
        return jsonify({}), HTTPStatus.CONFLICT
    return conflict_page(assessment_id, [typed])


def conflict_page(assessment_id: int, typed: list[TypedRow]) -> ResponseReturnValue:
    sheet = queries.sheet_facts(assessment_id)
    page = render_template(
        "assessments/conflict.html",
        sheet=sheet,
        conflicts=[conflict_of(sheet, one) for one in typed],
        row_url=row_url,
    )
    return page, HTTPStatus.CONFLICT


def refused(
    assessment_id: int, typed: TypedRow, sentence: str, person: Person
) -> ResponseReturnValue:
    """Say why nothing was saved; what was typed stays on the page, to be taken from there."""
    if wants_json():
        return jsonify(message=sentence), HTTPStatus.CONFLICT
    flash(sentence, "error")
    standing = open_sheet(assessment_id, person)
    page = pages.page_of(standing.sheet, typed.code)
    return draw(standing, page, person, typed={typed.code: typed}), HTTPStatus.CONFLICT


def closed_sentence(code: str) -> str:
    if code == CONDITIONS_CODE:
        return str(_("The conditions cannot be changed now: the sheet is with the inspection."))
    return str(
        _("Criterion %(code)s cannot be changed now: the sheet is with the inspection.", code=code)
    )


def saved_sentence(changed: int) -> str:
    if not changed:
        return str(_("Nothing was changed."))
    return str(ngettext("%(num)s row was saved.", "%(num)s rows were saved.", changed))


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
