"""JSON that is always the same bytes for the same facts (RFC 8785), so that it can be hashed."""

import json
from collections.abc import Mapping
from typing import Any

LARGEST_WHOLE_NUMBER = 2**53 - 1  # beyond it, readers of JSON may round

_FORM: dict[str, Any] = {
    "ensure_ascii": False,
    "check_circular": False,
    "separators": (",", ":"),
}
_encode = json.JSONEncoder(**_FORM).encode
_encode_sorted = json.JSONEncoder(**_FORM, sort_keys=True).encode


class NotCanonical(ValueError):
    """The value has no canonical form here: a fraction, a huge number, a broken letter."""


def canonical(value: Any) -> bytes:
    """Return the canonical UTF-8 JSON of texts, whole numbers, truths, None, lists and mappings.

    Fractions are refused: write them as texts, "86.50", and every reader gets the same digits.
    """
    try:
        text = _encode_sorted(value) if _is_plain(value) else _encode(_in_order(value))
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("half of a surrogate pair is not a letter") from error


def _is_plain(value: Any) -> bool:
    """Tell whether the order of letters is that of UTF-16 units, which spares the slow way."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is dict:
        return all(
            type(key) is str and key.isascii() and _is_plain(item) for key, item in value.items()
        )
    if kind is list:
        return all(map(_is_plain, value))
    return kind is int and abs(value) <= LARGEST_WHOLE_NUMBER


def _in_order(value: Any) -> Any:
    """Return the value with its keys in the order of their UTF-16 units, checked on the way."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_WHOLE_NUMBER:
            raise NotCanonical(f"{value} is too large for a number in JSON")
        return value
    if isinstance(value, Mapping):
        return {key: _in_order(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_in_order(item) for item in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise NotCanonical(f"the key {key!r} is not a text")
    return key.encode("utf-16-be")
