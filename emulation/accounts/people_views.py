"""People and their roles, as administrators look after them."""

from collections.abc import Callable
from math import ceil

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import only, signed_in
from emulation.accounts import operations, passwords, queries
from emulation.accounts.errors import (
    NotOneself,
    RoleDoesNotFitUnit,
    RoleEndsBeforeItBegins,
    RoleHeldAlready,
    UsernameTaken,
)
from emulation.accounts.people_forms import EndRoleForm, NameForm, NewPersonForm, RoleForm
from emulation.audit.changes import Done, now, perform, sent_version
from emulation.formatting import local, tidy
from emulation.rules.errors import RuleBroken, StaleVersion
from emulation.rules.roles import Role
from emulation.units.queries import day_to_show

bp = Blueprint("people", __name__, url_prefix="/people")

PEOPLE_PER_PAGE = 25


@bp.get("")
@only(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    words = tidy(request.args.get("q", ""))[:100]
    waiting = "waiting" in request.args
    found = queries.list_people(words, waiting=waiting)
    last = max(1, ceil(len(found) / PEOPLE_PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    shown = found[(page - 1) * PEOPLE_PER_PAGE : page * PEOPLE_PER_PAGE]
    today = local(now()).date()
    return render_template(
        "accounts/people.html",
        words=words,
        waiting=waiting,
        count=len(found),
        people=shown,
        roles=queries.roles_of([person.id for person in shown], today),
        page=page,
        last=last,
    )


@bp.route("/new", methods=["GET", "POST"])
@only(Role.ADMINISTRATOR)
def create() -> ResponseReturnValue:
    """Open an account with its first role, and show its first password once."""
    administrator = signed_in()
    at = now()
    today = local(at).date()
    form = NewPersonForm(today=today, units_on=day_to_show(today))
    if form.validate_on_submit():
        password = passwords.first_password()
        password_hash = passwords.hash_password(password)

        def work() -> Done:
            user = operations.create_user(
                form.username.data or "",
                form.full_name.data or "",
                password_hash=password_hash,
                email=form.email.data or "",
                by=administrator,
                at=at,
            )
            operations.grant_role(
                user.id,
                Role(form.role.data),
                form.unit.data,
                valid_from=form.valid_from.data or today,
                valid_to=form.valid_to.data,
                by=administrator,
                at=at,
            )
            return Done(url_for(".show", user_id=user.id))

        try:
            return _with_first_password(work, password)
        except UsernameTaken:
            form.username.errors = [_("This username is taken.")]
        except RuleBroken as error:
            form.role.errors = [sentence_for(error)]
    status = 400 if form.is_submitted() else 200
    return render_template("accounts/new_person.html", form=form), status


@bp.get("/<int:user_id>")
@only(Role.ADMINISTRATOR)
def show(user_id: int) -> ResponseReturnValue:
    return _page_of(user_id, _role_form())


@bp.route("/<int:user_id>/edit", methods=["GET", "POST"])
@only(Role.ADMINISTRATOR)
def edit(user_id: int) -> ResponseReturnValue:
    administrator = signed_in()
    user = queries.get_user(user_id)
    form = NameForm(obj=user)
    stale = False
    if form.validate_on_submit():

        def work() -> Done:
            operations.edit_user(
                user_id,
                full_name=form.full_name.data or "",
                email=form.email.data or "",
                version=sent_version(),
                by=administrator,
                at=now(),
            )
            return Done(url_for(".show", user_id=user_id), _("Saved."))

        try:
            return perform(work)
        except StaleVersion:
            user = queries.get_user(user_id)
            stale = True
    status = 409 if stale else 400 if form.is_submitted() else 200
    page = render_template("accounts/edit_person.html", user=user, form=form, stale=stale)
    return page, status


@bp.post("/<int:user_id>/disable")
@only(Role.ADMINISTRATOR)
def disable(user_id: int) -> ResponseReturnValue:
    return _set_disabled(user_id, disabled=True, message=_("The account is disabled."))


@bp.post("/<int:user_id>/enable")
@only(Role.ADMINISTRATOR)
def enable(user_id: int) -> ResponseReturnValue:
    return _set_disabled(user_id, disabled=False, message=_("The account is open again."))


@bp.post("/<int:user_id>/first-password")
@only(Role.ADMINISTRATOR)
def reset_password(user_id: int) -> ResponseReturnValue:
    administrator = signed_in()
    queries.get_user(user_id)
    password = passwords.first_password()
    password_hash = passwords.hash_password(password)

    def work() -> Done:
        operations.reset_password(
            user_id,
            password_hash=password_hash,
            version=sent_version(),
            by=administrator,
            at=now(),
        )
        return Done(url_for(".show", user_id=user_id))

    try:
        return _with_first_password(work, password)
    except RuleBroken as error:
        return _refused(user_id, error)


@bp.post("/<int:user_id>/roles")
@only(Role.ADMINISTRATOR)
def add_role(user_id: int) -> ResponseReturnValue:
    administrator = signed_in()
    queries.get_user(user_id)
    form = _role_form()
    if not form.validate_on_submit():
        return _page_of(user_id, form, status=400)

    def work() -> Done:
        operations.grant_role(
            user_id,
            Role(form.role.data),
            form.unit.data,
            valid_from=form.valid_from.data or local(now()).date(),
            valid_to=form.valid_to.data,
            by=administrator,
            at=now(),
        )
        return Done(url_for(".show", user_id=user_id), _("The role is given."))

    try:
        return perform(work)
    except RuleBroken as error:
        form.role.errors = [sentence_for(error)]
        return _page_of(user_id, form, status=409)


@bp.post("/<int:user_id>/roles/<int:grant_id>/end")
@only(Role.ADMINISTRATOR)
def end_role(user_id: int, grant_id: int) -> ResponseReturnValue:
    administrator = signed_in()
    queries.get_grant(grant_id, user_id=user_id)
    form = EndRoleForm()
    last_day = form.last_day.data if form.validate_on_submit() else None
    if last_day is None:
        flash(_("Write the last day of the role as 31/12/2024."), "error")
        return _page_of(user_id, _role_form(sent=False), status=400)

    def work() -> Done:
        operations.end_role(
            grant_id,
            user_id=user_id,
            last_day=last_day,
            by=administrator,
            at=now(),
        )
        return Done(url_for(".show", user_id=user_id), _("The last day of the role is set."))

    try:
        return perform(work)
    except RuleBroken as error:
        return _refused(user_id, error)


def sentence_for(error: RuleBroken) -> str:
    match error:
        case RoleHeldAlready():
            return str(_("The person already holds this role at this unit during these days."))
        case RoleDoesNotFitUnit():
            return str(_("This role is not held at a unit of this kind."))
        case RoleEndsBeforeItBegins():
            return str(_("The last day lies before the first one."))
        case NotOneself():
            return str(_("This cannot be done to one's own account."))
        case StaleVersion():
            return str(
                _("Somebody else has just changed this account. Look at it, then try again.")
            )
        case _:
            raise error


def _set_disabled(user_id: int, *, disabled: bool, message: str) -> ResponseReturnValue:
    administrator = signed_in()

    def work() -> Done:
        operations.set_disabled(
            user_id, disabled=disabled, version=sent_version(), by=administrator, at=now()
        )
        return Done(url_for(".show", user_id=user_id), message)

    try:
        return perform(work)
    except RuleBroken as error:
        return _refused(user_id, error)


def _with_first_password(work: Callable[[], Done], password: str) -> ResponseReturnValue:
    """Do the work; show the password in the very answer, so that it is stored nowhere else."""
    done: list[Done] = []

    def remembered() -> Done:
        done.append(work())
        return done[0]

    answer = perform(remembered)
    if not done:
        return answer
    return render_template("accounts/first_password.html", password=password, url=done[0].url)


def _refused(user_id: int, error: RuleBroken) -> ResponseReturnValue:
    flash(sentence_for(error), "error")
    return _page_of(user_id, _role_form(sent=False), status=409)


def _role_form(*, sent: bool = True) -> RoleForm:
    today = local(now()).date()
    units_on = day_to_show(today)
    if sent:
        return RoleForm(today=today, units_on=units_on)
    return RoleForm(None, today=today, units_on=units_on)


def _page_of(user_id: int, form: RoleForm, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "accounts/person.html",
        user=queries.get_user(user_id),
        grants=queries.list_grants(user_id),
        form=form,
        today=local(now()).date(),
        is_oneself=user_id == signed_in().id,
    )
    return page, status
