"""How ranks are explained under their table, in the reader's language."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from emulation import labels

_HEADING = "heading_"
WHOLE_SHEET = "total"
_SHORT_PLACES = (("Huyện ", ""), ("Thành phố ", "TP "), ("Thị xã ", "TX "))


def order_sentence(
    order_by: Sequence[str], headings: Sequence[Mapping[str, Any]], locale: str
) -> str:
    """Name, in order, what decides a rank: the total first, then what tells equals apart."""
    titles = {heading["code"]: heading[locale] for heading in headings}
    words = [key_words(key.split()[0], titles) for key in order_by]
    return "; ".join(words)


def key_words(key: str, titles: Mapping[str, str]) -> str:
    match key:
        case "total_final":
            words = _("verified total")
        case "initiatives_effective":
            words = _("number of initiatives verified as effective")
        case "self_minus_verified":
            words = _("smaller difference between self-score and verified score")
        case _:
            words = titles.get(key.removeprefix(_HEADING), key)
    return str(words)


def short_place(name: str) -> str:
    """Huyện Yên Thế -> Yên Thế, Thành phố Bắc Giang -> TP Bắc Giang, for narrow columns."""
    for long, short in _SHORT_PLACES:
        if name.startswith(long):
            return short + name.removeprefix(long)
    return name


def exactly(text: str) -> Decimal:
    """Return the amount that a publication keeps as text."""
    return Decimal(text)


def short_level(title: str) -> str:
    """Đạt chuẩn mức độ 3 (kiểu mẫu) -> Mức độ 3, for narrow columns; other titles stay."""
    short = title.split(" (", maxsplit=1)[0].removeprefix("Đạt chuẩn ")
    return short[:1].upper() + short[1:]


def reason_words(reason: Mapping[str, Any]) -> str:
    """Return one reason that lowered a level: the rule, the place in the sheet, the level lost."""
    words = str(labels.LEVEL_REASON[reason["kind"]])
    code = reason.get("code", WHOLE_SHEET)
    return words if code == WHOLE_SHEET else f"{words} ({code})"
