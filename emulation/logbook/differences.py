"""What an event changed, field by field, in words."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _

from emulation.formatting import NOTHING, NotADate, date, read_date
from emulation.logbook.words import FIELD, VALUE

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Difference(NamedTuple):
    field: str
    before: str
    after: str
    changed: bool


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[Difference]:
    """Return every field that was written down, changed ones first."""
    names = list(dict.fromkeys((*before, *after)))
    found = [
        Difference(
            str(FIELD.get(name, name)),
            written(name, before.get(name)),
            written(name, after.get(name)),
            before.get(name) != after.get(name),
        )
        for name in names
    ]
    return sorted(found, key=lambda one: not one.changed)


def written(name: str, value: Any) -> str:
    """Return one value as a person reads it."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, str):
        return (
            day_of(value) if _DAY.fullmatch(value) else str(VALUE.get(name, {}).get(value, value))
        )
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {written(key, item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(
            item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
            for item in value
        )
    return str(value)


def day_of(text: str) -> str:
    try:
        return date(read_date(text))
    except NotADate:
        return text
