"""A year under way with the real criteria set, and a browser in which somebody signed in."""

from types import SimpleNamespace

import pytest
import time_machine

from emulation.accounts.models import Grant, User
from emulation.database import db
from tests.assessments.sheet_world import IN_TIME, make_world


@pytest.fixture
def world(database):
    """Give the year on a day on which communes score themselves."""
    with time_machine.travel(IN_TIME):
        yield make_world()


@pytest.fixture
def sign_in(browser, world):
    """Give a function that signs a person of the world in and hands the browser back."""

    def sign(name):
        user = db.session.get(User, world.users[name].id)
        grant = db.session.get(Grant, world.users[name].grants[0].id)
        db.session.rollback()
        browser.sign_in(SimpleNamespace(id=user.id, grants=[grant]), grant)
        return browser

    return sign
