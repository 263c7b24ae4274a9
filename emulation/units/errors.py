"""What goes wrong with units."""

from emulation.rules.errors import RuleBroken


class UnitEndsBeforeItBegins(RuleBroken):
    """The last day of a unit lies before its first one."""
