"""What whoever uploads a file should look at again; none of it keeps the file out."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from emulation.evidence.checks.verdicts import Flag
from emulation.evidence.models import Scan
from emulation.evidence.queries import FileFacts
from emulation.evidence.readings import find_reading
from emulation.rules.similarity import other_years


def cautions_on(file: FileFacts, year: int) -> Sequence[str]:
    """Return the sentences of the receipt for one file, put forward in that year."""
    said = [say(file.name) for flag, say in SENTENCES.items() if flag in file.flags]
    reading = find_reading(file.sha256)
    if reading and (years := other_years(reading.text, year)):
        said.append(_other_years(file.name, years, year))
    if file.scan is Scan.PENDING:
        said.append(_waits(file.name))
    return said


def _blank(name: str) -> str:
    return str(_("%(name)s looks blank: check what was scanned.", name=name))


def _unreadably_small(name: str) -> str:
    return str(_("%(name)s is too small to be read: send a larger picture.", name=name))


def _other_years(name: str, years: Sequence[int], year: int) -> str:
    named = ", ".join(str(one) for one in years)
    return str(
        _(
            "%(name)s names only other years (%(years)s): check that it proves %(year)s.",
            name=name,
            years=named,
            year=str(year),
        )
    )


def _waits(name: str) -> str:
    return str(
        _(
            "%(name)s is not scanned for viruses yet: until it is, only your own unit can open it.",
            name=name,
        )
    )


SENTENCES: dict[Flag, Callable[[str], str]] = {
    Flag.BLANK: _blank,
    Flag.UNREADABLY_SMALL: _unreadably_small,
}
