"""Random years: whatever people do in whatever order, the sheets stay whole."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from emulation.rules.workflow import AssessmentState
from tests.resilience import profile
from tests.workflow.machine import YearOfEverybody
from tests.workflow.province import Province

ROUNDS = profile.of(full=12, small=1)
YEARS_IN_A_ROUND = profile.of(full=60, small=8)
STEPS = profile.of(full=50, small=25)
STORIES = settings(
    max_examples=YEARS_IN_A_ROUND,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    # A story is told as it was found; to make it short takes minutes, and is for a person to ask.
    phases=[Phase.generate, Phase.shrink] if profile.FULL else [Phase.generate],
    print_blob=True,
)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_no_story_leaves_the_table_or_loses_anything(database, turn):
    reached = live(Province())

    assert reached[AssessmentState.DRAFT]
    if profile.FULL:  # a few short years may well end before the inspection begins
        assert reached[AssessmentState.IN_VERIFICATION]


def live(province: Province) -> Counter:
    """Let chance write the years of a province; return how often each state was reached."""
    reached = Counter()
    machine = type("Year", (YearOfEverybody,), {"province": province, "reached": reached})
    run_state_machine_as_test(machine, settings=STORIES)
    return reached
