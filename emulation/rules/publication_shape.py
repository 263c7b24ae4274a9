"""What a published file must look like before anything in it is believed or computed."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from emulation.rules.publication_format import CONTENT_FORMAT, FILE_FORMAT
from emulation.rules.ranking import VERIFIED
from emulation.rules.workflow import ReasonCode, Verdict

Shape = Callable[[object, str], str]
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_PERMILLE = 1000
_LARGEST = 10**6


def text(pattern: str = r"[^\0]{0,2000}") -> Shape:
    whole = re.compile(pattern, re.DOTALL | re.ASCII)

    def check(value: object, place: str) -> str:
        return "" if isinstance(value, str) and whole.fullmatch(value) else place

    return check


def one_of(*allowed: str) -> Shape:
    def check(value: object, place: str) -> str:
        return "" if isinstance(value, str) and value in allowed else place

    return check


def number(low: int = 0, high: int = _LARGEST) -> Shape:
    def check(value: object, place: str) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            return place
        return "" if low <= value <= high else place

    return check


def truth(value: object, place: str) -> str:
    return "" if isinstance(value, bool) else place


def anything(value: object, place: str) -> str:
    return ""


def optional(shape: Shape) -> Shape:
    def check(value: object, place: str) -> str:
        return "" if value is None else shape(value, place)

    return check


def many(shape: Shape, most: int = 100_000) -> Shape:
    def check(value: object, place: str) -> str:
        if not isinstance(value, list) or len(value) > most:
            return place
        return next((bad for n, one in enumerate(value) if (bad := shape(one, f"{place}/{n}"))), "")

    return check


def record(required: Mapping[str, Shape], extra: Mapping[str, Shape] | None = None) -> Shape:
    """Return the shape of a mapping with just these keys, those of `extra` only where given."""
    known = {**required, **(extra or {})}

    def check(value: object, place: str) -> str:
        if not isinstance(value, dict) or not required.keys() <= value.keys() <= known.keys():
            return place
        return next(
            (bad for key, one in value.items() if (bad := known[key](one, f"{place}/{key}"))), ""
        )

    return check


def table(shape: Shape) -> Shape:
    """Return the shape of a mapping from short names to values of one shape."""

    def check(value: object, place: str) -> str:
        if not isinstance(value, dict) or any(not _NAME.fullmatch(key) for key in value):
            return place
        return next(
            (bad for key, one in value.items() if (bad := shape(one, f"{place}/{key}"))), ""
        )

    return check


_NAME = re.compile(r"[^\0]{1,100}", re.DOTALL)
_HASH = text(r"[0-9a-f]{64}")
_POINTS = text(r"\d{1,6}\.\d{1,4}")
_CODE = text(r"[\w./+-]{1,60}")
_DAY = text(r"\d{4}-\d\d-\d\d")
_MOMENT = text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NOTE = text(r"[^\0]{1,10000}")
_KEY = text(r"\S{1,300}")
_NAMED = record({"code": _CODE, "digest": _HASH})
_ROW = {"points": optional(_POINTS)}
_ROW_EXTRA = {
    "inputs": table(anything),
    "not_applicable": truth,
    "points_set": truth,
    "verdict": one_of(*(Verdict.AGREE, Verdict.ADJUST)),
    "reason_code": one_of(*ReasonCode),
}
_LINE = record(
    {},
    {
        "self": record({**_ROW, "inputs": table(anything)}, _ROW_EXTRA),
        "verified": record(_ROW, _ROW_EXTRA),
        "appeal": record(_ROW, _ROW_EXTRA),
        "evidence": many(_HASH),
    },
)
_SHEET = record({"submitted": truth, "days_late": number(), "lines": table(_LINE)})
_RESULT = record(
    {
        "rank": number(1),
        "cluster_rank": number(1),
        "classification": text(),
        "total": _POINTS,
        "exact_total": text(r"\d{1,30}(/\d{1,30})?"),
        "self_total": _POINTS,
        "level": _CODE,
        "headings": table(record({"points": _POINTS, "max": _POINTS})),
        "adjustments": table(_POINTS),
        "reasons": many(record({"kind": text(), "code": text(), "level": text()})),
        "initiatives_effective": number(),
        "criteria_overclaimed": many(_CODE),
        "knocked_out": truth,
    }
)
_WHY_NOT = text(rf"(?!{VERIFIED}$)[a-z_]{{0,40}}")
_UNIT = record(
    {
        "position": number(1),
        "unit_code": text(r"[^\0]{1,40}"),
        "unit_name": text(),
        "kind": text(),
        "district": text(),
        "cluster": text(),
        "last_rank": optional(number(1)),
        "last_level": text(),
        "predecessors": many(text()),
        "unranked_because": _WHY_NOT,
        "sheet": optional(_SHEET),
        "result": optional(_RESULT),
    }
)
CONTENT = record(
    {
        "format": one_of(CONTENT_FORMAT),
        "code": _CODE,
        "number": number(1),
        "published_at": _MOMENT,
        "province": record({"code": text(), "name": text()}),
        "year": number(_FIRST_YEAR, _LAST_YEAR),
        "previous": optional(_NAMED),
        "corrects": optional(_NAMED),
        "reason": text(r"[^\0]{0,10000}"),
        "changes": many(table(anything)),
        "signers": many(record({"act": text(), "name": text(), "role": text(), "at": _MOMENT})),
        "windows": many(record({"kind": text(), "opens_on": _DAY, "closes_on": _DAY})),
        "target_permille": optional(number(0, _PERMILLE)),
        "criteria": record(
            {"code": text(), "version": text(), "digest": _HASH, "content": table(anything)}
        ),
        "summary": table(anything),
        "units": many(_UNIT),
    }
)
FILE = record(
    {
        "format": one_of(FILE_FORMAT),
        "content": CONTENT,
        "signature": text(r"[A-Za-z0-9+/]{86}=="),
        "key": _KEY,
        "event": table(anything),
        "detail": record(
            {
                "salt": text(r"[0-9a-f]{32}"),
                "before": table(anything),
                "after": table(anything),
                "reason": text(r"[^\0]{0,10000}"),
            }
        ),
        "inclusion": many(_HASH, 64),
        "consistency": optional(
            record({"hashes": many(_HASH, 64), "checkpoint": _NOTE, "key": _KEY})
        ),
        "checkpoint": _NOTE,
    }
)


# What the log's own page says of two sizes.
GROWTH = record(
    {"old": number(0, 2**53 - 1), "new": number(0, 2**53 - 1), "proof": many(_HASH, 64)},
    {"origin": anything, "old_root": anything, "new_root": anything},
)


def misplaced(content: Mapping[str, Any]) -> str:
    """Return the first unit of a well-formed content that contradicts itself, or nothing."""
    seen = set()
    for unit in content["units"]:
        parts = (unit["sheet"] is None, unit["result"] is None, unit["unranked_because"] != "")
        if len(set(parts)) != 1 or unit["unit_code"] in seen:
            return str(unit["unit_code"])
        seen.add(unit["unit_code"])
    return ""
