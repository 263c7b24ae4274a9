"""Two addresses for whoever watches over the server: is it alive, and is it ready to serve.

What lies above this floor may have more to say, such as whether a scanner answers: it registers a
word of its own, which is told and does not make the program less ready.
"""

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from emulation.access import public
from emulation.database import db

bp = Blueprint("health", __name__)

# A name, and what says a word on it; an empty word is not told.
Word = Callable[[], str]
_words: dict[str, Word] = {}

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
    said = ((name, word()) for name, word in sorted(_words.items()))
    lines = ["ready", *(f"{name}: {word}" for name, word in said if word)]
    return "\n".join(lines) + "\n", 200, PLAIN


def tell_too(name: str, word: Word) -> None:
    """Let /readyz tell this too."""
    _words[name] = word
