"""Every panel of every dashboard, asked of a running danm that knows a made-up county."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from consumer import wall_clock
from deploy.grafana.preview.dashboards import NO_PANELS, read_dashboard
from deploy.grafana.preview.panels import Drawn
from schemas.database import Database
from schemas.house import House
from schemas.moments import zulu
from tests.a_night import reported
from tests.deploy.dashboards import FILES
from tests.deploy.live.county import past_of_the_county
from tests.deploy.live.living import Living, living
from tests.deploy.live.past import Snapshot
from tests.wire import COUNCIL, HEARTBEAT, Json, a_message

pytestmark = pytest.mark.integration


def past(database: Database, house: House) -> list[Snapshot]:
    return past_of_the_county(database, house, wall_clock.now(), days=14, often=timedelta(days=2))


def of_this_minute() -> list[Json]:
    """Both partners' heartbeats, and a child whom nobody told of in nine hours: it rings now."""
    now = wall_clock.now()
    told = {"local_authority": "E06000021"}
    return [
        reported("STF-26-NOW", "high", now - timedelta(hours=9)),
        a_message(HEARTBEAT, id="now-police", time=zulu(now)),
        a_message(HEARTBEAT, id="now-council", time=zulu(now), source=COUNCIL, data=told),
    ]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with living(tmp_path_factory.mktemp("county"), past, of_this_minute()) as one:
        yield one


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_panel_finds_data(county: Living, file: Path) -> None:
    found = county.drawn(read_dashboard(file), window="7d")

    asked = [one for one in found if one.panel.kind not in NO_PANELS]
    for one in asked:
        print(one.title, one.is_empty, one.texts[:6])
    assert asked
    assert [one.title for one in asked if says_nothing(one)] == []


def says_nothing(one: Drawn) -> bool:
    return one.is_empty or set(one.texts) == {"cannot tell"}
