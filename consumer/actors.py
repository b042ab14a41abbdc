"""Who does something on the command line: the actor of its audit rows."""

from getpass import getuser

from schemas.auditing import COMMAND_LINE


def who_sits_here() -> str:
    """Return who uses this command line, as far as the machine knows."""
    try:
        return f"{COMMAND_LINE}: {getuser()}"
    except (KeyError, OSError):
        return COMMAND_LINE  # a container may run as a number without a name
