"""`danm purge`, killed between two of its stores: the next one ends it, and no figure changes."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consumer import wall_clock
from consumer.recount import differences, ensure_edges
from schemas.database import Database, open_database
from schemas.migrating import upgrade
from schemas.moments import zulu
from schemas.purge_tables import purged_cases
from schemas.tables import cases
from tests.contract.hand_room import come
from tests.faults.killed_at import OF_A_PURGE, SAID
from tests.faults.lives import Lives
from tests.quarantine_room import Room
from tests.replays.ours import HOUSE
from tests.spec.metered import a_heartbeat, a_receipt, a_report, told

OLD = 120
POLICY = HOUSE.policies.versions[-1]


@pytest.fixture
def old(database_url: str) -> Iterator[Database]:
    """Many cases of years ago, one of which waits still, and a monitor that runs today."""
    now = wall_clock.now()
    then = now - timedelta(days=800)
    with closing(open_database(database_url)) as database:
        upgrade(database)
        ensure_edges(database, POLICY)
        room = Room(database)
        come(room, *(report(then, n) for n in range(OLD)))
        received = then + timedelta(hours=1)
        come(room, *(receipt(received, n) for n in range(1, OLD)))
        room.sweep(received)
        come(room, a_heartbeat(zulu(now)))
        room.sweep(now)
        yield database


def report(at: datetime, number: int) -> dict[str, object]:
    child = {"ref": f"child-{number}", "age_band": "4-7"}
    return a_report(zulu(at), f"OLD-{number}", children=[child])


def receipt(at: datetime, number: int) -> dict[str, object]:
    return a_receipt(zulu(at), f"OLD-{number}") | {"id": f"received-{number}"}


def held(database: Database) -> tuple[int, int]:
    """How many cases are held, and of how many the hash alone."""
    with database.read() as connection:
        assert differences(connection, POLICY) == []
        number = select(func.count())
        return (
            connection.execute(number.select_from(cases)).scalar_one(),
            connection.execute(number.select_from(purged_cases)).scalar_one(),
        )


def test_killed_anywhere_it_is_ended_by_the_next(
    old: Database, database_url: str, tmp_path: Path
) -> None:
    figures = told(old).values
    purge = ("purge", "--database", database_url, "--data-dir", str(tmp_path / "data"))

    with Lives(tmp_path) as lives, old.held_by_this_process():
        for point in OF_A_PURGE:
            lives.begin(*purge, point=point)
            lives.ended(60)
            assert lives.stderr.endswith(f"{SAID}{point}\n")
            assert sum(held(old)) == OLD
        lives.begin(*purge)
        assert lives.ended(60) == 0

    assert held(old) == (1, OLD - 1)
    assert told(old).values == figures
    assert "cases with all that was told, rung and sent about them" in lives.outputs[-1].read_text()
