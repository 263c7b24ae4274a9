"""The pages of criteria sets: for everybody to read, for administrators to import."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import find_signed_in, only, public, signed_in
from emulation.audit.changes import Done, now, perform
from emulation.criteria import queries, wording
from emulation.criteria.checking import CheckedSet, check_set
from emulation.criteria.files import MAX_BYTES
from emulation.criteria.forms import ImportForm
from emulation.criteria.operations import FrozenSet, Outcome, store_set
from emulation.criteria.problems import ProblemRow, problem_rows
from emulation.rules.criteria_problems import InvalidCriteriaSet
from emulation.rules.roles import Role

bp = Blueprint("criteria", __name__, url_prefix="/criteria")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    return render_template(
        "criteria/list.html", entries=queries.list_sets(), may_import=_may_import(), wording=wording
    )


@bp.get("/<string:code>")
@public
def show(code: str) -> ResponseReturnValue:
    criteria_set = queries.get_set(code, request.args.get("version"))
    return render_template(
        "criteria/show.html",
        criteria_set=criteria_set,
        rules=queries.rule_set(criteria_set.id),
        versions=queries.list_versions(code),
        may_import=_may_import(),
        wording=wording,
    )


@bp.get("/<string:code>/file")
@public
def download(code: str) -> ResponseReturnValue:
    """Hand out the file as it was imported."""
    criteria_set = queries.get_set(code, request.args.get("version"))
    name = f"{criteria_set.code}-{criteria_set.version}.yaml"
    return Response(
        criteria_set.source,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.get("/import")
@only(Role.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    return _import_page(ImportForm())


@bp.post("/import")
@only(Role.ADMINISTRATOR)
def create() -> ResponseReturnValue:
    form = ImportForm()
    if not form.validate():
        return _import_page(form, status=400)
    try:
        checked = check_set(form.file.data.read(MAX_BYTES + 1))
    except InvalidCriteriaSet as error:
        return _import_page(form, problems=problem_rows(error.problems), status=400)
    if form.check.data:
        return _import_page(form, checked=checked)
    administrator = signed_in()

    def work() -> Done:
        stored = store_set(checked, by=administrator, at=now())
        return Done(_address(checked), _result(stored.outcome))

    try:
        return perform(work)
    except FrozenSet as error:
        facts = {"code": error.code, "version": error.version}
        sentence = _(
            "%(code)s %(version)s is in use by a year and cannot change: "
            "give the file another version.",
            **facts,
        )
        problems = [ProblemRow(None, "meta.version", sentence)]
        return _import_page(form, problems=problems, status=409)


def _import_page(
    form: ImportForm,
    *,
    problems: list[ProblemRow] | None = None,
    checked: CheckedSet | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "criteria/import.html", form=form, problems=problems, checked=checked, wording=wording
    )
    return page, status


def _address(checked: CheckedSet) -> str:
    return url_for("criteria.show", code=checked.rules.code, version=checked.rules.version)


def _result(outcome: Outcome) -> str:
    match outcome:
        case Outcome.ADDED:
            return str(_("The criteria set has been imported."))
        case Outcome.REPLACED:
            return str(_("The criteria set has been replaced; no year was using it."))
        case Outcome.UNCHANGED:
            return str(_("This criteria set was here already: nothing changed."))


def _may_import() -> bool:
    reader = find_signed_in()
    return reader is not None and reader.role is Role.ADMINISTRATOR
