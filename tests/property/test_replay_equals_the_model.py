from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import from_json, to_json

from schemas.database import Database
from tests.model import messages as drawn
from tests.model.replay import replay as replay_model
from tests.model.times import instant, zulu
from tests.replays.both import emptied
from tests.replays.ours import replay_ours


def in_json(value: object) -> Any:
    return from_json(to_json(value))


@settings(
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=drawn.files(), runs_on=st.sampled_from((0, 0, 2, 26)))
def test_a_replay_says_what_the_slow_model_says(
    database: Database, lines: list[dict[str, Any]], runs_on: int
) -> None:
    until = zulu(max(instant(line["time"]) for line in lines) + timedelta(hours=runs_on))
    expected = replay_model(lines, until, with_feeds=True)

    told = replay_ours(emptied(database), lines, until)

    assert in_json(told.incidents) == in_json(
        sorted(expected.incidents, key=lambda one: str(one["incident_ref"]))
    )
    assert in_json(told.alerts) == in_json(expected.alerts)
    assert in_json(told.waiting) == in_json(expected.waiting)
