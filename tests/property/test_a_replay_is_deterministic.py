"""Same input, same output: design, law 8; in one run or several, whatever a transaction holds."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consumer.replay import Replay
from schemas.counts import ALERTS, WAITING, WAITING_CHILDREN, read_counts
from schemas.database import Database
from schemas.pictures import load_marks
from schemas.tables import alerts, cases, claims
from tests.model.messages import files
from tests.model.sentences import grade, report
from tests.model.times import Message, instant
from tests.replays.both import emptied
from tests.replays.live import READER, Live, rows_of
from tests.replays.ours import HOUSE, records_of

FEW = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def run(
    database: Database, lines: list[Message], until: datetime | None, clock: datetime | None = None
) -> datetime | None:
    """Replay lines, from where the clock stood; return where it stands then."""
    one = Replay(database=database, house=HOUSE, until=until, clock=clock)
    one.run(READER.read(record, None) for record in records_of(lines))
    return one.clock


def came_out(database: Database) -> dict[str, Any]:
    """Return every alert to the last column, every claim and picture, and who is waiting."""
    told: dict[str, Any] = {table.name: rows_of(database, table) for table in (alerts, claims)}
    with database.read() as connection:
        counted = read_counts(connection, [ALERTS, WAITING, WAITING_CHILDREN])
    told["counts"] = [
        (metric, labels, n)
        for metric, by_labels in counted.items()
        for labels, n in sorted(by_labels.items())
        if n
    ]
    shown = [{**row, "marks": load_marks(row["marks"]).claims} for row in rows_of(database, cases)]
    return {**told, "cases": shown}


def the_end(lines: list[Message]) -> datetime:
    return max(instant(line["time"]) for line in lines)


@FEW
@given(files())
def test_two_replays_give_equal_alerts(live: Live, lines: list[Message]) -> None:
    outcomes = []
    for _ in range(2):
        run(emptied(live.database), lines, None)
        outcomes.append(came_out(live.database))

    assert outcomes[0] == outcomes[1]


A_DEADLINE_AND_A_CHANGE_AT_THE_END = [
    report("03-27 16:00", "A", risk="high"),
    report("03-27 16:00", "B", risk="standard"),
    grade("03-28 00:00", "medium", "B"),
]


@pytest.mark.parametrize("size", [1, 2])
@FEW
@given(files())
@example(A_DEADLINE_AND_A_CHANGE_AT_THE_END)
def test_how_many_messages_a_transaction_holds_does_not_matter(
    live: Live, size: int, lines: list[Message]
) -> None:
    run(emptied(live.database), lines, None)
    expected = came_out(live.database)

    with pytest.MonkeyPatch.context() as small:
        small.setattr("consumer.replay.TRANSACTION_MESSAGES", size)
        small.setattr("consumer.replay.LOOKED_AT_ONCE", size)
        run(emptied(live.database), lines, None)

    assert came_out(live.database) == expected


@FEW
@given(files(), st.integers(1, 10))
def test_a_replay_continued_from_a_stored_half_equals_the_whole(
    live: Live, lines: list[Message], place: int
) -> None:
    later = [n for n in range(place, len(lines)) if instant(lines[n]["time"]) > the_end(lines[:n])]
    cut = later[0] if later else len(lines)
    run(emptied(live.database), lines, the_end(lines))
    expected = came_out(live.database)

    clock = run(emptied(live.database), lines[:cut], the_end(lines[:cut]))
    live.restart()
    run(live.database, lines[cut:], the_end(lines), clock)

    assert came_out(live.database) == expected
