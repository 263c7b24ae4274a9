"""What is typed about a unit."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from emulation.units.fields import CountField, DayField, LineField, NumberField
from emulation.units.models import Unit

MOST_PEOPLE = 10_000_000
MOST_VILLAGES = 1000


class UnitForm(FlaskForm):
    name = LineField(
        _l("Name"),
        validators=[
            DataRequired(_l("Enter the name.")),
            Length(max=200, message=_l("At most 200 characters.")),
        ],
    )
    villages = CountField(
        _l("Villages and neighbourhoods"),
        validators=[Optional(), NumberRange(max=MOST_VILLAGES, message=_l("At most 1,000."))],
    )
    population = CountField(
        _l("Population"),
        validators=[Optional(), NumberRange(max=MOST_PEOPLE, message=_l("At most 10,000,000."))],
    )
    minority_share = NumberField(
        _l("Share of ethnic minorities (%)"),
        validators=[Optional(), NumberRange(0, 100, message=_l("From 0 to 100 percent."))],
    )
    valid_to = DayField(
        _l("Last day"),
        description=_l("Only when the unit was dissolved or merged."),
        validators=[Optional()],
    )

    def __init__(self, unit: Unit) -> None:
        share = None if unit.minority_permille is None else Decimal(unit.minority_permille) / 10
        super().__init__(obj=unit, data={"minority_share": share})
        self.valid_from: date = unit.valid_from

    def validate_valid_to(self, field: DayField) -> None:
        if field.data and field.data < self.valid_from:
            raise ValidationError(_l("The last day lies before the first one."))

    def values(self) -> dict[str, Any]:
        share = self.minority_share.data
        return {
            "name": self.name.data,
            "villages": self.villages.data,
            "population": self.population.data,
            "minority_permille": None if share is None else round(share * 10),
            "valid_to": self.valid_to.data,
        }
