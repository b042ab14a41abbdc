"""What an alarm says of our own delay, and when there is one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.own_delay import own_delay_words
from alerts.wording import alarm_text
from schemas.backlog import BEHIND_AFTER, Reads, behind_since, unread_since
from schemas.database import Database
from schemas.tables import offsets
from schemas.words import Kind
from tests.spec.alarm_facts import LATE

NOW = datetime(2026, 6, 15, 6, tzinfo=UTC)
SHORTLY, LONG = NOW - BEHIND_AFTER, NOW - timedelta(hours=3)
READS = Reads(group="danm", topics=("police", "frontdoor"))


def row(
    topic: str,
    partition: int,
    read_to: datetime | None,
    *,
    topic_id: str = "one",
    group: str = "danm",
) -> dict[str, object]:
    place = {"group": group, "topic": topic, "partition": partition}
    return place | {"topic_id": topic_id, "next_offset": 1, "read_to": read_to}


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        pytest.param([], None, id="nothing-was-ever-read"),
        pytest.param([row("police", 0, NOW), row("frontdoor", 0, SHORTLY)], None, id="all-is-read"),
        pytest.param(
            [row("police", 0, NOW), row("police", 1, LONG)], LONG, id="one-part-is-behind"
        ),
        pytest.param([row("police", 0, None)], None, id="nobody-knows"),
        pytest.param([row("police", 0, LONG, group="other")], None, id="another-group"),
        pytest.param([row("gone", 0, LONG)], None, id="a-topic-no-longer-read"),
        pytest.param(
            [row("police", 0, NOW, topic_id="two"), row("police", 1, LONG)],
            None,
            id="a-part-that-the-topic-made-anew-does-not-have",
        ),
    ],
)
def test_our_delay_is_that_of_the_part_that_is_furthest_behind(
    database: Database, rows: list[dict[str, object]], since: datetime | None
) -> None:
    with database.write() as connection:
        for one in rows:
            connection.execute(offsets.insert(), one)

    with database.read() as connection:
        assert unread_since(connection, READS, NOW) == since
        assert unread_since(connection, None, NOW) is None


def test_a_short_backlog_is_no_delay_to_speak_of() -> None:
    assert behind_since([SHORTLY], NOW) is None
    assert behind_since([SHORTLY - timedelta(seconds=1)], NOW) is not None
    assert behind_since([], NOW) is None


def test_an_alarm_about_a_wait_says_first_that_the_delay_may_be_ours() -> None:
    text = alarm_text(replace(LATE, unread_since=LONG))

    assert text.body.startswith(
        "OUR OWN DELAY: this system is catching up. Messages since Mon 15 June 04:00 are not read "
        "yet. What was sent since then may have ended this wait already: look in your own system "
        "first.\n"
    )
    assert text.subject == alarm_text(LATE).subject


@pytest.mark.parametrize("kind", list(Kind))
def test_only_what_is_unread_could_change_is_said_to_be_delayed(kind: Kind) -> None:
    overtaken = {
        *(Kind.WAIT, Kind.REGRADE, Kind.REPEAT),
        *(Kind.SILENCE, Kind.VOLUME, Kind.RECONCILIATION),
    }

    assert bool(own_delay_words(kind, LONG)) == (kind in overtaken)
    assert own_delay_words(kind, None) == []
