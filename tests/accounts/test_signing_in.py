"""Signing in: the same answer for every failure, and no more tries than are allowed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from emulation.accounts import throttle
from emulation.accounts.models import SignedSession, SignInBucket
from emulation.accounts.session import hash_token
from emulation.accounts.views import safe_next
from emulation.audit.models import AuditEvent
from emulation.database import db, write_tx
from emulation.rules.roles import Role
from tests.accounts.factories import PASSWORD, GrantFactory, user_with
from tests.units.factories import UnitFactory

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def official(database):
    return user_with(Role.COMMUNE_OFFICIAL, UnitFactory(name="Xã Đại Hóa"), username="official-1")


def try_to_sign_in(browser, username, password=PASSWORD, status=None, **fields):
    data = {"username": username, "password": password, **fields}
    return browser.open("/login", method="POST", data=data, follow=False, status=status)


def test_person_signs_in_and_comes_to_the_page_asked_for(browser, official):
    answer = browser.open("/account", follow=False, status=303)
    assert answer.location == "/login?next=/account"

    page = browser.get("/login?next=/account")
    form = page.select_one("main form")
    page = browser.submit(form, {"username": " Official-1 ", "password": PASSWORD})

    assert browser.url == "/account"
    assert "Xã Đại Hóa" in page.select_one("main").text


def test_a_composed_and_a_decomposed_accent_are_the_same_password(browser, official):
    try_to_sign_in(browser, "official-1", "con co\u0300 bay la\u0309 bay la", status=303)


def test_every_failure_gets_the_same_answer(browser, database):
    unit = UnitFactory()
    at = datetime.now(UTC)
    user_with(Role.LEADER, unit, username="right")
    user_with(Role.LEADER, unit, username="disabled", disabled_at=at)
    GrantFactory(user__username="past", unit=unit, valid_to=date(2021, 1, 1))
    GrantFactory(user__username="future", unit=unit, valid_from=date(2999, 1, 1))

    answers = [
        try_to_sign_in(browser, username, password, status=401)
        for username, password in (
            ("nobody", PASSWORD),
            ("right", "wrong"),
            ("disabled", PASSWORD),
            ("past", PASSWORD),
            ("future", PASSWORD),
            ("x" * 10_000, PASSWORD),
            ("right", "x" * 100_000),
            ("nul\0byte", "nul\0byte"),
        )
    ]

    sentences = {
        answer.text.split('class="error-summary"')[1].split("</div>")[0] for answer in answers
    }
    assert len(sentences) == 1
    assert "nobody" in answers[0].text, "what was typed stays, but for the password"


def test_an_empty_form_names_both_fields(browser, database):
    page = browser.post("/login", {}, status=400)

    assert len(page.select(".field__error")) == 2


def test_the_eleventh_try_for_one_account_has_to_wait_and_so_has_the_right_one(browser, official):
    for _ in range(throttle.FAILURES_PER_ACCOUNT):
        try_to_sign_in(browser, "official-1", "wrong", status=401)

    page = browser.post(
        "/login",
        {"username": "official-1", "password": PASSWORD},
        status=429,
        headers=ENGLISH,
    )

    assert "Wait five minutes" in page.text
    assert db.session.query(SignedSession).count() == 0


def test_others_can_sign_in_while_one_account_has_to_wait(browser, official):
    for _ in range(throttle.FAILURES_PER_ACCOUNT + 1):
        try_to_sign_in(browser, "somebody", "wrong")

    try_to_sign_in(browser, "official-1", status=303)


def test_success_does_not_use_up_tries(browser, official):
    for _ in range(throttle.FAILURES_PER_ADDRESS + 5):
        try_to_sign_in(browser, "official-1", status=303)


def test_after_five_minutes_the_count_begins_again(database):
    at = datetime.now(UTC)
    bucket = (throttle.Bucket("account:x", 2),)
    with write_tx():
        tries = [throttle.count_try(bucket, at=at) for _ in range(3)]
        later = throttle.count_try(bucket, at=at + throttle.WINDOW)

    assert tries == [True, True, False]
    assert later


def test_old_counts_are_swept(database):
    at = datetime.now(UTC)
    old, new = (throttle.Bucket("old", 5),), (throttle.Bucket("new", 5),)
    with write_tx():
        throttle.count_try(old, at=at - timedelta(days=1))
        throttle.count_try(new, at=at)
        throttle.forgive(new, at=at)

    assert [bucket.key for bucket in db.session.query(SignInBucket)] == ["new"]


def test_signing_in_is_in_the_log_with_the_person_and_the_role(browser, official):
    try_to_sign_in(browser, "official-1", status=303)

    entry = db.session.query(AuditEvent).one()
    assert (entry.action, entry.actor_id) == ("accounts.sign_in", official.id)
    assert entry.actor_role == Role.COMMUNE_OFFICIAL


def test_only_the_hash_of_the_token_is_stored(browser, official):
    try_to_sign_in(browser, "official-1", status=303)
    with browser.client.session_transaction() as session:
        token = session["_user_id"]

    assert db.session.query(SignedSession).one().token_hash == hash_token(token)


def test_signing_in_again_gets_a_new_session_and_ends_the_earlier_one(browser, official):
    try_to_sign_in(browser, "official-1")
    try_to_sign_in(browser, "official-1")

    first, second = db.session.query(SignedSession).order_by(SignedSession.id)
    assert first.ended_at is not None
    assert second.ended_at is None


def test_a_password_hashed_at_another_cost_is_hashed_again(app, browser, official):
    before = official.password_hash
    cost = app.config["PASSWORD_HASH_COST"]
    app.config["PASSWORD_HASH_COST"] = cost | {"time_cost": cost["time_cost"] + 1}
    try:
        try_to_sign_in(browser, "official-1", status=303)
    finally:
        app.config["PASSWORD_HASH_COST"] = cost

    assert official.password_hash != before


def test_language_chosen_before_signing_in_is_remembered_with_the_account(browser, official):
    browser.open("/language/en?next=/login", status=200)
    try_to_sign_in(browser, "official-1")
    assert official.language == "en"

    browser.sign_out()
    try_to_sign_in(browser, "official-1")
    with browser.client.session_transaction() as session:
        assert session["language"] == "en"


def test_language_that_we_do_not_speak_is_not_found(browser, database):
    browser.get("/language/fr", status=404)


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\nSet-Cookie: a=b",
        "http:///evil.example",
        "evil",
        "/\t/evil.example",
        "//[",
        "",
    ],
)
def test_only_pages_of_ours_are_gone_to_next(address):
    assert safe_next(address) == "/"


def test_a_page_with_questions_is_gone_to_next():
    assert safe_next("/assessments/7?group=A#A3") == "/assessments/7?group=A#A3"


def test_whoever_is_signed_in_is_not_asked_again(browser, official):
    browser.sign_in(official)

    assert browser.open("/login?next=/account", follow=False, status=303).location == "/account"
