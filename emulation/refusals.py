"""What people read when a request cannot be carried out; nothing they typed is lost."""

from flask import Flask, current_app, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InterfaceError, NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException

from emulation.database import DatabaseBusy

# Which page tells of which refusal; anything else is told as a bad request or as our own failure.
PAGES = {400: 400, 403: 403, 404: 404, 405: 404, 409: 409, 413: 413, 429: 429, 503: 503}
SERVER_ERROR = 500
RETRY_AFTER_SECONDS = "5"


def init_refusals(app: Flask) -> None:
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(HTTPException, refused)
    # A number too large for any column names no row either.
    for absent in (NoResultFound, OverflowError, DataError):
        app.register_error_handler(absent, not_found)
    for unavailable in (DatabaseBusy, OperationalError, InterfaceError):
        app.register_error_handler(unavailable, try_again)


def refused(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    code = error.code or SERVER_ERROR
    page = PAGES.get(code, SERVER_ERROR if code >= SERVER_ERROR else 400)
    if page == SERVER_ERROR:
        return bare_page("errors/500.html"), code
    return render_template(f"errors/{page}.html"), code


def keep_typed(text: str | None) -> None:
    """Leave on the page what was typed into a form that is not there any more."""
    if text:
        flash(f"{gettext('What you typed')}: “{text}”", "info")


def not_found(_error: Exception) -> ResponseReturnValue:
    return render_template("errors/404.html"), 404


def try_again(_error: Exception) -> ResponseReturnValue:
    return bare_page("errors/503.html"), 503, {"Retry-After": RETRY_AFTER_SECONDS}


def bare_page(name: str) -> str:
    """Draw a page that asks the database nothing: it may be the very thing that is away."""
    return current_app.jinja_env.get_template(name).render(locale=reader_language())


def form_expired(_error: CSRFError) -> ResponseReturnValue:
    """Show what was typed, ready to be sent again with a fresh token.

    A form that another site sent was not typed here: no button of ours may send it again.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return render_template("errors/400.html"), 400
    typed = [
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    ]
    return render_template("errors/form_expired.html", typed=typed, action=request.full_path), 400


def reader_language() -> str:
    locale = get_locale()
    return locale.language if locale else "vi"
