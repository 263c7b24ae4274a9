"""Refusals are sentences, also when the database itself is away."""

import pytest
from sqlalchemy.exc import OperationalError

from emulation.database import DatabaseBusy
from tests.support.pages import parse


@pytest.fixture
def failing(app, monkeypatch):
    """Let the page of criteria sets meet a failure, as it would when something breaks below it."""

    def fail_with(error):
        def view(**_parts):
            raise error

        monkeypatch.setitem(app.view_functions, "criteria.index", view)
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    return fail_with


@pytest.fixture
def without_a_database(app, monkeypatch):
    def away():
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setitem(
        app.template_context_processors, None, [*app.template_context_processors[None], away]
    )


@pytest.mark.parametrize(
    "error", [DatabaseBusy(), OperationalError("SELECT", {}, Exception("gone"))]
)
def test_a_database_that_is_away_is_said_and_may_be_tried_again(
    browser, failing, without_a_database, error
):
    failing(error)

    answer = browser.open("/criteria")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert parse(answer.text).select_one("h1")


def test_our_own_failure_shows_a_page_and_no_traceback(browser, failing, without_a_database):
    failing(ZeroDivisionError("a secret"))

    answer = browser.open("/criteria")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_form_of_text_larger_than_any_person_types_is_refused_with_a_sentence(browser, database):
    answer = browser.open(
        "/login",
        method="POST",
        data=b"username=" + b"x" * 17_000_000,
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 413
    assert parse(answer.text).select_one("h1")
