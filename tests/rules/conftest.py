"""Criteria sets for the tests of the rules."""

from pathlib import Path

import pytest
from hypothesis import settings

from emulation.criteria.files import load_path
from tests.rules.small_set import FullSheet

# A busy machine is slow, not wrong.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

SHIPPED = Path(__file__).parents[2] / "emulation" / "data" / "criteria_bac_giang.yaml"


@pytest.fixture(scope="session")
def bac_giang():
    """Give the criteria set that ships with the program."""
    return load_path(SHIPPED)


@pytest.fixture(scope="session")
def full_sheet(bac_giang):
    """Give answers that earn every point of the core."""
    return FullSheet(bac_giang).answers
