"""The pages on which files that are alike stand side by side, and somebody says what it means."""

from http import HTTPStatus

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import InputRequired, Length

from emulation import labels
from emulation.access import only, signed_in
from emulation.audit.changes import Done, now, perform, sent_version
from emulation.evidence import matches
from emulation.evidence.models import MatchMark
from emulation.evidence.pictures.sizes import WITH_PICTURE
from emulation.evidence.queries import media_types_of
from emulation.evidence.readings import find_reading
from emulation.rules.errors import ReasonMissing, StaleVersion
from emulation.rules.roles import Role

bp = Blueprint("matches", __name__, url_prefix="/evidence/matches")

JUDGES = (Role.INSPECTOR, Role.HEAD_OF_INSPECTION, Role.COUNCIL)
MARKS = tuple(MatchMark)
LONGEST_START = 700


class MarkForm(FlaskForm):
    """What the two files mean, and why."""

    version = HiddenField()
    mark = RadioField(
        _l("What is it?"),
        choices=[SelectChoice(one.value, labels.MATCH_MARK[one]) for one in MARKS],
        validators=[InputRequired()],
    )
    note = TextAreaField(
        _l("Why"),
        validators=[Length(max=2000)],
        filters=[lambda text: (text or "").strip()],
        description=_l("Needed for a doubtful one."),
    )


@bp.get("")
@only(*JUDGES)
def index() -> ResponseReturnValue:
    """List the files that are alike among the sheets this reader judges."""
    sent = request.args.get("mark", "")
    mark = MatchMark(sent) if sent in {one.value for one in MARKS} else MatchMark.OPEN
    page = request.args.get("page", 1, type=int)
    found = matches.list_matches(mark, page, reader=signed_in())
    chips = [
        (
            labels.MATCH_MARK[one],
            url_for(".index", mark=one.value),
            found.counts.get(one, 0),
            one is mark,
        )
        for one in MARKS
    ]
    return render_template(
        "evidence/matches.html",
        found=found,
        chips=chips,
        oversees=signed_in().role is not Role.INSPECTOR,
    )


@bp.get("/<int:match_id>")
@only(*JUDGES)
def show(match_id: int) -> ResponseReturnValue:
    match = matches.get_match(match_id, reader=signed_in())
    form = MarkForm(formdata=None, mark=match.mark.value, note=match.note)
    return draw(match_id, form)


@bp.post("/<int:match_id>")
@only(*JUDGES)
def judge(match_id: int) -> ResponseReturnValue:
    person, form = signed_in(), MarkForm()
    matches.get_match(match_id, reader=person)
    if not form.validate():
        return draw(match_id, form), HTTPStatus.BAD_REQUEST

    def work() -> Done:
        matches.judge(
            match_id,
            MatchMark(form.mark.data),
            form.note.data or "",
            version=sent_version(),
            by=person,
            at=now(),
        )
        return Done(url_for(".index"), _("Your judgement is kept."))

    try:
        return perform(work)
    except ReasonMissing:
        form.note.errors = [_("Say what makes it doubtful.")]
        return draw(match_id, form), HTTPStatus.BAD_REQUEST
    except StaleVersion:
        form.form_errors.append(
            _("Somebody else has judged this since you opened the page: theirs is shown above.")
        )
        return draw(match_id, form), HTTPStatus.CONFLICT


def draw(match_id: int, form: MarkForm) -> str:
    match = matches.get_match(match_id, reader=signed_in())
    copies = matches.copies_of([match], reader=signed_in())
    hashes = list(dict.fromkeys((match.first_sha, match.second_sha)))
    kinds = media_types_of(hashes)
    return render_template(
        "evidence/match.html",
        match=match,
        sides=[(sha256, copies.get(sha256, ())) for sha256 in hashes],
        drawn={sha256 for sha256 in hashes if kinds.get(sha256) in WITH_PICTURE},
        texts={sha256: text_start(sha256) for sha256 in hashes if copies.get(sha256)},
        form=form,
    )


def text_start(sha256: str) -> str:
    """Return the first words of a file, which stand where it has no picture."""
    reading = find_reading(sha256)
    return shortened(reading.text) if reading else ""


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_START else f"{text[:LONGEST_START].rsplit(' ', 1)[0]} …"
