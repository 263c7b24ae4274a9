"""What administrators type about people and their roles."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    Regexp,
    ValidationError,
)

from emulation import labels
from emulation.accounts.imports import LONGEST_FULL_NAME, USERNAME
from emulation.accounts.mail_address import MailAddressForm
from emulation.accounts.roles import KINDS_OF_ROLE
from emulation.rules.roles import Role
from emulation.units.fields import ChoiceField, DayField, LineField
from emulation.units.queries import grouped_by_parent


class NameForm(MailAddressForm):
    full_name = LineField(
        _l("Full name"),
        validators=[
            DataRequired(_l("Enter the full name.")),
            Length(max=LONGEST_FULL_NAME, message=_l("At most 120 characters.")),
        ],
    )


class RoleForm(FlaskForm):
    """A role at a unit, from one day to another."""

    role = ChoiceField(_l("Role"))
    unit = ChoiceField(_l("Unit"), coerce=int)
    valid_from = DayField(_l("First day"), validators=[InputRequired(_l("Enter the first day."))])
    valid_to = DayField(
        _l("Last day"),
        description=_l("Leave empty while no end is known."),
        validators=[Optional()],
    )

    def __init__(self, *args: Any, today: date, units_on: date, **kwargs: Any) -> None:
        super().__init__(*args, data={"valid_from": today}, **kwargs)
        self.kinds = {}
        choices: dict[str, list[tuple[int, str]]] = {}
        for group, units in grouped_by_parent(units_on):
            choices[group] = [(unit.id, unit.name) for unit in units]
            self.kinds.update({unit.id: unit.kind for unit in units})
        self.unit.choices = choices
        self.role.choices = [(role.value, labels.ROLE[role]) for role in Role]

    def validate_unit(self, field: ChoiceField) -> None:
        kind = self.kinds.get(field.data)
        role = next((role for role in Role if role.value == self.role.data), None)
        if kind and role and kind not in KINDS_OF_ROLE[role]:
            raise ValidationError(_l("This role is not held at a unit of this kind."))

    def validate_valid_to(self, field: DayField) -> None:
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(_l("The last day lies before the first one."))


class NewPersonForm(NameForm, RoleForm):
    username = LineField(
        _l("Username"),
        description=_l("Plain small letters, digits, dots and hyphens; it cannot be changed."),
        filters=[lambda text: (text or "").lower()],
        validators=[
            DataRequired(_l("Enter the username.")),
            Regexp(
                f"(?:{USERNAME.pattern})$",
                message=_l("Use plain letters, digits, dots and hyphens only; at most 80."),
            ),
        ],
    )


class EndRoleForm(FlaskForm):
    last_day = DayField(_l("Last day"), validators=[InputRequired(_l("Enter the last day."))])
