"""The field for somebody's e-mail address, on every form that asks for one."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import Length, Optional, Regexp

from emulation.config import LONGEST_ADDRESS, MAIL_ADDRESS


class MailAddressForm(FlaskForm):
    email = EmailField(
        _l("E-mail address"),
        filters=[lambda text: (text or "").strip()],
        validators=[
            Optional(),
            Regexp(
                f"(?:{MAIL_ADDRESS.pattern})$",
                message=_l("Enter an address such as ten@example.vn, without accents."),
            ),
            Length(max=LONGEST_ADDRESS, message=_l("At most 254 characters.")),
        ],
    )
