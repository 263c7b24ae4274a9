"""Whether a file may become a criteria set here: the rules' checks, then the storage's own."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import String

from emulation.criteria.content import digest_of, from_json, to_json
from emulation.criteria.files import Places, read_bytes, read_text
from emulation.criteria.models import CONDITIONS_CODE, CriteriaSetVersion, CriterionLine
from emulation.rules.criteria_problems import InvalidCriteriaSet, Problem, ProblemCode
from emulation.rules.criteria_set import CriteriaSet, build
from emulation.rules.criteria_tree import Path

STORED_DECIMALS = 2
_ADDRESS_SAFE = re.compile(r"[\w.-]+", re.ASCII)
_ADDRESS_LETTERS = "A–Z a–z 0–9 - . _"


class CheckedSet(NamedTuple):
    """A file that may be imported: its text, its content, and the set the rules made of it."""

    source: str
    content: dict[str, Any]
    digest: str
    rules: CriteriaSet


def check_set(source: str | bytes) -> CheckedSet:
    """Read and check the file; raise InvalidCriteriaSet with every problem and its line."""
    tree, places = read_text(source) if isinstance(source, str) else read_bytes(source)
    rules = build(tree, places=places)
    if problems := (*_unseen_letters(tree, places), *_too_long_to_store(rules, places)):
        raise InvalidCriteriaSet(problems)
    content = to_json(tree)
    text = source if isinstance(source, str) else source.decode("utf-8-sig")
    return CheckedSet(text, content, digest_of(content), build(from_json(content)))


def _unseen_letters(tree: object, places: Places) -> Iterator[Problem]:
    """Find text with control characters, which one database or the other refuses to keep."""
    for path, text in _texts(tree, ()):
        if any(unicodedata.category(one) in {"Cc", "Cs"} and one not in "\n\t" for one in text):
            place = ".".join(map(str, path))
            facts = {"detail": "it has characters that cannot be seen"}
            yield Problem(places.get(path), place, ProblemCode.NOT_YAML, facts)


def _texts(tree: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield path, key
            yield from _texts(value, (*path, key))
    elif isinstance(tree, list):
        for n, value in enumerate(tree):
            yield from _texts(value, (*path, n))


def _too_long_to_store(rules: CriteriaSet, places: Places) -> Iterator[Problem]:
    for key, value in (("code", rules.code), ("version", rules.version)):
        line = places.get(("meta", key))
        if not _ADDRESS_SAFE.fullmatch(value):
            facts = {"value": value[:40], "allowed": _ADDRESS_LETTERS}
            yield Problem(line, f"meta.{key}", ProblemCode.UNKNOWN_VALUE, facts)
        yield from _length(CriteriaSetVersion, key, value, line, f"meta.{key}")
    if rules.score_decimals > STORED_DECIMALS:
        decimals = {"value": rules.score_decimals, "low": 0, "high": STORED_DECIMALS}
        line = places.get(("meta", "score_decimals"))
        yield Problem(line, "meta.score_decimals", ProblemCode.OUT_OF_RANGE, decimals)
    codes = {
        *rules.criteria_by_code,
        *rules.adjustments_by_code,
        *(group.code for group in rules.groups),
        *(heading.code for heading in rules.headings),
    }
    for code in sorted(codes):
        yield from _length(CriterionLine, "code", code, None, code[:40])
    if CONDITIONS_CODE in codes:
        facts = {"value": CONDITIONS_CODE, "first": "knock_outs"}
        yield Problem(None, CONDITIONS_CODE, ProblemCode.DUPLICATE_CODE, facts)


def _length(
    model: type[CriteriaSetVersion] | type[CriterionLine],
    column: str,
    value: str,
    line: int | None,
    place: str,
) -> Iterator[Problem]:
    longest = cast("String", model.__table__.c[column].type).length or 0
    if len(value) > longest:
        facts = {"value": len(value), "low": 1, "high": longest}
        yield Problem(line, place, ProblemCode.OUT_OF_RANGE, facts)
