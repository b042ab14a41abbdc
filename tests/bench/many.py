"""A database in which very many wait: real cases made by the real pipeline, copied in bulk.

Every copy has a reference, keys and a seal of its own, and its rows in every table that a waiting
case has rows in; what is shared with its model is only the story.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Table, func, select, text

from consumer.arrivals import Reader
from consumer.replay import Replay
from consumer.sources import Record
from schemas.counts import WAITING, WAITING_CHILDREN, add_counts
from schemas.database import Database
from schemas.inserts import put_rows
from schemas.keys import handle
from schemas.migrating import upgrade
from schemas.moments import zulu
from schemas.tables import alerts, cases, claims, home_cases, messages, outbox
from schemas.words import State
from tests.bench.showing import bar
from tests.bench.traffic import POLICE
from tests.replays.ours import HOUSE, KEYS

MODELS = 2_000
"""Cases made by the pipeline, of every grade, age and rung."""

QUIET = timedelta(hours=3)
"""No copy falls due so soon: the measured stream of deadlines is apart, and known."""

QUIET_DAY = timedelta(days=5)
"""Before all of them: a force counts an ordinary day, not one with a third of a million."""

_AT_ONCE = 20_000
_OLDEST = timedelta(hours=71)
_ELSEWHERE = 50
"""One in so many is of a force that nobody configured."""

_RISKS = ("standard", "medium", "high", "not_assessed")
_BANDS = ("unborn", "0-3", "4-7", "8-11", "12-15", "16-17")
_COUNCILS = ("E06000021", "E10000028")


def fill_with_waiting(database: Database, number: int, now: datetime) -> int:
    """Fill an empty database with so many waiting cases, more or less; return how many."""
    upgrade(database)
    run = Replay(database=database, house=HOUSE, until=now)
    reader = Reader(keys=KEYS, rules={})
    records = [Record(raw=to_json(one), coordinates="models") for one in _models(now, number)]
    run.run(reader.read(record, None) for record in records)
    models = _read_models(database, now + QUIET)
    times = max(number // len(models), 1)
    copier = _Copier(models)
    _hold_in_memory(database)
    with bar("waiting cases", len(models) * times) as progress:
        for some in _in_parts(models, times):
            with database.write() as connection:
                for table, rows in copier.rows(some).items():
                    put_rows(connection, table, rows, is_new=True)
            progress.advance(progress.task_ids[0], len(some))
    return _settle(database, models, times)


def _hold_in_memory(database: Database) -> None:
    """Let a file keep its indices in memory while it is filled: keys come in no order."""
    if database.is_sqlite:
        with database.write() as connection:
            connection.exec_driver_sql("PRAGMA cache_size = -1000000")


def _models(now: datetime, most: int) -> Iterator[dict[str, Any]]:
    """Yield reports of three days that nobody has received, and the force's own counts of one."""
    rnd = random.Random(7)  # noqa: S311 - made-up cases, not a secret
    oldest, wanted = _OLDEST.total_seconds(), min(MODELS, most)
    ages = sorted((rnd.uniform(0, oldest) for _ in range(wanted)), reverse=True)
    for number, age in enumerate(ages):
        at = now - timedelta(seconds=int(age))
        told = report(f"MODEL-{number}", at, rnd.choice(_RISKS), rnd.choice(_BANDS))
        if number % _ELSEWHERE == 0:
            told["data"]["force"] = f"elsewhere-{number % 3}"
        yield told
    yield from control_totals((now - QUIET_DAY).date(), now)


def control_totals(day: date, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the force's own counts of a day for each council."""
    for council in _COUNCILS:
        place = {"force": "staffordshire", "local_authority": council}
        yield {
            "specversion": "1.0",
            "id": f"total-{council}-{day}",
            "source": POLICE,
            "type": "danm.feed.control_total.v1",
            "time": zulu(now),
            "data": place | {"date": day.isoformat(), "incidents_with_children": MODELS},
        }


def report(reference: str, at: datetime, risk: str, band: str) -> dict[str, Any]:
    """Return the report of an incident in a home of its own, sent as it was reported."""
    return {
        "specversion": "1.0",
        "id": f"{reference}-reported",
        "source": POLICE,
        "type": "danm.incident.reported.v1",
        "time": zulu(at),
        "subject": reference,
        "data": {
            "force": "staffordshire",
            "local_authority": _COUNCILS[hash_of(reference) % 2],
            "reported": zulu(at),
            "risk": risk,
            "children": [{"ref": f"{reference}-c0", "age_band": band}],
            "household": f"{reference}-home",
        },
    }


def hash_of(reference: str) -> int:
    """Return a number that is the same in every run, as Python's own is not."""
    return sum(reference.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One real case with all its rows."""

    case: Mapping[str, Any]
    claims: Sequence[Mapping[str, Any]]
    alerts: Sequence[Mapping[str, Any]]
    kin: int


def _read_models(database: Database, quiet_until: datetime) -> list[Model]:
    with database.read() as connection:
        settled = select(cases).where(cases.c.next_due_at > quiet_until)
        found = [dict(row._mapping) for row in connection.execute(settled)]
        by_case: dict[Table, dict[bytes, list[dict[str, Any]]]] = {}
        for table in (claims, alerts, home_cases):
            by_case[table] = defaultdict(list)
            for row in connection.execute(select(table)):
                by_case[table][row.case_key].append(dict(row._mapping))
    return [
        Model(
            case=case,
            claims=by_case[claims][case["case_key"]],
            alerts=by_case[alerts][case["case_key"]],
            kin=len(by_case[home_cases][case["case_key"]]),
        )
        for case in found
    ]


def _in_parts(models: Sequence[Model], times: int) -> Iterator[list[Model]]:
    some: list[Model] = []
    for _ in range(times):
        for model in models:
            some.append(model)
            if len(some) == _AT_ONCE:
                yield some
                some = []
    if some:
        yield some


@dataclass(slots=True)
class _Copier:
    """Makes rows of new cases after models, each with keys that no other has."""

    models: Sequence[Model]
    _rnd: random.Random = field(default_factory=lambda: random.Random(11))  # noqa: S311
    _number: int = 0
    _codes: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._codes.update(model.case["handle"] for model in self.models)

    def rows(self, some: Iterable[Model]) -> dict[Table, list[dict[str, Any]]]:
        rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        for model in some:
            self._copy(model, rows)
        return rows

    def _copy(self, model: Model, rows: dict[Table, list[dict[str, Any]]]) -> None:
        self._number += 1
        reference = f"COPY-{self._number}"
        key = KEYS.reference_key(reference)
        own = {"handle": self._code(key), "sealed_ref": KEYS.seal(reference.encode(), key)}
        rows[cases].append({**model.case, "case_key": key, **own})
        rows[claims] += [{**claim, "case_key": key} for claim in model.claims]
        rows[home_cases] += [
            {"kin": self._rnd.randbytes(32).hex(), "case_key": key} for _ in range(model.kin)
        ]
        seen = model.case["started_at"]
        number, digest = self._rnd.randbytes(16), self._rnd.randbytes(16)
        rows[messages].append({"message_key": number, "digest": digest, "handled_at": seen})
        for alert in model.alerts:
            known = {"alert_id": str(UUID(bytes=self._rnd.randbytes(16))), "case_key": key}
            rows[alerts].append({**alert, **known})
            rows[outbox].append(_accepted(known["alert_id"], alert["raised_at"]))

    def _code(self, key: bytes) -> str:
        code, attempt = handle(key), 0
        while code in self._codes:
            attempt += 1
            code = handle(key, attempt)
        self._codes.add(code)
        return code


def _accepted(alert_id: Any, at: datetime) -> dict[str, Any]:
    return {"alert_id": alert_id, "channel": "console", "attempts": 1, "accepted_at": at}


def _settle(database: Database, models: Iterable[Model], times: int) -> int:
    """Count the copies as the pipeline would have, and let the server look at its tables."""
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for model in models:
        children, keyed = model.case["counted"].split(" ", 1)
        counted[WAITING, keyed] += times
        counted[WAITING_CHILDREN, keyed] += times * int(children)
    with database.write() as connection:
        add_counts(connection, "copies", counted)
        connection.execute(text("ANALYZE"))
        every = select(func.count()).where(cases.c.state == State.WAITING)
        return int(connection.execute(every).scalar_one())
