"""A server or browser that a test needs: without it the test is skipped, or fails in CI."""

import os
from typing import NoReturn

import pytest

ALL_MUST_RUN = bool(os.environ.get("CI") or os.environ.get("REQUIRE_ALL"))


def missing(sentence: str) -> NoReturn:
    """Skip with a sentence that says how to get what is missing; fail where all must run."""
    if ALL_MUST_RUN:
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
