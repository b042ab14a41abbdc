"""The made-up county is the same one for the same seed, and all it says can be read."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

import pytest

from consumer.decode import Reason, Refusal, decode
from consumer.sources.synthetic import CloudEvent, bad_lines, history, live
from tests.unit.made_up_county import (
    END,
    MESSAGES,
    SEED,
    incidents,
    received,
    sent_at,
    told,
)


def test_the_same_seed_tells_the_same_story() -> None:
    again = history(SEED, END)

    assert json.dumps(again) == json.dumps(MESSAGES)
    assert history(SEED + 1, END) != MESSAGES


def test_messages_come_in_order_of_time_and_none_after_the_end() -> None:
    times = [sent_at(message) for message in MESSAGES]

    assert times == sorted(times)
    assert times[-1] <= END
    assert times[0] > END - timedelta(days=29)


@pytest.mark.parametrize("seed", range(5))
def test_four_weeks_stay_small(seed: int) -> None:
    assert 2_800 < len(history(seed, END)) < 4_000


@pytest.mark.parametrize(
    ("seed", "end"),
    [
        pytest.param(1, datetime(2026, 10, 26, 7, 0, tzinfo=UTC), id="after-the-autumn-change"),
        pytest.param(2, datetime(2027, 1, 2, 3, 0, tzinfo=UTC), id="after-the-new-year"),
        pytest.param(3, datetime(2026, 4, 5, 23, 30, tzinfo=UTC), id="after-the-spring-change"),
    ],
)
def test_any_seed_and_end_give_messages_that_can_be_read(seed: int, end: datetime) -> None:
    messages = history(seed, end)

    times = [sent_at(message) for message in messages]
    read = [decode(json.dumps(message).encode()) for message in messages]
    assert times == sorted(times)
    assert times[-1] <= end
    assert [message for message in read if isinstance(message, Refusal)] == []
    assert_sequences_grow_by_one(messages)


def test_every_message_can_be_read() -> None:
    later = islice(live(SEED, END), 300)

    read = [decode(json.dumps(message).encode()) for message in (*MESSAGES, *later)]
    assert [message for message in read if isinstance(message, Refusal)] == []


TIMES = ("2026-11-20T23:52:10Z", "2026-11-21T00:10:00Z")


def test_the_bad_lines_are_refused_each_for_its_own_reason() -> None:
    read = [decode(line) for line in bad_lines(SEED, TIMES)]

    reasons = [message.reason for message in read if isinstance(message, Refusal)]
    assert reasons == [Reason.BAD_TIME, Reason.UNKNOWN_FIELD]


def test_live_goes_on_where_the_history_ends() -> None:
    later = history(SEED, END) + list(islice(live(SEED, END), 400))

    times = [sent_at(message) for message in later]
    assert times == sorted(times)
    assert times[len(MESSAGES)] > END
    assert_sequences_grow_by_one(later)


def test_live_tells_something_every_quarter_of_an_hour() -> None:
    first_week = list(islice(live(SEED, END), 700))

    passed = sent_at(first_week[-1]) - sent_at(first_week[0])
    assert timedelta(minutes=8) < passed / len(first_week) < timedelta(minutes=20)


def test_live_brings_the_receipts_of_those_who_waited() -> None:
    waiting = set(incidents()) - set(received())

    later = {
        str(message["subject"])
        for message in told("notification.received", list(islice(live(SEED, END), 400)))
    }
    assert len(waiting & later) > 14


def assert_sequences_grow_by_one(messages: list[CloudEvent]) -> None:
    by_source: dict[object, list[int]] = defaultdict(list)
    for message in messages:
        by_source[message["source"]].append(int(str(message["sequence"])))
    for sequences in by_source.values():
        steps = {later - earlier for earlier, later in pairwise(sequences)}
        assert steps <= {0, 1}


def test_the_sequence_of_each_source_grows_by_one() -> None:
    assert_sequences_grow_by_one(MESSAGES)


def test_one_message_comes_twice_with_the_same_content() -> None:
    ids = Counter((message["source"], message["id"]) for message in MESSAGES)
    [(source, message_id)] = [key for key, times in ids.items() if times > 1]

    first, second = (m for m in MESSAGES if (m["source"], m["id"]) == (source, message_id))
    assert first == second
