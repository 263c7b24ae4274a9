"""The messages of whoever is signed in: read here, opened where they lead."""

from math import ceil

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from emulation.access import signed_in, signed_in_only
from emulation.accounts.queries import list_grants_held
from emulation.audit.changes import Done, now, perform
from emulation.formatting import local
from emulation.notices import operations, queries
from emulation.notices.queries import NoticeLine
from emulation.notices.wording import sentence
from emulation.rules.roles import Person

bp = Blueprint("notices", __name__, url_prefix="/messages")
bp.add_app_template_global(sentence, "notice_sentence")


@bp.get("")
@signed_in_only
def index() -> ResponseReturnValue:
    reader = signed_in()
    count = queries.count_notices(reader.id)
    last = max(1, ceil(count / queries.PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    lines = queries.list_notices(reader.id, page=page)
    return render_template(
        "notices/list.html",
        lines=lines,
        count=count,
        page=page,
        last=last,
        newest=max((line.id for line in lines), default=0) if page == 1 else 0,
        is_here=lambda line: is_for(line, reader),
    )


@bp.get("/<int:notice_id>")
@signed_in_only
def show(notice_id: int) -> ResponseReturnValue:
    """Show a message that came in another role, and how to go on in that one."""
    reader = signed_in()
    line = queries.get_notice(notice_id, user_id=reader.id)
    held = list_grants_held(reader.id, local(now()).date())
    return render_template(
        "notices/show.html",
        line=line,
        grant=next(
            (grant for grant, _unit in held if (grant.role, grant.unit_id) == place(line)), None
        ),
        is_here=is_for(line, reader),
    )


@bp.post("/<int:notice_id>/open")
@signed_in_only
def open_one(notice_id: int) -> ResponseReturnValue:
    """Mark the message as read, and go where it leads."""
    reader = signed_in()
    line = queries.get_notice(notice_id, user_id=reader.id)

    def work() -> Done:
        operations.mark_read(reader.id, notice_id=notice_id, at=now())
        return Done(
            f"{request.script_root}{line.url}"
            if is_for(line, reader)
            else url_for(".show", notice_id=notice_id)
        )

    return perform(work)


@bp.post("/read")
@signed_in_only
def read_all() -> ResponseReturnValue:
    reader = signed_in()
    newest = request.form.get("newest", 0, type=int)
    if not newest:
        flash(_("Nothing was marked."), "error")
        return redirect(url_for(".index"), 303)

    def work() -> Done:
        operations.mark_read(reader.id, up_to=newest, at=now())
        return Done(url_for(".index"), _("All messages are marked as read."))

    return perform(work)


def place(line: NoticeLine) -> tuple[str, int]:
    return line.role, line.unit_id


def is_for(line: NoticeLine, reader: Person) -> bool:
    """Tell whether the reader acts in the role and unit for which the message came."""
    return place(line) == (reader.role, reader.unit_id)
