"""What is typed to give one unit more time."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are older
from wtforms.validators import InputRequired, Length

from emulation import formatting, labels
from emulation.assessments.opening_forms import DayField, tidied
from emulation.rules.deadlines import ExtensionKind


class ExtensionForm(FlaskForm):
    """For what, until when, and why; `seen` holds the last days that the page showed."""

    kind = RadioField(
        _l("More time for"),
        choices=[],
        validate_choice=False,
        validators=[InputRequired(_l("Choose what the time is for."))],
    )
    until = DayField(
        _l("New last day"), validators=[InputRequired(_l("Enter a day like 31/01/2024."))]
    )
    reason = TextAreaField(
        _l("Reason"),
        filters=[tidied],
        description=_l("The unit and its inspectors read it, and it stays in the log."),
        validators=[
            InputRequired(_l("Enter the reason.")),
            Length(max=2000, message=_l("At most 2,000 characters.")),
        ],
    )
    seen = HiddenField()

    def offer(self, last_days: Mapping[ExtensionKind, date | None], *, sent: bool) -> None:
        """List the kinds with their present last days; the only one is chosen already."""
        self.kind.choices = [
            SelectChoice(kind.value, _offered(kind, day)) for kind, day in last_days.items()
        ]
        if sent:
            return
        self.seen.data = " ".join(
            f"{kind.value}={day.isoformat()}" for kind, day in last_days.items() if day
        )
        if last_days:
            self.kind.data = next(iter(last_days)).value

    def chosen_kind(self) -> ExtensionKind | None:
        try:
            return ExtensionKind(self.kind.data or "")
        except ValueError:
            return None

    def seen_day(self, kind: ExtensionKind) -> date | None:
        """Return the last day that the page showed for this kind."""
        shown = dict(one.partition("=")[::2] for one in (self.seen.data or "").split())
        try:
            return date.fromisoformat(shown.get(kind.value, ""))
        except ValueError:
            return None


def _offered(kind: ExtensionKind, last_day: date | None) -> str:
    label = str(labels.EXTENSION_KIND[kind])
    if last_day is None:
        return label
    return str(_("%(window)s (until %(day)s now)", window=label, day=formatting.date(last_day)))
