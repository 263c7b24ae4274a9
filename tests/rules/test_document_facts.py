"""What makes a document doubtful for a year, and what may be said of it afterwards."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.document_facts import (
    DocumentFacts,
    Doubt,
    changed_facts,
    doubts_of,
    only_adds,
)

LATE = date(2025, 12, 31)

FACTS = st.builds(
    DocumentFacts,
    kind=st.sampled_from(["", "plan", "decision"]),
    number=st.sampled_from(["", "12/KH-UBND", "5/BC-UBND"]),
    dated_on=st.none() | st.dates(date(2020, 1, 1), LATE),
    issuer=st.sampled_from(["", "UBND xã Đại Hóa"]),
    proves_year=st.none() | st.integers(2020, 2026),
)


@pytest.mark.parametrize(
    ("day", "proves", "found"),
    [
        (None, None, ()),
        (date(2024, 1, 15), 2024, ()),
        (date(2025, 1, 9), 2024, ()),
        (date(2023, 12, 28), None, (Doubt.DATE_OF_ANOTHER_YEAR,)),
        (date(2026, 1, 1), None, (Doubt.DATE_OF_ANOTHER_YEAR, Doubt.DATE_TO_COME)),
        (None, 2023, (Doubt.PROVES_ANOTHER_YEAR,)),
        (None, 2025, (Doubt.PROVES_ANOTHER_YEAR,)),
        (date(2022, 3, 1), 2022, (Doubt.DATE_OF_ANOTHER_YEAR, Doubt.PROVES_ANOTHER_YEAR)),
    ],
)
def test_days_and_years_that_are_not_of_the_year_are_doubtful(day, proves, found):
    assert doubts_of(day, proves, year=2024, put_forward_on=LATE) == found


def test_a_day_that_was_still_to_come_is_doubtful():
    day = date(2024, 11, 20)

    assert doubts_of(day, None, year=2024, put_forward_on=day) == ()
    assert doubts_of(day, None, year=2024, put_forward_on=date(2024, 11, 19)) == (
        Doubt.DATE_TO_COME,
    )


@given(st.dates(date(2024, 1, 1), date(2025, 12, 31)))
def test_a_paper_of_the_year_or_the_next_is_never_of_another_year(day):
    assert doubts_of(day, 2024, year=2024, put_forward_on=LATE) == ()


@given(FACTS, FACTS)
def test_the_facts_that_differ_are_named_and_no_others(before, after):
    named = changed_facts(before, after)

    assert replace(before, **{name: getattr(after, name) for name in named}) == after
    assert all(getattr(before, name) != getattr(after, name) for name in named)


@given(FACTS)
def test_whatever_is_said_of_a_silent_document_only_adds(facts):
    assert only_adds(DocumentFacts(), facts)


@given(FACTS, FACTS)
def test_what_only_adds_takes_no_word_away(before, after):
    assert only_adds(before, after) == all(
        getattr(before, name) in ("", None, getattr(after, name))
        for name in ("kind", "number", "dated_on", "issuer", "proves_year")
    )
