"""What is typed of a document; nothing of it is required."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import Length, Optional, ValidationError

from emulation.formatting import NotANumber, tidy
from emulation.rules.document_facts import DocumentFacts
from emulation.units.fields import ChoiceField, DayField, LineField, ReadField

FIRST_YEAR, LAST_YEAR = 1945, 2100


def read_year(text: str) -> int:
    """Read four figures as a year."""
    plain = tidy(text)
    if not (plain.isascii() and plain.isdigit() and FIRST_YEAR <= int(plain[:9]) <= LAST_YEAR):
        raise NotANumber(text)
    return int(plain)


class YearField(ReadField):
    data: int | None
    read = staticmethod(read_year)
    write = staticmethod(str)
    unreadable = _l("Write the year as 2024.")


class FactsForm(FlaskForm):
    """The paper's own words: kind, number, day, issuer, and the year it speaks of."""

    kind = ChoiceField(_l("Kind of document"))
    number = LineField(
        _l("Document number"),
        description=_l("As it stands on the paper, such as 12/KH-UBND."),
        validators=[Length(max=60, message=_l("At most %(max)s characters.", max=60))],
    )
    dated_on = DayField(
        _l("Date"),
        description=_l("Day, month and year, such as 15/01/2024."),
        validators=[Optional()],
    )
    issuer = LineField(
        _l("Issued by"),
        description=_l("Such as: UBND xã Đại Hóa."),
        validators=[Length(max=200, message=_l("At most %(max)s characters.", max=200))],
    )
    proves_year = YearField(
        _l("Year it proves"),
        description=_l("The year that the figures in it are about."),
        validators=[Optional()],
    )

    def offer(self, kinds: Sequence[tuple[str, str]]) -> None:
        """Offer these kinds, and none of them; one that was said before stays possible."""
        before = self.kind.object_data
        offered = {"": _("Other, or not said"), **dict(kinds)}
        if before:
            offered.setdefault(before, before)
        self.kind.choices = [SelectChoice(value, title) for value, title in offered.items()]

    def validate_dated_on(self, field: DayField) -> None:
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(_("Write the day as 31/12/2024."))

    def facts(self) -> DocumentFacts:
        return DocumentFacts(
            kind=self.kind.data or "",
            number=self.number.data or "",
            dated_on=self.dated_on.data,
            issuer=self.issuer.data or "",
            proves_year=self.proves_year.data,
        )
