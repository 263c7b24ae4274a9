"""A sheet in verification, and another district beside it."""

import pytest
import time_machine

from tests.verification import world as making


@pytest.fixture
def world(database):
    """Give the year on a day on which inspectors verify."""
    with time_machine.travel(making.BEGUN):
        yield making.make_world()


@pytest.fixture
def submitted(world):
    making.submit(world)
    return world


@pytest.fixture
def begun(submitted):
    making.begin(submitted)
    return submitted
