"""Killed between any two of its stores, again and again: nothing is lost, nothing counted twice."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from consumer import wall_clock
from tests.faults.killed_at import POINTS, SAID
from tests.faults.lives import ANYWHERE
from tests.faults.night_runs import a_run
from tests.installation import told_in
from tests.servers.kafka_broker import KafkaBroker

pytestmark = pytest.mark.integration

SEED = 20220131
"""Draws the order of the kills, and how often each point is passed before one."""

KILLS = 30
"""On each sort of database: at every point once, and from outside wherever it stands."""


def drawn(sort: str) -> list[tuple[str, int]]:
    """Return where to kill, and the so-manieth time it is passed."""
    random = Random(f"{SEED} {sort}")  # noqa: S311 - the same kills each time
    kills = [*POINTS, *[ANYWHERE] * (KILLS - len(POINTS))]
    random.shuffle(kills)
    return [(point, random.choice((1, 1, 2))) for point in kills]


def test_thirty_kills_lose_nothing_and_count_nothing_twice(
    tmp_path: Path,
    database_url: str,
    kafka_broker: KafkaBroker,
    say: Callable[[str], None],
) -> None:
    sort, began, keys = database_url.partition(":")[0], wall_clock.now(), tmp_path
    with a_run(tmp_path / "killed", database_url, kafka_broker, began, keys) as run:
        for point, after in drawn(sort):
            if point == ANYWHERE:
                run.kill_anywhere(after)
            else:
                run.kill(point, after)
        run.to_the_end()
    other = f"sqlite:///{tmp_path / 'undisturbed.sqlite'}"
    with a_run(tmp_path / "undisturbed", other, kafka_broker, began, keys) as undisturbed:
        undisturbed.to_the_end(run.night.parts)

    hit = Counter(killed_at(path) for path in run.lives.outputs[:-1])
    say(f"{sort}: {KILLS} kills while {run.night.parts} parts came: {dict(hit)}")
    assert hit.total() == KILLS
    assert set(hit) == {*POINTS, ANYWHERE}
    assert run.installation.differences() == []
    assert run.standing() == undisturbed.standing()
    assert run.night.moved == undisturbed.night.moved
    assert run.told.keys() == undisturbed.told.keys()
    assert all(len(again) <= 1 for again in told_again(run.lives.outputs))


def killed_at(path: Path) -> str:
    """Return the point at which a life said that it ended."""
    last = path.with_suffix(".err").read_text(encoding="utf-8").splitlines()[-1:]
    return last[0].removeprefix(SAID) if last and last[0].startswith(SAID) else ANYWHERE


def told_again(outputs: list[Path]) -> list[set[str]]:
    """Return of each life which of its alerts a later one told once more."""
    told = [set(told_in(path)) for path in outputs]
    return [one & set().union(*told[n + 1 :]) for n, one in enumerate(told)]
