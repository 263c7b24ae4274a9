"""A sheet in verification, and another district beside it."""

import pytest

from tests.verification import world as making


@pytest.fixture
def world(database):
    return making.make_world()


@pytest.fixture
def submitted(world):
    making.submit(world)
    return world


@pytest.fixture
def begun(submitted):
    making.begin(submitted)
    return submitted
