"""The last step of a canary: the loop that hands alerts over turns, and the database takes it."""

from datetime import datetime, timedelta

from consumer.loops import Turn
from schemas.canaries import hand_over, is_any_to_hand_over
from schemas.database import Database, retrying


def carrying_canaries(database: Database, turn: Turn) -> Turn:
    """Return a dispatcher's turn that hands canaries over, behind what it had to send: to nobody.

    Whether a receiver accepts is seen from real alerts alone; a test alert an hour would teach
    people to look away.
    """

    def carry(now: datetime) -> timedelta:
        pause = turn(now)
        retrying(lambda: _hand_over(database, now))
        return pause

    return carry


def _hand_over(database: Database, now: datetime) -> None:
    with database.read() as connection:
        is_any = is_any_to_hand_over(connection)
    if is_any:
        with database.write() as connection:
            hand_over(connection, now)
