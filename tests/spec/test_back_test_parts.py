"""The parts of a back-test: its period, its linked cases, its contact feeds, its waits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from consumer.backtest.contacts import SpokenFeeds, spoken_in
from consumer.backtest.course import Known
from consumer.backtest.links import Links
from consumer.backtest.period import Asked, Period, look_back
from consumer.backtest.waits import Effect, Firsts, Wait, end_of_wait, gains, summaries
from consumer.backtest.words import EFFECT_WORDS
from schemas.policy_file import load_policy
from schemas.trouble import Trouble
from schemas.words import AgeBand, Risk
from tests.policy_files import STAFFORDSHIRE, STOKE, changed
from tests.spec.told_cases import facts
from tests.wire import CLOSED, Json, a_message

HOUR = timedelta(hours=1)
LAST = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
FIRST = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "since", "until"),
    [
        pytest.param(Asked(days=7), LAST - 7 * 24 * HOUR, LAST, id="the-last-week"),
        pytest.param(Asked(days=28), FIRST, LAST, id="a-history-that-is-shorter"),
        pytest.param(
            Asked(first=date(2026, 11, 5), last=date(2026, 11, 6)),
            datetime(2026, 11, 5, tzinfo=UTC),
            datetime(2026, 11, 6, 23, 59, 59, tzinfo=UTC),
            id="two-whole-days",
        ),
        pytest.param(
            Asked(days=2, last=date(2026, 11, 6)),
            datetime(2026, 11, 4, 23, 59, 59, tzinfo=UTC),
            datetime(2026, 11, 6, 23, 59, 59, tzinfo=UTC),
            id="so-many-days-up-to-one",
        ),
        pytest.param(
            Asked(first=date(2026, 11, 24), last=date(2026, 12, 31)),
            datetime(2026, 11, 24, tzinfo=UTC),
            LAST,
            id="days-that-are-still-to-come",
        ),
    ],
)
def test_a_period_is_what_was_asked_for_and_is_held(
    asked: Asked, since: datetime, until: datetime
) -> None:
    assert asked.period(FIRST, LAST) == Period(since=since, until=until)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(Asked(first=date(2026, 11, 25)), id="after-the-last"),
        pytest.param(Asked(first=date(2026, 1, 1), last=date(2026, 1, 9)), id="before-the-first"),
    ],
)
def test_days_without_history_are_refused_with_the_days_there_are(asked: Asked) -> None:
    with pytest.raises(Trouble, match="it goes from 2026-11-01 to 2026-11-24"):
        asked.period(FIRST, LAST)


def test_a_case_nobody_spoke_of_for_longer_than_every_limit_cannot_ring(tmp_path: Path) -> None:
    default = load_policy(None)
    patient = changed(tmp_path, ('after = "72 h"', 'after = "30 days"'))

    assert look_back([default], LAST) == LAST - 96 * HOUR
    assert look_back([default, patient], LAST) == LAST - 31 * 24 * HOUR


def test_a_front_door_that_opens_one_hour_a_week_is_looked_back_on_for_longer(
    tmp_path: Path,
) -> None:
    opening = 'monday-thursday = "08:30-17:00"\nfriday = "08:30-16:30"'
    seldom = changed(tmp_path, (opening, 'monday = "09:00-10:00"'))

    back = look_back([seldom], LAST)

    assert seldom.default_hours.after(back, seldom.pickup[Risk.STANDARD].late) < LAST


def test_cases_are_linked_through_others() -> None:
    links = Links()
    for one, other in ((b"a", b"b"), (b"c", b"d"), (b"d", b"a"), (b"b", b"c")):
        links.link(one, other)

    assert set(links.of(b"c")) == {b"a", b"b", b"c", b"d"}
    assert set(links.of(b"x")) == {b"x"}


def known(*messages: Json) -> list[Known]:
    return [(fact.time, fact) for fact in facts(*messages)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def contact(time: str) -> Json:
    return a_message("danm.contact.recorded.v1", id="c", time=time, data={"at": time})


def test_a_contact_feed_had_spoken_only_once_its_message_was_handled() -> None:
    told, late = at("2026-11-21T09:00:00Z"), at("2026-11-21T11:00:00Z")
    case = known(a_message(), contact("2026-11-21T09:00:00Z"))
    case = [case[0], (late, case[1][1])]

    feeds = SpokenFeeds(spoken_in(case))

    assert feeds.spoke(STOKE, told, told, late)
    assert not feeds.spoke(STOKE, told, told, late - HOUR)
    assert not feeds.spoke(STOKE, told + HOUR, late, late)
    assert not feeds.spoke(STAFFORDSHIRE, told, told, late)
    assert not feeds.spoke(None, told, told, late)


def test_a_contact_counts_for_the_council_whose_case_it_then_was() -> None:
    told, handed = at("2026-11-21T09:00:00Z"), at("2026-11-21T12:00:00Z")
    closing = {"disposition": "other_authority", "at": "2026-11-21T12:00:00Z", "to": STAFFORDSHIRE}
    over = a_message(CLOSED, id="x", time="2026-11-21T12:00:00Z", data=closing)

    feeds = SpokenFeeds(spoken_in(known(a_message(), contact("2026-11-21T09:00:00Z"), over)))

    assert feeds.spoke(STOKE, told, told, handed - HOUR)
    assert not feeds.spoke(STAFFORDSHIRE, told, told, handed - HOUR)
    assert feeds.spoke(STAFFORDSHIRE, told, told, handed)
    assert not feeds.spoke(STOKE, told, told, handed)


WAIT = Wait(
    handle="K7M-4QXR",
    risk=Risk.MEDIUM,
    youngest=AgeBand.FROM_4,
    old=Firsts(alarm=FIRST + 12 * HOUR),
    new=Firsts(alarm=FIRST + 6 * HOUR),
    ended_at=FIRST + 20 * HOUR,
    until=LAST,
)


@pytest.mark.parametrize(
    ("old", "new", "effect", "hours"),
    [
        pytest.param(12, 6, Effect.EARLIER, 6.0, id="told-earlier"),
        pytest.param(6, 12, Effect.LATER, -6.0, id="told-later"),
        pytest.param(6, 6, Effect.SAME, 0.0, id="the-same"),
        pytest.param(None, 6, Effect.ONLY_NEW, 14.0, id="only-new-counts-to-the-end-of-the-wait"),
        pytest.param(6, None, Effect.ONLY_OLD, -14.0, id="only-in-force"),
    ],
)
def test_what_becomes_of_the_first_alarm(
    old: int | None, new: int | None, effect: Effect, hours: float
) -> None:
    before, after = (
        Firsts(alarm=None if after is None else FIRST + after * HOUR) for after in (old, new)
    )

    change = replace(WAIT, old=before, new=after).alarm

    assert change is not None
    assert (change.effect, change.hours_earlier) == (effect, hours)


def test_a_child_who_still_waits_is_counted_to_the_end_of_the_period() -> None:
    change = replace(WAIT, old=Firsts(), ended_at=None, until=FIRST + 30 * HOUR).alarm

    assert change is not None
    assert change.hours_earlier == 24.0


def test_whom_nobody_would_be_interrupted_for_is_in_no_sum() -> None:
    assert WAIT.interruption is None
    assert all(one.waits == 0 for one in summaries([WAIT.interruption]).values())


def test_waits_are_summed_by_effect_with_the_hours_in_the_middle() -> None:
    earlier = [replace(WAIT, old=Firsts(alarm=FIRST + h * HOUR)) for h in (7, 8, 20)]

    summed = summaries(wait.alarm for wait in (*earlier, replace(WAIT, old=WAIT.new)))

    assert (summed[Effect.EARLIER].waits, summed[Effect.EARLIER].hours) == (3, 2.0)
    assert (summed[Effect.SAME].waits, summed[Effect.LATER].hours) == (1, None)
    assert sum(gains(wait.alarm for wait in earlier).values()) == 3


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        pytest.param(1, "up to 1 h earlier", id="an-hour"),
        pytest.param(4, "1 to 4 h earlier", id="four"),
        pytest.param(9, "8 to 24 h earlier", id="nine"),
        pytest.param(25, "more than 24 h earlier", id="over-a-day"),
    ],
)
def test_every_gain_has_its_step(hours: int, words: str) -> None:
    found = gains([replace(WAIT, old=Firsts(alarm=FIRST + (6 + hours) * HOUR)).alarm])

    assert {name for name, number in found.items() if number} == {words}


def test_a_wait_ends_when_that_first_becomes_known_after_the_alarm() -> None:
    drawn = [(FIRST, True), (FIRST + HOUR, False), (FIRST + 2 * HOUR, True), (LAST, False)]

    assert end_of_wait(drawn, FIRST) == FIRST + HOUR
    assert end_of_wait(drawn, FIRST + 2 * HOUR) == LAST
    assert end_of_wait(drawn[:1], FIRST) is None


def test_every_effect_has_words() -> None:
    assert set(EFFECT_WORDS) == set(Effect)
