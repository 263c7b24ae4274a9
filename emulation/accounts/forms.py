"""What is typed to sign in and to look after an account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField, SubmitField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from emulation.accounts import passwords
from emulation.accounts.mail_address import MailAddressForm


class SignInForm(FlaskForm):
    username = StringField(_l("Username"), validators=[InputRequired(_l("Enter the username."))])
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Enter the password."))])
    sign_in = SubmitField(_l("Sign in"))


class MailForm(MailAddressForm):
    """Where the owner of an account wants messages by mail, and whether."""

    wants_mail = BooleanField(_l("Send me messages by e-mail, too"))
    save_mail = SubmitField(_l("Save"))


class PasswordForm(FlaskForm):
    """A new password: long rather than complicated, and not one that everybody would try."""

    current_password = PasswordField(
        _l("Current password"), validators=[InputRequired(_l("Enter the current password."))]
    )
    new_password = PasswordField(
        _l("New password"),
        description=_l(
            "At least 15 characters. A sentence that only you know is easy to remember; "
            "spaces and accents count."
        ),
        validators=[
            InputRequired(_l("Enter the new password.")),
            Length(
                max=passwords.LONGEST,
                message=_l("This password is too long: at most 128 characters."),
            ),
        ],
    )
    repeated_password = PasswordField(
        _l("New password again"),
        validators=[EqualTo("new_password", _l("The two new passwords are not the same."))],
    )
    save = SubmitField(_l("Change password"))

    def __init__(self, *args: Any, personal: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personal = personal

    def validate_new_password(self, field: PasswordField) -> None:
        password = passwords.composed(field.data or "")
        if len(password) < passwords.SHORTEST:
            raise ValidationError(
                _l("This password is too short: choose at least 15 characters, such as a sentence.")
            )
        if password == passwords.composed(self.current_password.data or ""):
            raise ValidationError(_l("Choose a password other than the current one."))
        if passwords.is_guessable(password, self.personal):
            raise ValidationError(
                _l("This password is easy to guess: leave out names, common words and repetition.")
            )
