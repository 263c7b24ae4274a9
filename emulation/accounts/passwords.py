"""Passwords: hashed slowly and few at a time, judged by length and by how easily guessed."""

import secrets
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from emulation.rules.collation import fold

SHORTEST = 15
LONGEST = 128
# What must be left once the words that everybody here would try are taken out.
LEAST_OWN_LETTERS = 8
LEAST_DIFFERENT = 6
SHORTEST_WORD = 3
GUESSABLE = (
    "chinhquyen",
    "thanthien",
    "thidua",
    "bacgiang",
    "bacninh",
    "hanhchinh",
    "caicach",
    "motcua",
    "tieuchi",
    "canbo",
    "congchuc",
    "xaphuong",
    "uyban",
    "ubnd",
    "matkhau",
    "password",
    "emulation",
    "administrator",
    "admin",
    "vietnam",
    "qwertyuiop",
    "qwerty",
    "123456789",
    "12345",
)
# Letters and digits that nobody takes for another one when reading from paper.
CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"

# A sign-in storm must not take all the memory and every core.
_few_at_a_time = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """Return the Argon2id hash; slow on purpose, so never inside a write transaction."""
    with _few_at_a_time:
        return _hasher().hash(composed(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Say whether the password fits; without an account it takes just as long to say no."""
    hasher = _hasher()
    with _few_at_a_time:
        try:
            hasher.verify(password_hash or _nobodys_hash(hasher), composed(password)[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Say whether the hash was made at another cost than is set today."""
    return _hasher().check_needs_rehash(password_hash)


def composed(password: str) -> str:
    """Return the same letters however the keyboard put their accents together."""
    return unicodedata.normalize("NFC", password)


def first_password() -> str:
    """Return a password to hand over on paper: four groups of five, 99 bits."""
    return "-".join("".join(secrets.choice(CLEAR) for _ in range(5)) for _ in range(4))


def is_guessable(password: str, personal: Iterable[str] = ()) -> bool:
    """Say whether little is left of it without common words, the person's own and repetition."""
    left = _bare(password)
    own = (_bare(word) for text in personal for word in (text, *text.replace("-", " ").split()))
    tried_first = {*GUESSABLE, *(word for word in own if len(word) >= SHORTEST_WORD)}
    for word in sorted(tried_first, key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < LEAST_OWN_LETTERS or len(set(left)) < LEAST_DIFFERENT


def _bare(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


def _hasher() -> PasswordHasher:
    cost: Mapping[str, int] = current_app.config["PASSWORD_HASH_COST"]
    return _hasher_for(cost["time_cost"], cost["memory_cost"], cost["parallelism"])


@lru_cache
def _hasher_for(time_cost: int, memory_cost: int, parallelism: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=parallelism)


@lru_cache
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_urlsafe())
