"""What is typed to register an initiative; numbers and days as people write them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    StopValidation,
    ValidationError,
)

from emulation import labels
from emulation.criteria.wording import language
from emulation.formatting import (
    NotADate,
    NotANumber,
    read_count,
    read_date,
    read_number,
    tidy,
)
from emulation.initiatives.models import Initiative, InitiativeField
from emulation.initiatives.operations import Proposal

THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
LARGEST = Decimal(10) ** 12
MOST_DECIMALS = 4
FIRST_YEAR = 2000


def tidied(text: str | None) -> str:
    return tidy(text or "")


def one_line(text: str | None) -> str:
    return " ".join(tidied(text).split())


class FigureField(StringField):
    """A number as it was typed; `figure` is what it says."""

    @property
    def figure(self) -> Decimal:
        """Read 1.902 as a Vietnamese reader writes it, unless it can only be a fraction."""
        text = (self.data or "").strip()
        grouping = "." if language() == "vi" else ","
        if text.count(grouping) == 1 and THOUSANDS.fullmatch(text.replace(grouping, ".")):
            return Decimal(read_count(text))
        return read_number(text)


class DayField(StringField):
    """A day as it was typed; `day` is what it says."""

    @property
    def day(self) -> date:
        return read_date(self.data or "")


def is_figure(_form: FlaskForm, field: FigureField) -> None:
    try:
        figure = field.figure
    except NotANumber as error:
        raise StopValidation(_("Enter a number, such as 15 or 86,5.")) from error
    exponent = figure.normalize().as_tuple().exponent
    if abs(figure) >= LARGEST or not isinstance(exponent, int) or -exponent > MOST_DECIMALS:
        raise StopValidation(
            _("Enter a number below one million millions, with at most four decimals.")
        )


def text_limits(longest: int) -> tuple[DataRequired, Length]:
    too_long = _l("At most %(max)s characters.", max=longest)
    return DataRequired(_l("Fill in this field.")), Length(max=longest, message=too_long)


class InitiativeForm(FlaskForm):
    title = StringField(
        _l("Title of the initiative"), filters=[one_line], validators=[*text_limits(300)]
    )
    field = SelectField(
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
    measure = StringField(
        _l("What is measured"),
        description=_l("Such as: visits on Sundays, days to settle a dossier."),
        filters=[one_line],
        validators=[*text_limits(200)],
    )
    measure_unit = StringField(
        _l("Unit of measure"),
        description=_l("Such as: visits, days, dossiers."),
        filters=[one_line],
        validators=[*text_limits(60)],
    )
    baseline = FigureField(
        _l("Today"), validators=[InputRequired(_l("Enter today's figure; 0 if none.")), is_figure]
    )
    target = FigureField(
        _l("Figure aimed at"),
        validators=[InputRequired(_l("Enter the figure to be reached.")), is_figure],
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
        if not self.baseline.errors and field.figure == self.baseline.figure:
            raise ValidationError(_("The target must differ from today's figure."))

    def validate_starts_on(self, field: DayField) -> None:
        try:
            day = field.day
        except NotADate as error:
            raise ValidationError(
                _("Enter a day such as 01/03/%(year)s.", year=self.year)
            ) from error
        if not FIRST_YEAR <= day.year <= self.year:
            raise ValidationError(
                _(
                    "The start lies in %(year)s or, for one that goes on, in a year since 2000.",
                    year=self.year,
                )
            )

    def proposal(self) -> Proposal:
        """Return what was typed; the form was validated before."""
        return Proposal(
            title=str(self.title.data),
            field=InitiativeField(self.field.data),
            problem=str(self.problem.data),
            solution=str(self.solution.data),
            measure=str(self.measure.data),
            measure_unit=str(self.measure_unit.data),
            baseline=self.baseline.figure,
            target=self.target.figure,
            starts_on=self.starts_on.day,
        )


def typed_from(initiative: Initiative) -> dict[str, str]:
    """Return the initiative as somebody would type it."""
    texts = ("title", "problem", "solution", "measure", "measure_unit")
    return {name: getattr(initiative, name) for name in texts} | {
        "field": initiative.field.value,
        "baseline": figure_text(initiative.baseline),
        "target": figure_text(initiative.target),
        "starts_on": f"{initiative.starts_on:%d/%m/%Y}",
    }


def figure_text(figure: Decimal | None) -> str:
    """Write the figure without grouping, so that reading it again gives the same."""
    if figure is None:
        return ""
    plain = f"{figure.normalize():f}"
    return plain.replace(".", ",") if language() == "vi" else plain
