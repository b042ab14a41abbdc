"""The made-up county of the demo as a past: weeks of notifications, every state among them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic_core import to_json

from consumer.arrivals import Arrival, Reader
from consumer.demo import SEED
from consumer.sources import Record
from consumer.sources.synthetic import history
from schemas.database import Database
from schemas.house import House
from tests.a_night import BROKEN
from tests.deploy.live.past import Snapshot, Stretch, played

DAYS = 28

UNREADABLE = (BROKEN, BROKEN + b" off")


def arrivals(house: House, until: datetime, days: int = DAYS) -> Iterator[Arrival]:
    """Yield what the county sent, and two lines that nobody can read."""
    reader = Reader(keys=house.keys, rules={})
    lines = [to_json(one) for one in history(SEED, until, days)]
    middle = len(lines) // 2
    for number, line in enumerate([*lines[:middle], *UNREADABLE, *lines[middle:]], 1):
        yield reader.read(Record(raw=line, coordinates=f"county:{number}"), None)


def past_of_the_county(
    database: Database, house: House, until: datetime, *, days: int = DAYS, often: timedelta
) -> list[Snapshot]:
    """Play the county's last days into a database; return what was to be seen meanwhile."""
    since = until - timedelta(days=days + 1)  # before the first message: every count at 0
    stretch = Stretch(since=since, until=until, often=often)
    return list(played(database, house, arrivals(house, until, days), stretch))
