"""A criteria set as a file: what YAML may hold, and what it may not do to us."""

from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest

from emulation.criteria.files import MAX_BYTES, load, load_path, read_bytes, read_text
from emulation.rules.criteria_problems import InvalidCriteriaSet
from tests.rules.conftest import SHIPPED


def refusal(content):
    with pytest.raises(InvalidCriteriaSet) as refused:
        load(content)
    return [(one.line, str(one.code)) for one in refused.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("yes", "yes"),
        ("null", None),
        ("~", None),
        ("2024-01-31", date(2024, 1, 31)),
        ("2024-13-31", "2024-13-31"),
        ('"2024-01-31"', "2024-01-31"),
        ("0.10", Decimal("0.10")),
        ("-3", -3),
        ("'3'", "3"),
        ("01-31", "01-31"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("9" * 41, "9" * 41),
        ("!!str 5", "5"),
        ("!!python/object/apply:os.system ['true']", ["true"]),
        ("|\n  xin\n  chào", "xin\nchào"),
    ],
)
def test_a_value_is_read_as_it_is_written(text, value):
    assert read_text(f"key: {text}")[0] == {"key": value}


def test_a_comma_that_nobody_quoted_stays_in_its_text():
    found, _places = read_text("- {code: A, title_vi: Văn minh, văn hóa, max: 3, title_en: x, y}")

    assert found == [{"code": "A", "title_vi": "Văn minh, văn hóa", "max": 3, "title_en": "x, y"}]


def test_a_word_without_a_value_is_otherwise_a_key():
    assert read_text("{code: A, metric}")[0] == {"code": "A", "metric": None}
    assert read_text("{title_vi: A, metric: }")[0] == {"title_vi": "A", "metric": None}


def test_aliases_are_copies():
    found, _places = read_text("a: &x {points: 1}\nb: *x\nc: [*x, *x]")

    assert found == {"a": {"points": 1}, "b": {"points": 1}, "c": [{"points": 1}, {"points": 1}]}


def bomb(levels=9, width=10):
    lines = ["l0: &l0 [" + ", ".join(["x"] * width) + "]"]
    lines += [f"l{n}: &l{n} [" + ", ".join([f"*l{n - 1}"] * width) + "]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", [(None, "empty")]),
        ("# nothing but a remark\n", [(None, "empty")]),
        (bomb(), [(5, "too_many_aliases")]),
        ("a: &x [*x]", [(1, "not_yaml")]),
        ("a: *unknown", [(1, "not_yaml")]),
        ("[" * 40 + "]" * 40, [(1, "too_deep")]),
        ("[" * 100_000, None),
        ("a: [1", [(2, "not_yaml")]),
        ("a: b: c", [(1, "not_yaml")]),
        ("meta:\n\tcode: x", [(2, "not_yaml")]),
        ("a: 1\n---\nb: 2", [(2, "not_yaml")]),
        ("? [1, 2]\n: 3", [(1, "not_yaml")]),
        ("a: 1\nb: 2\na: 3\nb: 4", [(3, "duplicate_key"), (4, "duplicate_key")]),
        ("a: \x00", None),
        ("a: " + "x" * MAX_BYTES, [(None, "too_large")]),
        (b"\xff\xfea", [(None, "not_yaml")]),
        (b"title_vi: X\xe3 \xd0\xf4ng", [(None, "not_yaml")]),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_file_is_refused_at_once(content, found):
    began = perf_counter()

    assert found is None or refusal(content) == found
    assert refusal(content)

    assert perf_counter() - began < 5


def test_a_byte_order_mark_is_no_fault():
    assert read_bytes("\ufeffa: 1".encode())[0] == {"a": 1}


def test_the_shipped_file_is_read_from_disk():
    assert load_path(SHIPPED) == load(SHIPPED.read_bytes())
