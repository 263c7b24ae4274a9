"""Two addresses for whoever watches over the server: is it alive, and is it ready to serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from emulation.access import public
from emulation.database import db

bp = Blueprint("health", __name__)

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    return "ok\n", 200, PLAIN


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Answer once the database does; a database that is away turns into 503 for every page."""
    db.session.execute(text("SELECT 1"))
    return "ready\n", 200, PLAIN
