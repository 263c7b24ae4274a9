"""What an administrator hands over: a criteria set as a file."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SubmitField


class ImportForm(FlaskForm):
    file = FileField(
        _l("Criteria set file"),
        description=_l("A YAML file, at most 2 MB."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".yaml,.yml"},
    )
    check = SubmitField(_l("Check only"))
    save = SubmitField(_l("Import"))
