"""What people read when a request cannot be carried out; never a traceback, nothing typed is lost."""

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, NoResultFound, OperationalError
from werkzeug.exceptions import HTTPException

from emulation.database import DatabaseBusy

PAGES = {400, 403, 404, 405, 409, 413, 429, 500, 503}
RETRY_AFTER_SECONDS = "5"


def init_refusals(app: Flask) -> None:
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(NoResultFound, not_found)
    for unavailable in (DatabaseBusy, OperationalError, InterfaceError):
        app.register_error_handler(unavailable, try_again)


def refused(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    code = error.code if error.code in PAGES else 500 if (error.code or 500) >= 500 else 400
    page = 404 if code == 405 else code
    return render_template(f"errors/{page}.html"), error.code or 500


def not_found(_error: Exception) -> ResponseReturnValue:
    return render_template("errors/404.html"), 404


def try_again(_error: Exception) -> ResponseReturnValue:
    return render_template("errors/503.html"), 503, {"Retry-After": RETRY_AFTER_SECONDS}


def form_expired(_error: CSRFError) -> ResponseReturnValue:
    """Show what was typed, ready to be sent again with a fresh token."""
    typed = [
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    ]
    return render_template("errors/form_expired.html", typed=typed, action=request.full_path), 400
