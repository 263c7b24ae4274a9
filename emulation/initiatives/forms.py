"""What is typed to register an initiative; numbers and days as people write them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from emulation import labels
from emulation.criteria.wording import language
from emulation.formatting import read_count, read_number
from emulation.initiatives.models import Initiative, InitiativeField
from emulation.initiatives.operations import Proposal
from emulation.units.fields import ChoiceField, DayField, LineField, ReadField, tidied

THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
LARGEST = Decimal(10) ** 12
MOST_DECIMALS = 4
FIRST_YEAR = 2000


def read_figure(text: str) -> Decimal:
    """Read 1.902 as a Vietnamese reader writes it, unless it can only be a fraction."""
    grouping = "." if language() == "vi" else ","
    if text.count(grouping) == 1 and THOUSANDS.fullmatch(text.replace(grouping, ".")):
        return Decimal(read_count(text))
    return read_number(text)


def written_figure(figure: Decimal) -> str:
    """Write the figure without grouping, so that reading it again gives the same."""
    plain = f"{figure.normalize():f}"
    return plain.replace(".", ",") if language() == "vi" else plain


class FigureField(ReadField):
    """An amount of whatever the initiative measures."""

    data: Decimal | None
    read = staticmethod(read_figure)
    write = staticmethod(written_figure)
    unreadable = _l("Enter a number, such as 15 or 86,5.")


def within_limits(_form: FlaskForm, field: FigureField) -> None:
    if field.data is None:
        return
    exponent = field.data.normalize().as_tuple().exponent
    if abs(field.data) >= LARGEST or not isinstance(exponent, int) or -exponent > MOST_DECIMALS:
        raise ValidationError(
            _("Enter a number below one million millions, with at most four decimals.")
        )


def text_limits(longest: int) -> tuple[DataRequired, Length]:
    too_long = _l("At most %(max)s characters.", max=longest)
    return DataRequired(_l("Fill in this field.")), Length(max=longest, message=too_long)


class InitiativeForm(FlaskForm):
    title = LineField(_l("Title of the initiative"), validators=[*text_limits(300)])
    field = ChoiceField(
        _l("Field"),
        choices=[
            SelectChoice("", _l("Choose a field")),
            *(SelectChoice(str(one), word) for one, word in labels.INITIATIVE_FIELD.items()),
        ],
        validators=[InputRequired(_l("Choose a field."))],
    )
    problem = TextAreaField(
        _l("The problem"),
        description=_l("What people or the office suffer from today."),
        filters=[tidied],
        validators=[*text_limits(5000)],
    )
    solution = TextAreaField(
        _l("The solution"),
        description=_l("What will be done, where and for whom, and what is new in it."),
        filters=[tidied],
        validators=[*text_limits(5000)],
    )
    measure = LineField(
        _l("What is measured"),
        description=_l("Such as: visits on Sundays, days to settle a dossier."),
        validators=[*text_limits(200)],
    )
    measure_unit = LineField(
        _l("Unit of measure"),
        description=_l("Such as: visits, days, dossiers."),
        validators=[*text_limits(60)],
    )
    baseline = FigureField(
        _l("Today"),
        validators=[InputRequired(_l("Enter today's figure; 0 if none.")), within_limits],
    )
    target = FigureField(
        _l("Figure aimed at"),
        validators=[InputRequired(_l("Enter the figure to be reached.")), within_limits],
    )
    starts_on = DayField(
        _l("Start date"),
        description=_l("Day, month and year, such as 01/03/2024."),
        validators=[InputRequired(_l("Enter the start date."))],
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def validate_target(self, field: FigureField) -> None:
        if field.data is not None and field.data == self.baseline.data:
            raise ValidationError(_("The target must differ from today's figure."))

    def validate_starts_on(self, field: DayField) -> None:
        if field.data is not None and not FIRST_YEAR <= field.data.year <= self.year:
            raise ValidationError(
                _(
                    "The start lies in %(year)s or, for one that goes on, in a year since 2000.",
                    year=self.year,
                )
            )

    def proposal(self) -> Proposal:
        """Return what was typed, after it was found valid."""
        typed = {name: value for name, value in self.data.items() if name in PROPOSED}
        return Proposal(**typed | {"field": InitiativeField(self.field.data)})


PROPOSED = tuple(Proposal.__dataclass_fields__)


def saved_in(initiative: Initiative) -> Mapping[str, Any]:
    """Return the initiative by the names of the form's fields."""
    return {name: getattr(initiative, name) for name in PROPOSED}
