"""A year under way with the real criteria set, and a browser in which somebody signed in."""

from types import SimpleNamespace

import pytest

from emulation.accounts.models import Grant, User
from emulation.database import db
from tests.assessments.sheet_world import make_world


@pytest.fixture
def world(database):
    return make_world()


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
