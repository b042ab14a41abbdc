from datetime import UTC, datetime, timedelta

import pytest

from alerts.feeds import is_force_trusted, is_trusted
from alerts.silence import first_look
from schemas.feeds import COUNCIL, POLICE, UNHEARD, Feed

MONDAY = datetime(2026, 6, 15, 7, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def a_feed(
    *,
    source: str = "/police/staffordshire/niche",
    side: str = POLICE,
    force: str | None = "staffordshire",
    heard: datetime = MONDAY,
    beat: datetime | None = None,
    complete_to: datetime | None = None,
) -> Feed:
    feed = Feed(
        source=source,
        side=side,
        force=force,
        local_authority=None,
        first_message_at=heard,
        last_message_at=heard,
        heartbeat_at=beat,
        complete_to=complete_to,
    )
    feed.silent_at = first_look(feed)
    return feed


@pytest.mark.parametrize(
    ("feed", "now", "trusted"),
    [
        pytest.param(None, MONDAY, False, id="never-heard"),
        pytest.param(a_feed(side=UNHEARD), MONDAY, False, id="all-it-sent-was-refused"),
        pytest.param(a_feed(), MONDAY, True, id="heard-this-second"),
        pytest.param(a_feed(), MONDAY + DAY - SECOND, True, id="a-day-less-a-second-ago"),
        pytest.param(a_feed(), MONDAY + DAY, False, id="a-day-ago"),
        pytest.param(a_feed(beat=MONDAY), MONDAY + HOUR - SECOND, True, id="within-the-hour"),
        pytest.param(a_feed(beat=MONDAY), MONDAY + HOUR, False, id="heartbeats-stopped"),
        pytest.param(
            a_feed(beat=MONDAY - DAY), MONDAY + HOUR, False, id="last-heartbeat-a-day-before"
        ),
        pytest.param(
            a_feed(beat=MONDAY - DAY - SECOND), MONDAY + HOUR, True, id="no-heartbeats-any-more"
        ),
        pytest.param(
            a_feed(beat=MONDAY, complete_to=MONDAY - DAY), MONDAY, True, id="complete-to-yesterday"
        ),
        pytest.param(
            a_feed(beat=MONDAY, complete_to=MONDAY - DAY - SECOND),
            MONDAY,
            False,
            id="behind-by-its-own-word",
        ),
        pytest.param(a_feed(), MONDAY - DAY, True, id="our-clock-went-back"),
    ],
)
def test_a_feed_is_trusted_while_it_speaks_and_is_not_behind(
    feed: Feed | None, now: datetime, trusted: bool
) -> None:
    assert is_trusted(feed, now) is trusted


NICHE = a_feed()
ATHENA = a_feed(source="/police/staffordshire/athena")
SILENT = a_feed(source="/police/staffordshire/old", heard=MONDAY - DAY)


@pytest.mark.parametrize(
    ("feeds", "trusted"),
    [
        pytest.param([], False, id="nobody-was-ever-heard"),
        pytest.param([NICHE], True, id="one-feed-speaks"),
        pytest.param([NICHE, ATHENA], True, id="both-feeds-speak"),
        pytest.param([NICHE, SILENT], False, id="one-of-two-is-silent"),
        pytest.param([a_feed(side=COUNCIL)], False, id="only-the-council-speaks"),
        pytest.param([a_feed(force="cheshire")], False, id="only-another-force-speaks"),
        pytest.param([a_feed(force=None)], False, id="a-feed-that-never-named-its-force"),
        pytest.param([a_feed(source="/danm/canary")], False, id="only-our-own-canary"),
        pytest.param(
            [NICHE, a_feed(source="/danm/entered", heard=MONDAY - DAY)],
            True,
            id="people-entered-nothing-today",
        ),
    ],
)
def test_a_force_is_trusted_while_every_feed_of_its_own_is(
    feeds: list[Feed], trusted: bool
) -> None:
    assert is_force_trusted(feeds, "staffordshire", MONDAY) is trusted
