"""A criteria set as the database keeps it: JSON from which exact numbers and dates come back."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

_DECIMAL, _DATE = "$decimal", "$date"


def to_json(tree: object) -> Any:
    """Return the tree in canonical form: 1, 1.0 and 1.00 are the same content."""
    match tree:
        case Decimal():
            return _number(tree)
        case date():
            return {_DATE: tree.isoformat()}
        case Mapping():
            return {str(key): to_json(value) for key, value in tree.items()}
        case list() | tuple():
            return [to_json(value) for value in tree]
        case _:
            return tree


def _number(value: Decimal) -> int | dict[str, str]:
    if value == value.to_integral_value():
        return int(value)
    return {_DECIMAL: f"{value.normalize():f}"}


def from_json(content: object) -> Any:
    """Return the tree that `to_json` was given, as far as the rules can tell."""
    match content:
        case {"$decimal": str(digits)}:
            return Decimal(digits)
        case {"$date": str(day)}:
            return date.fromisoformat(day)
        case Mapping():
            return {key: from_json(value) for key, value in content.items()}
        case list():
            return [from_json(value) for value in content]
        case _:
            return content


def digest_of(content: object) -> str:
    """Return the SHA-256 of the canonical JSON; the order of keys and comments do not matter."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
