"""How much is done: little in the ordinary runs, everything with RESILIENCE=full."""

import os

FULL = os.environ.get("RESILIENCE") == "full"


def of(full: int, small: int) -> int:
    return full if FULL else small
