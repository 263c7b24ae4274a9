"""One line of the table: a file that somebody sends, and what it must get."""

from collections.abc import Callable
from dataclasses import dataclass

from emulation.evidence.checks.verdicts import Flag, Reason


@dataclass(frozen=True)
class Case:
    """A file under the name it is sent with, what is wrong with it, and what it gets.

    It is refused for `reason`, or taken with exactly these `flags` under the name `kept_as`.
    """

    name: str
    about: str
    make: Callable[[], bytes]
    reason: Reason | None = None
    flags: frozenset[Flag] = frozenset()
    kept_as: str = ""

    @property
    def id(self):
        plain = self.about.encode("ascii", "replace").decode()
        return plain[:60]

    @property
    def kept_name(self):
        return self.kept_as or self.name


def refused(name, about, make, reason):
    return Case(name, about, make, reason=reason)


def taken(name, about, make, *flags, kept_as=""):
    return Case(name, about, make, flags=frozenset(flags), kept_as=kept_as)
