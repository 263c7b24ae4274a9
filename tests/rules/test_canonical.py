"""One form of JSON for one content (RFC 8785)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.canonical import LARGEST_WHOLE_NUMBER, NotCanonical, canonical

letters = st.characters(codec="utf-8")
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-LARGEST_WHOLE_NUMBER, max_value=LARGEST_WHOLE_NUMBER)
    | st.text(letters),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(letters), inner),
    max_leaves=20,
)


def test_keys_stand_in_the_order_of_their_utf16_units():
    """The example of RFC 8785, 3.2.3: the smiley stands before U+FB33."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]

    written = canonical(dict.fromkeys(keys, 0))

    assert list(json.loads(written)) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_letters_stay_letters_and_only_what_must_be_is_escaped():
    text = '€$\x0f\nA\'B"\\\\"/ đ\x7f'

    assert canonical({"string": text}).decode() == (
        '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/ đ\x7f"}'
    )


def test_nothing_but_the_content_is_written():
    assert canonical({"b": [1, True, None], "a": {}}) == b'{"a":{},"b":[1,true,null]}'


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        LARGEST_WHOLE_NUMBER + 1,
        {"a": [0.1]},
        {1: "a"},
        {"a": {"b"}},
        b"bytes",
        "\ud800",
        {"\udfff": 1},
    ],
)
def test_what_readers_could_take_for_something_else_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


@given(values)
def test_reading_and_writing_again_changes_nothing(value):
    written = canonical(value)

    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


@given(st.dictionaries(st.text(letters), st.integers(-9, 9)), st.randoms())
def test_the_order_in_which_facts_came_does_not_matter(facts, chance):
    items = list(facts.items())
    chance.shuffle(items)

    assert canonical(dict(items)) == canonical(facts)
