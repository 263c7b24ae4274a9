"""What the council types."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from emulation import labels
from emulation.rules.approval import OpenCase
from emulation.security import LARGEST_KEY

LONGEST_REASON = 2000


def reason_field(missing: str, description: str = "") -> TextAreaField:
    """Return the field for a reason, which nobody may leave empty."""
    return TextAreaField(
        _l("Reason"),
        description=description,
        validators=[
            InputRequired(missing),
            Length(max=LONGEST_REASON, message=_l("At most 2,000 characters.")),
        ],
    )


def version_field() -> IntegerField:
    return IntegerField(validators=[InputRequired(), NumberRange(min=1, max=LARGEST_KEY)])


class ApproveForm(FlaskForm):
    request_id = HiddenField()
    district_id = IntegerField(validators=[Optional()])


class PublishForm(FlaskForm):
    request_id = HiddenField()


class CorrectForm(FlaskForm):
    request_id = HiddenField()
    seen = HiddenField()
    reason = reason_field(
        _l("Say why the ranking is corrected."),
        _l("It is published with the correction: everybody reads it."),
    )


class CheckForm(FlaskForm):
    file = FileField(_l("File of a publication"))
    text = TextAreaField(_l("Or paste its content"))


class SetAsideForm(FlaskForm):
    request_id = HiddenField()
    version = version_field()
    case = SelectField(
        _l("Open case"),
        choices=[SelectChoice(case.value, labels.OPEN_CASE[case]) for case in OpenCase],
        validators=[InputRequired(_l("Choose what is open."))],
    )
    reason = reason_field(
        _l("Say why the unit is set aside."), _l("The unit and its inspectors read this.")
    )


class TakeUpForm(FlaskForm):
    request_id = HiddenField()
    version = version_field()
    reason = reason_field(
        _l("Say what became of the case."), _l("The unit and its inspectors read this.")
    )


class LinesForm(FlaskForm):
    """How many criteria of a sheet a second look takes in."""

    line_count = IntegerField(
        _l("Number of criteria for each sheet"),
        description=_l("Drawn by lot; leave it empty for all core criteria."),
        validators=[
            Optional(),
            NumberRange(min=1, max=200, message=_l("Enter a number from 1 to 200.")),
        ],
    )


class DrawForm(LinesForm):
    request_id = HiddenField()
    share = IntegerField(
        _l("Share of the finished sheets, in percent"),
        validators=[
            InputRequired(_l("Enter a whole number from 1 to 100.")),
            NumberRange(min=1, max=100, message=_l("Enter a whole number from 1 to 100.")),
        ],
    )


class ChooseForm(LinesForm):
    request_id = HiddenField()
    reason = reason_field(_l("Say why this sheet is looked at again."))


class ReopenForm(FlaskForm):
    request_id = HiddenField()
    version = version_field()
    reason = reason_field(
        _l("Say why the sheet is reopened."), _l("The commune and its inspectors read this.")
    )
