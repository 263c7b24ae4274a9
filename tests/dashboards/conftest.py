"""The same published year that the ranking's own tests read."""

from tests.rankings.conftest import approved, published, verified, world

__all__ = ("approved", "published", "verified", "world")
