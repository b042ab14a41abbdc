"""What panels say of who waits while nobody can know: *cannot tell*, never that all is well.

Each scene is a running danm of its own: nothing ever came, the police went silent, or only the
front door ever spoke.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from consumer import wall_clock
from consumer.arrivals import Reader
from consumer.replay import Replay
from deploy.grafana.preview.panels import Drawn
from schemas.database import Database
from schemas.house import House
from schemas.moments import zulu
from tests.a_night import received, reported
from tests.deploy.dashboards import FILES
from tests.deploy.live.living import Living, Past, living, no_past
from tests.deploy.live.past import Snapshot
from tests.replays.ours import records_of
from tests.wire import HEARTBEAT, Json, a_message

pytestmark = pytest.mark.integration

CANNOT_TELL = "cannot tell"
ALL_IS_WELL = {"0", "0 h", "0%", "100%", "none", "nobody waits"}

HEALTH = "danm-health"
"""What this machine does is known, whoever is silent: a 0 there is one."""

FACTS = ("danm_oldest_waiting", "danm_receipts_total", "danm_week_")
"""What stays known in silence: who waits longest at least, what was received, weeks gone by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a danm heard before it runs, and what the longest wait then is."""

    past: Past = no_past
    messages: Callable[[], Sequence[Json]] = tuple
    longest: str = CANNOT_TELL
    """How its text begins: minutes pass while the scene is asked."""
    is_ringing: bool = True
    """Whether Prometheus then tells who mends feeds, or will if it lasts."""


def police_went_silent(database: Database, house: House) -> Sequence[Snapshot]:
    """Two days ago: one child whom nobody told of, one told in time; a heartbeat, then silence."""
    at = wall_clock.now() - timedelta(days=2)
    told = [
        reported("STF-26-1", "medium", at),
        reported("STF-26-2", "high", at),
        received("STF-26-2", at + timedelta(hours=1)),
        a_message(HEARTBEAT, id="last", time=zulu(at + timedelta(hours=2))),
    ]
    reader = Reader(keys=house.keys, rules={})
    run = Replay(database=database, house=replace(house, channels=()))
    run.run(reader.read(record, None) for record in records_of(told))
    return ()


def a_receipt() -> Sequence[Json]:
    return [received("STF-26-3", wall_clock.now() - timedelta(minutes=10))]


SCENES = {
    "empty": Scene(),
    "silent": Scene(past=police_went_silent, longest="2 d 00:"),
    "receipts-only": Scene(messages=a_receipt, is_ringing=False),
}


@pytest.fixture(scope="module", params=SCENES.values(), ids=list(SCENES))
def scene(request: pytest.FixtureRequest) -> Scene:
    told: Scene = request.param
    return told


@pytest.fixture(scope="module")
def asked(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with living(tmp_path_factory.mktemp("scene"), scene.past, scene.messages()) as one:
        yield one


@pytest.fixture(scope="module")
def found(asked: Living) -> list[Drawn]:
    """Every panel about children and notifications, of every dashboard."""
    return [panel for file in FILES if file.stem != HEALTH for panel in asked.drawn(file)]


def test_how_many_wait_cannot_be_told(found: list[Drawn]) -> None:
    about_waits = [one for one in found if "danm_waiting" in queries(one)]

    counts = [one.texts for one in about_waits if one.title.startswith("Waiting now: ")]
    assert counts
    assert counts == [[CANNOT_TELL]] * len(counts)
    said = [one for one in about_waits if CANNOT_TELL not in one.texts]
    assert [one.title for one in said if not any(fact in queries(one) for fact in FACTS)] == []


def test_no_panel_says_that_all_is_well(found: list[Drawn]) -> None:
    well = {one.title: said for one in found if (said := ALL_IS_WELL.intersection(one.texts))}

    assert well == {}


def test_a_wait_that_is_known_is_shown_in_silence(scene: Scene, found: list[Drawn]) -> None:
    longest = [one.texts for one in found if one.title == "Longest wait"]

    assert longest
    assert all(len(texts) == 1 and texts[0].startswith(scene.longest) for texts in longest)


def test_who_mends_feeds_is_told_where_one_is_silent_or_none_was_ever_heard(
    scene: Scene, asked: Living
) -> None:
    rules = asked.rules()

    assert {one.health for one in rules.values()} == {"ok"}
    assert rules["DanmFeedNotTrusted"].is_active == scene.is_ringing


def queries(one: Drawn) -> str:
    return " ".join(target.expr for target in one.panel.asked)
