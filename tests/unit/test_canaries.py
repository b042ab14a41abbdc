"""Which canaries have failed, and where."""

from datetime import timedelta

import pytest

from consumer.canary import canary_message
from consumer.decode import decode
from schemas.canaries import ENTERED, EVERY, SOURCE, THROUGH_WITHIN, Canary, canary_id, failed
from schemas.messages import Message
from schemas.moments import parse_instant

NINE = parse_instant("2026-11-21T09:00:00Z")
SECOND = timedelta(seconds=1)
LATE = NINE + THROUGH_WITHIN + SECOND


def a_canary(hours: int = 0, **got_to: int) -> Canary:
    """Return a canary of so many hours after nine, with the seconds that each step took."""
    sent_at = NINE + hours * EVERY
    steps = {f"{step}_at": sent_at + n * SECOND for step, n in got_to.items()}
    return Canary(canary_id=canary_id(ENTERED, sent_at), path=ENTERED, sent_at=sent_at, **steps)


THROUGH = {"taken": 1, "swept": 2, "handed": 3}


@pytest.mark.parametrize(
    ("got_to", "step"),
    [
        pytest.param({}, "taken in", id="nobody-took-it-in"),
        pytest.param({"taken": 1}, "looked at", id="the-clock-was-not-looked-at"),
        pytest.param({"taken": 1, "swept": 2}, "handed over", id="the-outbox-does-not-turn"),
    ],
)
def test_a_canary_that_is_not_through_in_ten_minutes_failed_at_a_step(
    got_to: dict[str, int], step: str
) -> None:
    canary = a_canary(**got_to)

    assert failed([canary], NINE + THROUGH_WITHIN) == []
    (found,) = failed([canary], LATE)
    assert found.missing == step
    assert step in found.says()


def test_what_came_through_late_has_not_failed_any_more() -> None:
    assert failed([a_canary(taken=1, swept=2, handed=3_000)], LATE) == []


def test_a_failure_lasts_while_the_next_one_still_has_time() -> None:
    both = [a_canary(hours=1), a_canary()]

    assert failed(both, NINE + EVERY + SECOND) == [both[1]]
    assert failed(both, LATE + EVERY) == [both[0]]


def test_a_newer_one_that_came_through_ends_it() -> None:
    assert failed([a_canary(), a_canary(hours=1, **THROUGH)], LATE + EVERY) == []


def test_each_way_fails_for_itself() -> None:
    other = Canary(canary_id="other", path="police.da-incidents.v1", sent_at=NINE)

    assert failed([a_canary(**THROUGH), other], LATE) == [other]


def test_two_watchers_make_the_same_canary_in_one_hour_and_another_in_the_next() -> None:
    assert canary_id(ENTERED, NINE) == canary_id(ENTERED, NINE + EVERY - SECOND)
    assert canary_id(ENTERED, NINE) != canary_id(ENTERED, NINE + EVERY)
    assert canary_id(ENTERED, NINE) != canary_id("topic", NINE)


def test_a_canary_is_a_message_as_the_contract_has_it() -> None:
    told = decode(canary_message(a_canary()))

    assert isinstance(told, Message)
    assert (told.source, told.id, told.time) == (SOURCE, canary_id(ENTERED, NINE), NINE)
