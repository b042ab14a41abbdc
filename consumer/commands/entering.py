"""What a command has entered is taken in at once, where no monitor runs that would."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consumer.opening import Opened


def take_in(opened: "Opened") -> str:
    """Take in what was entered, or leave it to the running monitor; return which, in words."""
    from consumer.taking_in import not_before_last_work, take_in_entered
    from consumer.wall_clock import now

    at = not_before_last_work(opened.database, now())
    if take_in_entered(opened.database, opened.house(), opened.reader, at):
        return "taken in; who waits: danm waiting. What is due rings once danm run runs."
    return "the running monitor takes them in within seconds"
