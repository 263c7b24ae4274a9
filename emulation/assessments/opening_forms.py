"""What the council types to open a year and to move its dates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import TextInput

from emulation import formatting, labels
from emulation.periods.calendar import (
    FEWEST_DAYS,
    FIRST_YEAR,
    LAST_YEAR,
    MOST_DAYS,
    CalendarFault,
    CalendarProblem,
    DaysKind,
)
from emulation.periods.operations import INITIATIVES_MINIMUM
from emulation.periods.participants import InspectingLevel
from emulation.periods.wording import DAYS, fault_sentence
from emulation.rules.deadlines import Window, WindowKind

MOST_INITIATIVES = 50


def tidied(text: str | None) -> str:
    return formatting.tidy(text or "")


class DayField(Field):
    """A day, typed as 22/11/2026 or 2026-11-22 and shown so that it can be sent back as it is."""

    widget = TextInput()
    data: date | None

    def _value(self) -> str:
        if self.raw_data:
            return formatting.tidy(str(self.raw_data[0]))
        return f"{self.data:%d/%m/%Y}" if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = formatting.read_date(valuelist[0])
        except formatting.NotADate:
            raise ValueError(_("Enter a day like 31/01/2024.")) from None


class CountField(IntegerField):
    """A whole number, typed with or without marks between the thousands."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = formatting.read_count(valuelist[0])
        except formatting.NotANumber:
            raise ValueError(_("Enter a whole number.")) from None


class CalendarForm(FlaskForm):
    """Two days for every window of the year; the fields are named after the windows."""

    def set_windows(self, windows: Iterable[Window]) -> None:
        for window in windows:
            self.opening(window.kind).data = window.opens_on
            self.closing(window.kind).data = window.closes_on

    def windows(self) -> list[Window]:
        """Return the windows that were typed whole."""
        typed = ((kind, self.opening(kind).data, self.closing(kind).data) for kind in WindowKind)
        return [Window(kind, first, last) for kind, first, last in typed if first and last]

    def refuse(self, problems: Iterable[CalendarProblem]) -> None:
        """Put each fault of the calendar beside the day it is about."""
        for problem in problems:
            if isinstance(problem.kind, DaysKind):
                counted = self[problem.kind.value]
                counted.errors = [*counted.errors, fault_sentence(problem)]
                continue
            about_first = problem.fault in {CalendarFault.ALREADY_OPEN, CalendarFault.MISSING}
            field = self.opening(problem.kind) if about_first else self.closing(problem.kind)
            field.errors = [*field.errors, fault_sentence(problem)]

    def opening(self, kind: WindowKind) -> Any:
        return self[f"{kind.value}_opens_on"]

    def closing(self, kind: WindowKind) -> Any:
        return self[f"{kind.value}_closes_on"]


for _kind in WindowKind:
    for _end, _label in (("opens_on", _l("first day")), ("closes_on", _l("last day"))):
        setattr(
            CalendarForm,
            f"{_kind.value}_{_end}",
            DayField(
                _l("%(window)s: %(end)s", window=labels.WINDOW_KIND[_kind], end=_label),
                validators=[InputRequired(_l("Enter a day like 31/01/2024."))],
            ),
        )


class OpeningForm(CalendarForm):
    year = HiddenField()
    criteria_set = HiddenField()
    inspecting_level = RadioField(
        _l("Who verifies"),
        choices=[
            SelectChoice(InspectingLevel.DISTRICT.value, _l("The inspectors of each district")),
            SelectChoice(InspectingLevel.PROVINCE.value, _l("The inspectors of the province")),
        ],
        default=InspectingLevel.DISTRICT.value,
    )
    initiatives_minimum = CountField(
        _l("Initiatives that each agency registers, at least"),
        default=INITIATIVES_MINIMUM,
        validators=[
            InputRequired(_l("Enter a whole number.")),
            NumberRange(0, MOST_INITIATIVES, _l("Enter a number from 0 to 50.")),
        ],
    )


DAY_COUNT = (
    InputRequired(_l("Enter a whole number.")),
    NumberRange(FEWEST_DAYS, MOST_DAYS, _l("Enter a number from 1 to 60.")),
)


class MovingForm(CalendarForm):
    version = HiddenField()
    explanation_days = CountField(DAYS[DaysKind.EXPLANATION_DAYS], validators=DAY_COUNT)
    appeal_days = CountField(DAYS[DaysKind.APPEAL_DAYS], validators=DAY_COUNT)
    reason = TextAreaField(
        _l("Reason"),
        filters=[tidied],
        description=_l("The reason stays in the log beside the old and the new days."),
        validators=[
            InputRequired(_l("Enter the reason.")),
            Length(max=2000, message=_l("At most 2,000 characters.")),
        ],
    )

    def set_days(self, days: Mapping[DaysKind, int]) -> None:
        for kind, count in days.items():
            self[kind.value].data = count

    def days(self) -> dict[DaysKind, int]:
        return {kind: self[kind.value].data or 0 for kind in DaysKind}


class ChoiceForm(FlaskForm):
    """Which year, by which criteria: asked first, because the calendar follows from it."""

    class Meta:
        csrf = False

    year = StringField(
        _l("Year"), filters=[tidied], render_kw={"inputmode": "numeric", "maxlength": 4}
    )
    criteria = RadioField(_l("Criteria set"), choices=[])

    def offer(self, sets: Iterable[tuple[str, str]]) -> None:
        """List the sets by id and title; the first one is chosen unless another was."""
        offered = list(sets)
        self.criteria.choices = [SelectChoice(value, title) for value, title in offered]
        if not self.criteria.data and offered:
            self.criteria.data = offered[0][0]

    def chosen_year(self) -> int | None:
        text = (self.year.data or "").strip()
        if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:6]) <= LAST_YEAR:
            return int(text)
        return None
