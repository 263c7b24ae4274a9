"""What anybody may know of the log: its signed checkpoint, its key, and proofs made of hashes."""

from http import HTTPStatus
from typing import NamedTuple

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from emulation.access import public
from emulation.audit import proofs, queries
from emulation.audit.checkpoints import latest
from emulation.audit.keys import signing_key
from emulation.audit.nodes import leaf_at, root_at
from emulation.audit.proofs import NotInLog
from emulation.formatting import tidy

bp = Blueprint("audit", __name__, url_prefix="/audit")

_LONGEST_NUMBER = 10
_LONGEST_TEXT = 100


class Check(NamedTuple):
    """A receipt that somebody holds against the log."""

    number: str
    hash: str
    seq: int
    found: bool


@bp.get("/checkpoint")
@public
def checkpoint() -> ResponseReturnValue:
    """Show the newest checkpoint, how to keep and check it, and hold a receipt against the log."""
    newest = latest()
    return render_template(
        "audit/checkpoint.html",
        newest=newest,
        root=newest.root.hex() if newest else "",
        key=signing_key(),
        check=receipt_check(),
    )


def receipt_check() -> Check | None:
    """Return what the log says to a number and a hash; a number may be that of a receipt."""
    number = tidy(request.args.get("number", ""))[:_LONGEST_TEXT]
    digest = tidy(request.args.get("hash", ""))[:_LONGEST_TEXT].lower()
    if not number and not digest:
        return None
    seq = as_number(number.rpartition("-")[2]) or 0
    return Check(number, digest, seq, queries.holds(seq, digest))


@bp.get("/checkpoint.txt")
@public
def checkpoint_text() -> ResponseReturnValue:
    """Give the newest signed note, or with `size` the one that was signed at that size."""
    found = queries.find_checkpoint(asked("size")) if "size" in request.args else latest()
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return as_text(found.note)


@bp.get("/key")
@public
def key() -> ResponseReturnValue:
    """Give the public key that checks checkpoints and publications."""
    return as_text(signing_key().public_key_text + "\n")


@bp.get("/proof")
@public
def proof() -> ResponseReturnValue:
    """Prove that event `seq` is among the first `size`: hashes only."""
    seq, size = asked("seq"), asked("size")
    try:
        steps = proofs.inclusion(seq, size)
    except NotInLog:
        abort(HTTPStatus.NOT_FOUND)
    return jsonify(
        origin=signing_key().name,
        seq=seq,
        size=size,
        leaf_hash=leaf_at(seq).hex(),
        root=root_at(size).hex(),
        proof=[step.hex() for step in steps],
    )


@bp.get("/consistency")
@public
def consistency() -> ResponseReturnValue:
    """Prove that the first `new` events begin with the first `old` as they were: hashes only."""
    old, new = asked("old"), asked("new")
    try:
        steps = proofs.consistency(old, new)
    except NotInLog:
        abort(HTTPStatus.NOT_FOUND)
    return jsonify(
        origin=signing_key().name,
        old=old,
        new=new,
        old_root=root_at(old).hex(),
        new_root=root_at(new).hex(),
        proof=[step.hex() for step in steps],
    )


def asked(name: str) -> int:
    """Return a size or number out of the address; 404 for what is none."""
    found = as_number(request.args.get(name, ""))
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def as_number(text: str) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) >= _LONGEST_NUMBER:
        return None
    return int(text)


def as_text(content: str) -> Response:
    return Response(content, mimetype="text/plain")
