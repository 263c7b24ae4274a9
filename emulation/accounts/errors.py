"""What goes wrong with people and their roles."""

from emulation.rules.errors import RuleBroken


class UsernameTaken(RuleBroken):
    """Another account has this name."""

    def __init__(self, username: str) -> None:
        super().__init__(username)
        self.username = username


class RoleHeldAlready(RuleBroken):
    """The person holds this role at this unit on some of these days."""


class RoleDoesNotFitUnit(RuleBroken):
    """A role is held at units of certain kinds only."""


class RoleEndsBeforeItBegins(RuleBroken):
    """The last day of a role lies before its first one."""


class NotOneself(RuleBroken):
    """Administrators do not disable themselves or end their own role: nobody could undo it."""


class WrongPassword(RuleBroken):
    """The current password was not given correctly."""
