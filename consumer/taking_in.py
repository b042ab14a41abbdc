"""Taking entered messages in at once, by a short command, where no monitor runs that would."""

from datetime import datetime, timedelta

from consumer import wall_clock
from consumer.actors import who_sits_here
from consumer.arrivals import Reader
from consumer.holdings import last_instant
from consumer.intake import Intake
from consumer.offsets import Offsets
from consumer.roles import WATCHING
from consumer.signs import SILENT_AFTER, last_sign
from consumer.sources.entered import EnteredMessages
from schemas.auditing import Signature
from schemas.database import AlreadyRunning, Database
from schemas.house import House

_GROUP = "command line"
"""No partition is read here, so no offset is ever kept under it."""


def take_in_entered(database: Database, house: House, reader: Reader, now: datetime) -> bool:
    """Take in what was entered, so that a child's wait is known; nothing rings before the sweep.

    Return False, with nothing done, where a monitor runs on the SQLite file: it takes them in
    within seconds. On PostgreSQL both may try, and each message is taken once.
    """
    intake = Intake(
        database=database,
        house=house,
        reader=reader,
        sources=[EnteredMessages(database, house.keys)],
        offsets=Offsets(database, _GROUP),
    )
    try:
        with database.held_by_this_process():
            while intake.turn(now) == timedelta(0):
                pass
    except AlreadyRunning:
        return False
    return True


def not_before_last_work(database: Database, now: datetime) -> datetime:
    """Return ``now``, or the last instant the database worked at where that is later.

    A replay or the demo may have left a clock ahead of the wall: it never goes back, and what is
    entered arrives at the present of that database, never at the message's own old time. Where a
    monitor looks at this very minute, its clock ran ahead once and was put right: then it is now.
    """
    with database.read() as connection:
        latest = last_instant(connection)
        looked_at = last_sign(connection, WATCHING)
    if latest is None or latest <= now:
        return now
    is_watched = looked_at is not None and abs(now - looked_at) <= SILENT_AFTER
    return now if is_watched and latest > now + SILENT_AFTER else latest


def sign_here(database: Database) -> Signature:
    """Return who does something on this command line, and when by the clock of the database."""
    return Signature(actor=who_sits_here(), at=not_before_last_work(database, wall_clock.now()))
