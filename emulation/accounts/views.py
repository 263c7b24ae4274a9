"""Signing in and out, one's own account, and the language."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from emulation.access import find_signed_in, public, signed_in, signed_in_only
from emulation.accounts import operations, passwords, queries, throttle
from emulation.accounts.forms import MailForm, PasswordForm, SignInForm
from emulation.accounts.session import LONGEST_SESSION, sign_in, sign_out
from emulation.audit.changes import Done, now, perform, sent_version
from emulation.database import write_tx
from emulation.formatting import local, tidy
from emulation.rules.errors import StaleVersion

bp = Blueprint("accounts", __name__)

HOME = "/"
LANGUAGES = ("vi", "en")
LONGEST_USERNAME = 80


def safe_next(address: str) -> str:
    """Return the address if it leads to a page of ours, else the front page."""
    inside = address.startswith("/") and address[1:2] not in {"/", "\\"}
    return address if inside and address.isprintable() else HOME


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    form = SignInForm()
    following = safe_next(request.values.get("next", HOME))
    if request.method == "GET" and find_signed_in():
        return redirect(following, 303)
    status = 200
    problem = ""
    if form.validate_on_submit():
        outcome = try_to_sign_in(form.username.data or "", form.password.data or "")
        if outcome == SIGNED_IN:
            return redirect(following, 303)
        status = outcome
        problem = sentence_for(outcome)
    elif form.is_submitted():
        status = 400
    page = render_template("accounts/login.html", form=form, following=following, problem=problem)
    return page, status


SIGNED_IN, REFUSED, TOO_MANY = 303, 401, 429


def try_to_sign_in(typed_name: str, password: str) -> int:
    """Count the try, check the password, and begin a session; tell nobody what was wrong."""
    at = now()
    username = tidy(typed_name)[:LONGEST_USERNAME].lower()
    buckets = throttle.buckets_of(username, request.remote_addr or "")
    with write_tx():
        has_room = throttle.count_try(buckets, at=at)
    if not has_room:
        return TOO_MANY
    user = queries.find_user(username)
    fits = passwords.is_right(password, user.password_hash if user else None)
    if user is None or not fits or user.disabled_at is not None:
        return REFUSED
    grant = queries.find_grant_for_sign_in(user.id, local(at).date())
    if grant is None:
        return REFUSED
    outdated = passwords.is_outdated(user.password_hash)
    with write_tx():
        throttle.forgive(buckets, at=at)
    sign_in(
        user.id,
        grant.id,
        at=at,
        new_hash=passwords.hash_password(password) if outdated else "",
    )
    return SIGNED_IN


def sentence_for(outcome: int) -> str:
    if outcome == TOO_MANY:
        return str(_("Too many attempts. Wait five minutes, then try again."))
    return str(_("The username or the password is not right."))


@bp.post("/sign-out", endpoint="sign_out")
@public
def leave() -> ResponseReturnValue:
    sign_out(at=now())
    flash(_("You have signed out."), "success")
    return redirect(url_for(".login"), 303)


@bp.get("/language/<string:language>")
@public
def set_language(language: str) -> ResponseReturnValue:
    """Show this page in the other language; the next sign-in remembers it with the account."""
    if language not in LANGUAGES:
        abort(404)
    session["language"] = language
    return redirect(safe_next(request.args.get("next", HOME)), 303)


@bp.get("/account")
@signed_in_only
def account() -> ResponseReturnValue:
    return account_page(MailForm(None, obj=queries.get_user(signed_in().id)))


def account_page(form: MailForm) -> str:
    person, at = signed_in(), now()
    return render_template(
        "accounts/account.html",
        person=person,
        grants=queries.list_grants_held(person.id, local(at).date()),
        sessions=queries.list_open_sessions(person.id, since=at - LONGEST_SESSION),
        visitor=current_user,
        form=form,
        version=queries.get_user(person.id).version,
    )


@bp.post("/account/mail")
@signed_in_only
def choose_mail() -> ResponseReturnValue:
    """Take the owner's own address, and whether mail may come."""
    person, form = signed_in(), MailForm()
    if not form.validate_on_submit():
        return account_page(form), 400

    def work() -> Done:
        operations.choose_mail(
            email=form.email.data or "",
            wants_mail=bool(form.wants_mail.data),
            version=sent_version(),
            by=person,
            at=now(),
        )
        return Done(url_for(".account"), _("Saved."))

    try:
        return perform(work)
    except StaleVersion:
        stale = _("This account was changed meanwhile. Look at it, then save again.")
        form.email.errors = [stale]
        return account_page(form), 409


@bp.post("/account/role")
@signed_in_only
def act_as() -> ResponseReturnValue:
    person = signed_in()
    grant_id = request.form.get("grant", type=int) or abort(400)
    at = now()

    def work() -> Done:
        operations.act_as(
            current_user.session_id, grant_id, by=person, today=local(at).date(), at=at
        )
        return Done(HOME, _("You are now acting in the other role."))

    return perform(work)


@bp.post("/account/sessions/<int:session_id>/end")
@signed_in_only
def end_one_session(session_id: int) -> ResponseReturnValue:
    person = signed_in()

    def work() -> Done:
        operations.end_own_session(session_id, by=person, at=now())
        return Done(url_for(".account"), _("That session has ended."))

    return perform(work)


@bp.post("/account/sessions/end")
@signed_in_only
def sign_out_everywhere() -> ResponseReturnValue:
    person = signed_in()

    def work() -> Done:
        operations.sign_out_everywhere(by=person, at=now())
        return Done(url_for(".login"), _("You have signed out on every device."))

    return perform(work)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in_only
def change_password() -> ResponseReturnValue:
    """Let the owner choose a password; whoever came with a first one must."""
    person = signed_in()
    form = PasswordForm(personal=(person.username, person.name, person.unit_name))
    if not form.validate_on_submit():
        status = 400 if form.is_submitted() else 200
        return render_template("accounts/password.html", form=form, visitor=current_user), status
    at = now()
    user = queries.get_user(person.id)
    buckets = throttle.buckets_of(person.username, request.remote_addr or "")
    with write_tx():
        has_room = throttle.count_try(buckets, at=at)
    if not has_room:
        form.current_password.errors = [sentence_for(TOO_MANY)]
        return render_template("accounts/password.html", form=form, visitor=current_user), 429
    if not passwords.is_right(form.current_password.data or "", user.password_hash):
        form.current_password.errors = [_("The current password is not right.")]
        return render_template("accounts/password.html", form=form, visitor=current_user), 400
    password_hash = passwords.hash_password(form.new_password.data or "")
    with write_tx():
        throttle.forgive(buckets, at=at)
        operations.change_password(person.id, password_hash=password_hash, by=person, at=at)
    sign_in(person.id, current_user.grant_id, at=at)
    flash(_("The password has been changed. Every other session has ended."), "success")
    return redirect(HOME, 303)
