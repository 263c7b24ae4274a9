"""Last days, extensions and who gives them: pure rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.deadlines import (
    ExtensionKind,
    closed_since,
    days_late,
    extended,
    is_over,
)
from emulation.rules.errors import OutOfScope, WrongState
from emulation.rules.extensions import (
    LONGEST,
    BeyondVerification,
    DayNotLater,
    DayTooFar,
    Scope,
    extenders,
    kinds_open_to,
    may_extend,
    require_extendable,
    require_more_time,
)
from emulation.rules.roles import Person, Role
from emulation.rules.workflow import AssessmentState

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
PROVINCE, DISTRICT, ELSEWHERE = 1, 2, 3
SCOPE = Scope(PROVINCE, DISTRICT)


def person(role, unit_id):
    return Person(9, "x", "X", role, unit_id, "")


@given(DAYS, st.lists(DAYS, max_size=4), DAYS)
def test_extension_only_ever_adds_time(closes_on, granted, today):
    last = extended(closes_on, granted)

    assert last >= closes_on
    assert last in {closes_on, *granted}
    if not is_over(closes_on, today):
        assert not is_over(last, today)
    assert is_over(last, today) == (today >= closed_since(last))
    assert is_over(last, today) == (days_late(today, last) > 0)


@given(DAYS, st.lists(DAYS, min_size=2, max_size=4))
def test_order_of_two_grants_does_not_matter(closes_on, granted):
    assert extended(closes_on, granted) == extended(closes_on, reversed(granted))


@given(
    st.sampled_from(list(Role)),
    st.sampled_from([PROVINCE, DISTRICT, ELSEWHERE]),
    st.sampled_from(list(ExtensionKind)),
    st.sampled_from(list(AssessmentState)),
)
def test_guard_page_and_sentence_agree_on_who_may_extend(role, unit_id, kind, state):
    somebody = person(role, unit_id)
    named = (role, unit_id) in extenders(kind, SCOPE)

    assert may_extend(somebody, kind, SCOPE) == named
    try:
        require_extendable(somebody, kind, SCOPE, state)
    except OutOfScope:
        assert not named
    except WrongState:
        assert named
        assert kind not in kinds_open_to(somebody, SCOPE, state)
    else:
        assert kind in kinds_open_to(somebody, SCOPE, state)


def test_whoever_inspects_does_not_give_itself_more_time():
    head = person(Role.HEAD_OF_INSPECTION, DISTRICT)
    assert [kind for kind in ExtensionKind if not may_extend(head, kind, SCOPE)] == [
        ExtensionKind.VERIFICATION
    ]
    other = person(Role.HEAD_OF_INSPECTION, ELSEWHERE)
    assert not any(may_extend(other, kind, SCOPE) for kind in ExtensionKind)


def test_unit_that_nobody_inspects_is_extended_by_the_council():
    held = extenders(ExtensionKind.APPEAL, Scope(PROVINCE, None))
    assert held == ((Role.COUNCIL, PROVINCE),)


@given(st.sampled_from(list(ExtensionKind)), DAYS, st.none() | DAYS, st.none() | DAYS, DAYS)
def test_day_that_is_accepted_gives_time(kind, until, present, ends, today):
    try:
        require_more_time(kind, until, present=present, verification_ends=ends, today=today)
    except DayNotLater as error:
        rightly = until <= error.after
    except BeyondVerification as error:
        rightly = kind is ExtensionKind.SELF_ASSESSMENT and until > error.latest == ends
    except DayTooFar as error:
        rightly = until > error.latest == today + LONGEST
    else:
        rightly = True
        assert today <= until <= today + LONGEST
        assert present is None or until > present
    assert rightly


@pytest.mark.parametrize("days", [0, 1, 366])
def test_extension_reaches_a_year_ahead(days):
    today = date(2024, 12, 1)
    require_more_time(
        ExtensionKind.VERIFICATION,
        today + timedelta(days=days),
        present=today - timedelta(days=1),
        verification_ends=None,
        today=today,
    )
