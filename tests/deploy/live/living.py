"""A running `danm` and a real Prometheus that scrapes it, after a past or none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import to_json
from sqlalchemy import func, select

from alerts.outbox import oldest_unsent
from consumer import wall_clock
from deploy.grafana.preview.dashboards import Dashboard, read_dashboard
from deploy.grafana.preview.drawing import asked, every_drawn
from deploy.grafana.preview.frames import Value
from deploy.grafana.preview.panels import Drawn, Scene
from deploy.grafana.preview.queries import Prometheus, choices, words_of
from schemas.database import Database, open_database
from schemas.house import House
from schemas.key_files import load_keys, make_private_folder
from schemas.migrating import prepared
from schemas.policy import PolicyBook
from schemas.policy_file import load_policies
from schemas.tables import messages
from tests.deploy.live.past import OPTIONS, Snapshot, stored
from tests.programs import Program, until
from tests.servers.prometheus import found_by, prometheus
from tests.wire import Json

SEEN = "count_over_time(danm_loop_last_turn_timestamp_seconds[1m]) > 2"
"""There once it was scraped some seconds ago: a question is asked of a whole second."""

RULES = [
    Path(__file__).parents[3] / "deploy/prometheus/rules" / file
    for file in ("known.yml", "danm.yml", "watchers.yml")
]
"""The rules that deploy/prometheus/prometheus.yml takes by itself."""

Past = Callable[[Database, House], Sequence[Snapshot]]
"""What plays messages into the database before the program starts."""


def no_past(_database: Database, _house: House) -> Sequence[Snapshot]:
    """Begin with an empty database and a Prometheus that knows nothing."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as Prometheus last evaluated it; active where it rings, or will if it lasts."""

    name: str
    health: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """One installation at work."""

    prometheus: Prometheus
    database: Database
    policies: PolicyBook

    def drawn(self, file: Path, **chosen: str) -> list[Drawn]:
        """Return every panel of a dashboard that asks something, with what it says now."""
        dashboard = read_dashboard(file)
        found = every_drawn(dashboard, self._scene(dashboard, chosen), self.prometheus)
        return [one for one in found if one.panel.asked]

    def times(self, file: Path, title: str) -> set[Value]:
        """Return the instants at which a panel of a dashboard has points."""
        dashboard = read_dashboard(file)
        (panel,) = [one for one in dashboard.panels if one.title.startswith(title)]
        frames = asked(panel, dashboard, self._scene(dashboard, {}), self.prometheus)
        return {at for frame in frames for one in frame.of_kind("time") for at in one.values}

    def _scene(self, dashboard: Dashboard, chosen: Mapping[str, str]) -> Scene:
        now = wall_clock.now()
        values = choices(dashboard, self.prometheus, chosen, now)
        return Scene(now=now, choices=values, words=words_of(dashboard, values), width=1920)

    def rules(self) -> dict[str, Rule]:
        """Return every rule by its name, once each was evaluated."""
        until(lambda: all(one.health != "unknown" for one in self._rules()), "rules are evaluated")
        return {one.name: one for one in self._rules()}

    def _rules(self) -> list[Rule]:
        groups = self.prometheus.ask("rules")["groups"]
        return [
            Rule(name=one["name"], health=one["health"], is_active=bool(one.get("alerts")))
            for group in groups
            for one in group["rules"]
        ]


@contextmanager
def living(folder: Path, past: Past = no_past, told: Sequence[Json] = ()) -> Iterator[Living]:
    """Run danm on some messages, once Prometheus has scraped what it made of them."""
    data = folder / "data"
    make_private_folder(data)
    house = House(keys=load_keys(data), policies=load_policies(()), channels=("console",))
    url = f"sqlite:///{data / 'danm.sqlite'}"
    with closing(open_database(url)) as database:
        prepared(database)
        snapshots = past(database, house)
        file = folder / "messages.ndjson"
        file.write_bytes(b"".join(to_json(one) + b"\n" for one in told))
        all_of_them = held(database) + len(told)
        env = {"DANM_HTTP__PORT": "0", "DANM_DATA_DIR": f"{data}", "DANM_LOG_FORMAT": "json"}
        with Program.start(folder, "run", f"{file}", "--database", url, env=env) as program:
            target = program.web.removeprefix("http://")
            program.until(lambda: held(database) >= all_of_them, "every message is handled")
            program.until(lambda: has_told(database), "every alert is told")
            stored(snapshots, folder, target)
            options = OPTIONS if snapshots else ()
            with prometheus(folder, target, *options, rules=RULES) as address:
                found_by(address, SEEN)
                yield Living(
                    prometheus=Prometheus(url=address), database=database, policies=house.policies
                )


def held(database: Database) -> int:
    """Return how many messages were taken in."""
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(messages)).scalar_one()


def has_told(database: Database) -> bool:
    """Whether every alert was accepted by its channel."""
    with database.read() as connection:
        return oldest_unsent(connection, wall_clock.now()) is None
