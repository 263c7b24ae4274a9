"""What makes a password easy to guess."""

import pytest

from emulation.accounts import passwords


@pytest.mark.parametrize(
    "password",
    [
        "bacgiang2024bacgiang",
        "Bắc Giang thân thiện 1",
        "một cửa một cửa một cửa",
        "aaaaaaaaaaaaaaaaaaaa",
        "nguyenthihanh nguyenthihanh",
        "Nguyễn Thị Hạnh 2024",
        "official-07201 official-07201",
        "password password password",
        "123456789123456789",
    ],
)
def test_names_common_words_and_repetition_are_easy(password):
    assert passwords.is_guessable(password, ("official-07201", "Nguyễn Thị Hạnh"))


@pytest.mark.parametrize(
    "password",
    [
        "con cò bay lả bay la",
        "sáng nay mưa to, trâu về muộn",
        "xq7-wm2-kd9-pz4-ab",
        "ao thu lạnh lẽo",
    ],
)
def test_a_sentence_of_ones_own_is_not(password):
    assert not passwords.is_guessable(password, ("official-07201", "Nguyễn Thị Hạnh"))


def test_first_passwords_are_long_enough_not_guessable_and_never_the_same():
    made = {passwords.first_password() for _ in range(100)}

    assert len(made) == 100
    assert all(len(password) >= passwords.SHORTEST for password in made)
    assert not any(passwords.is_guessable(password) for password in made)


def test_nobody_takes_as_much_work_as_somebody(app):
    with app.app_context():
        assert passwords.is_right("anything", None) is False
