"""What the council types."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from emulation.security import LARGEST_KEY


class ApproveForm(FlaskForm):
    request_id = HiddenField()
    district_id = IntegerField(validators=[Optional()])


class PublishForm(FlaskForm):
    request_id = HiddenField()


class ReopenForm(FlaskForm):
    request_id = HiddenField()
    version = IntegerField(validators=[InputRequired(), NumberRange(min=1, max=LARGEST_KEY)])
    reason = TextAreaField(
        _l("Reason"),
        description=_l("The commune and its inspectors read this."),
        validators=[
            InputRequired(_l("Say why the sheet is reopened.")),
            Length(max=2000, message=_l("At most 2,000 characters.")),
        ],
    )
