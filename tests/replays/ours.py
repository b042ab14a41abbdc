"""Run our replay on messages, and give back what came out in the contract's form."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from consumer.arrivals import Arrival, Reader
from consumer.listings import incidents, stored_alerts, waiting
from consumer.replay import Replay
from consumer.sources import Record
from schemas.alert import alert_json
from schemas.database import Database
from schemas.house import House
from schemas.keys import KeyRing
from schemas.listing import incident_json, waiting_json
from schemas.moments import parse_instant
from schemas.policy_file import load_policies

KEYS = KeyRing(hmac_keys=(bytes(32),), seal_keys=(b"s" * 32,))
HOUSE = House(keys=KEYS, policies=load_policies(()))
LEFT_OUT = ("handle", "alert_id", "reason", "policy")


@dataclass(frozen=True)
class Outcome:
    incidents: list[dict[str, Any]]
    alerts: list[dict[str, Any]]
    waiting: list[dict[str, Any]]


class BelievingReader(Reader):
    """Reads lines under the source of what people entered as if they had been: no file is."""

    def read(self, record: Record, latest: datetime | None) -> Arrival:
        """Return what a record told, wherever it came from."""
        arrival = super().read(replace(record, entered=1), latest)
        return replace(arrival, record=record)


def records_of(lines: Iterable[dict[str, Any] | bytes]) -> list[Record]:
    raws = [line if isinstance(line, bytes) else to_json(line) for line in lines]
    return [Record(raw=raw, coordinates=f"in.ndjson:{i}") for i, raw in enumerate(raws, 1)]


def replay_ours(
    database: Database, lines: Iterable[dict[str, Any] | bytes], until: str | None = None
) -> Outcome:
    reader = BelievingReader(keys=KEYS, rules={})
    run = Replay(
        database=database, house=HOUSE, until=None if until is None else parse_instant(until)
    )
    run.run(reader.read(record, None) for record in records_of(lines))
    return outcome(database, run)


def outcome(database: Database, run: Replay) -> Outcome:
    def reveal(key: bytes, sealed: bytes) -> str:
        return KEYS.open_sealed(sealed, key).decode()

    with database.read() as connection:
        told = []
        for alert, handle, sealed in stored_alerts(connection):
            reference = None
            if alert.case_key is not None and sealed is not None:
                reference = reveal(alert.case_key, sealed)
            told.append((alert.order, reference or "", alert_json(alert, handle, reference)))
        told.sort(key=lambda one: one[:2])
        listed = incidents(connection, reveal=reveal)
        assert run.clock is not None
        waits = waiting(connection, HOUSE.policies, run.clock, reveal=reveal)
        return Outcome(
            incidents=sorted(
                (_bare(incident_json(one)) for one in listed), key=lambda one: one["incident_ref"]
            ),
            alerts=[_bare(one) for _, _, one in told],
            waiting=[_bare(waiting_json(one)) for one in waits],
        )


def _bare(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in LEFT_OUT}
