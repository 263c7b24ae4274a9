"""Form fields that read days, counts and shares the way people here write them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.core import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from emulation import formatting
from emulation.formatting import NotADate, NotANumber, read_count, read_date, read_number, tidy


def tidied(text: str | None) -> str:
    """Filter of every text field: composed letters, nothing invisible, no blanks around."""
    return tidy(text or "")


class LineField(StringField):
    """One line of text, tidied."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = " ".join(tidy(valuelist[0]).split()) if valuelist else ""


class ChoiceField(SelectField):
    """One of several choices; a made-up one gets a sentence."""

    def pre_validate(self, form: Any) -> None:
        if not any(str(value) == str(self.data) for value, *_rest in self.iter_choices()):
            raise ValidationError(_l("Choose one from the list."))


class ReadField(Field):
    """A field whose text is read as something else, and is kept as typed when it cannot be."""

    widget = TextInput()
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    unreadable: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else type(self).write(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = tidy(valuelist[0][:100]) if valuelist else ""
        if not text:
            # Blanks alone are nothing typed, for the validators too.
            self.raw_data = []
            return
        try:
            self.data = type(self).read(text)
        except (NotADate, NotANumber) as error:
            raise ValueError(self.unreadable) from error


def written_day(day: date) -> str:
    """Write the day as it can be typed again, in both languages."""
    return f"{day:%d/%m/%Y}"


class DayField(ReadField):
    data: date | None
    read = staticmethod(read_date)
    write = staticmethod(written_day)
    unreadable = _l("Write the day as 31/12/2024.")


class CountField(ReadField):
    data: int | None
    read = staticmethod(read_count)
    write = staticmethod(formatting.number)
    unreadable = _l("Write a whole number, such as 1902.")


class NumberField(ReadField):
    data: Decimal | None
    read = staticmethod(read_number)
    write = staticmethod(formatting.number)
    unreadable = _l("Write a number, such as 12,5.")
