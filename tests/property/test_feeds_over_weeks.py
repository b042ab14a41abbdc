"""Silence and volume over weeks: the program rings when the slow model does, to the second."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from schemas.database import Database
from tests.model import weeks
from tests.model.sentences import receipt, report
from tests.model.times import Message, zulu
from tests.replays.both import a_database
from tests.replays.ours import replay_ours
from tests.scenarios.stories.expecting import in_order as alerts_in_order
from tests.scenarios.stories.ordinary import in_order, short

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
RISKS = ("high", "medium", "standard")
COUNCILS = ("E06000021", "E06000021", "E10000028")
STARTS = [
    pytest.param(datetime(2026, 2, 15, 3, tzinfo=UTC), 4, id="the-clocks-go-forward"),
    pytest.param(datetime(2026, 9, 7, 13, tzinfo=UTC), 11, id="the-clocks-go-back"),
    pytest.param(datetime(2026, 5, 1, 22, tzinfo=UTC), 17, id="many-a-day"),
]


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = a_database(sqlite_url)
    yield database
    database.close()


def a_thinning_city(start: datetime, a_day: int) -> list[Message]:
    """Return 11 weeks of two councils; in the last two a third of the reports comes through."""
    draw = Random(a_day)  # noqa: S311 - a made-up city, repeatable on purpose
    at, lines = start, list[Message]()
    while (at := at + draw.expovariate(a_day) * DAY) < start + 77 * DAY:
        at = at.replace(microsecond=0)
        if at > start + 63 * DAY and draw.random() > 1 / 3:
            continue
        ref, known = f"S-{len(lines)}", at + int(draw.expovariate(1 / 200)) * MINUTE
        told = {
            "risk": RISKS[int(draw.random() * 3)],
            "local_authority": COUNCILS[int(draw.random() * 3)],
        }
        lines.append(report(short(known), ref, knew=short(at), **told))
        lines.append(receipt(short(known + 5 * MINUTE), ref))
    return in_order(lines)


def plain(alert: dict[str, Any]) -> dict[str, str]:
    recipients = " ".join(map(str, alert["recipients"]))
    return {name: str(value) for name, value in alert.items()} | {"recipients": recipients}


@pytest.mark.parametrize(("start", "a_day"), STARTS)
def test_feeds_are_told_of_as_the_slow_model_says(
    database: Database, start: datetime, a_day: int
) -> None:
    lines = a_thinning_city(start, a_day)
    end = start + 78 * DAY

    alerts = replay_ours(database, lines, zulu(end)).alerts

    of_feeds = [alert for alert in alerts if alert["kind"] in ("silence", "volume")]
    model = [*weeks.silences(lines, end), *weeks.volumes(lines, end)]
    expected = alerts_in_order([alarm.as_json() for alarm in model])
    assert {alert["kind"] for alert in expected} == {"silence", "volume"}
    assert [plain(one) for one in of_feeds] == [plain(one) for one in expected]
