"""A newer HMAC key, whenever it comes: every case is found again, and rings no more than before."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumer.replay import Replay
from schemas.database import Database
from schemas.keys import KeyRing
from schemas.moments import parse_instant
from tests.model.messages import files
from tests.model.times import Message, instant, zulu
from tests.replays.both import emptied
from tests.replays.ours import HOUSE, BelievingReader, Outcome, outcome, records_of

SEAL = (b"s" * 32,)
RINGS = [
    KeyRing(hmac_keys=ring, seal_keys=SEAL)
    for ring in ((bytes(32),), (b"b" * 32, bytes(32)), (b"c" * 32, b"b" * 32, bytes(32)))
]
"""As the years go by: each time a newer key before those that were."""


@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=files(), places=st.tuples(st.integers(0, 12), st.integers(0, 12)))
def test_a_stream_cut_anywhere_by_a_new_key_ends_as_if_it_had_not_come(
    database: Database, lines: list[Message], places: tuple[int, int]
) -> None:
    until = zulu(max(instant(line["time"]) for line in lines))
    one, other = sorted(place % (len(lines) + 1) for place in places)
    parts = lines[:one], lines[one:other], lines[other:]
    never = replayed(database, [(RINGS[0], part) for part in parts], until)

    told = replayed(database, list(zip(RINGS, parts, strict=True)), until)

    assert told == never


def replayed(database: Database, parts: list[tuple[KeyRing, list[Message]]], until: str) -> Outcome:
    emptied(database)
    run = Replay(database=database, house=HOUSE)
    for keys, lines in parts:
        run = replace(run, house=replace(HOUSE, keys=keys))
        reader = BelievingReader(keys=keys, rules={})
        run.run(reader.read(record, None) for record in records_of(lines))
    run.run_out(parse_instant(until))
    return outcome(database, run)
