"""From a wait that rings to an alert in somebody's hands: told means accepted. Design, law 5."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from alerts.channels import Parcel, TemporaryFailure
from alerts.dispatch import AT_ONCE, EVERY, Dispatch
from schemas.counts import DELIVERY, read_counts
from schemas.tables import alerts, outbox
from schemas.words import Kind, Rung
from tests.contract.post_room import alarm_of
from tests.model.sentences import children, grade, report
from tests.replays.both import a_database
from tests.replays.live import SENT_HOUSE, Live, rows_of
from tests.spec.made_cases import at

NOON = at("06-17 12:00")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

Meanwhile = Callable[[Parcel], object]


@dataclass(slots=True)
class Hands:
    """A channel by which alerts come into somebody's hands, unless it is told to fail."""

    name: str = "console"
    failing: bool = False
    accepted: list[Parcel] = field(default_factory=list)
    refused: list[Parcel] = field(default_factory=list)
    meanwhile: Meanwhile = lambda _: None
    """What happens before the channel returns."""

    def send(self, parcel: Parcel) -> None:
        self.meanwhile(parcel)
        if self.failing:
            self.refused.append(parcel)
            raise TemporaryFailure("nobody answers")
        self.accepted.append(parcel)


@pytest.fixture
def live(database_url: str) -> Iterator[Live]:
    a_database(database_url).close()
    live = Live(database_url)
    yield live
    live.database.close()


def ring(live: Live, *, cases: int = 1) -> None:
    """Let the warnings of some high cases ring at noon."""
    known = [report("06-17 08:00", f"R{n:02}", risk="high") for n in range(cases)]
    live.take_in(known, NOON)
    live.sweep(NOON)


def turn(live: Live, hands: Hands, now: datetime = NOON) -> timedelta:
    return Dispatch(database=live.database, house=SENT_HOUSE, channels=[hands]).turn(now)


def accepted_at(live: Live) -> list[datetime | None]:
    return [row["accepted_at"] for row in rows_of(live.database, outbox)]


def test_an_alert_is_handed_over_once_and_then_marked(live: Live) -> None:
    hands = Hands()
    ring(live)

    pauses = [turn(live, hands), turn(live, hands, NOON + MINUTE)]

    (parcel,) = hands.accepted
    assert (alarm_of(parcel).kind, alarm_of(parcel).rung) == (Kind.WAIT, Rung.WARN)
    assert [row["alert_id"] for row in rows_of(live.database, alerts)] == [parcel.alert.alert_id]
    assert accepted_at(live) == [NOON]
    assert pauses == [EVERY, EVERY]


def test_it_is_not_accepted_before_the_channel_returned(live: Live) -> None:
    seen: list[list[datetime | None]] = []
    ring(live)

    turn(live, Hands(meanwhile=lambda _: seen.append(accepted_at(live))))

    assert seen == [[None]]
    assert accepted_at(live) == [NOON]


def test_a_crash_before_the_mark_sends_it_again_with_the_same_id(live: Live) -> None:
    hands = Hands()
    ring(live)

    def dies(_: Parcel) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        turn(live, Hands(meanwhile=dies))
    live.restart()
    turn(live, hands, NOON + SECOND)
    assert hands.accepted == []
    turn(live, hands, NOON + MINUTE)

    assert [parcel.alert.alert_id for parcel in hands.accepted] == [
        row["alert_id"] for row in rows_of(live.database, alerts)
    ]


def test_what_is_not_accepted_is_tried_again_later_with_the_same_id(live: Live) -> None:
    hands = Hands(failing=True)
    ring(live)

    turn(live, hands)
    turn(live, hands, NOON + 4 * SECOND)
    assert (len(hands.refused), accepted_at(live)) == (1, [None])
    turn(live, hands, NOON + 5 * SECOND)
    turn(live, hands, NOON + 19 * SECOND)
    hands.failing = False
    turn(live, hands, NOON + 20 * SECOND)

    keys = {parcel.alert.alert_id for parcel in [*hands.refused, *hands.accepted]}
    assert (len(hands.refused), len(hands.accepted), len(keys)) == (2, 1, 1)
    assert accepted_at(live) == [NOON + 20 * SECOND]


def test_without_the_channel_it_stays_to_be_sent(live: Live) -> None:
    ring(live)

    turn(live, Hands(name="another"))

    assert accepted_at(live) == [None]


def test_a_sender_that_lost_its_lease_marks_and_counts_nothing(live: Live) -> None:
    def another_takes_it(_: Parcel) -> None:
        with live.database.write() as connection:
            connection.execute(update(outbox).values(attempts=outbox.c.attempts + 1))

    ring(live)

    turn(live, Hands(meanwhile=another_takes_it))

    assert accepted_at(live) == [None]
    with live.database.read() as connection:
        assert read_counts(connection, [DELIVERY])[DELIVERY] == {}


def test_while_one_sender_holds_it_no_other_sends_it(live: Live) -> None:
    other = Hands()
    ring(live)

    turn(live, Hands(meanwhile=lambda _: turn(live, other, NOON + SECOND)))

    assert other.accepted == []
    assert accepted_at(live) == [NOON]


def test_a_lease_that_ran_out_lets_another_sender_take_it(live: Live) -> None:
    other = Hands()
    ring(live)

    turn(live, Hands(meanwhile=lambda _: turn(live, other, NOON + MINUTE)))

    assert len(other.accepted) == 1
    assert accepted_at(live) == [NOON + MINUTE]


def test_the_most_urgent_and_then_the_highest_risk_goes_first(live: Live) -> None:
    live.take_in(
        [
            report("06-17 08:00", "STANDARD", knew="06-15 08:00"),
            report("06-17 08:00", "MEDIUM", knew="06-16 08:00", risk="medium"),
            report("06-17 08:00", "UPLIFTED", risk="medium", children=children("0-3", of="U")),
            report("06-17 08:00", "REGRADED", knew="06-17 05:00"),
            grade("06-17 11:00", "high", "REGRADED"),
            report("06-17 08:00", "HIGH", risk="high"),
        ],
        NOON,
    )
    live.sweep(NOON)
    hands = Hands()

    turn(live, hands)

    told = [
        (alarm_of(p).kind, alarm_of(p).rung, alarm_of(p).risk, alarm_of(p).delivery)
        for p in hands.accepted
    ]
    assert told == [
        ("regrade", "warn", "high", "now"),
        ("wait", "warn", "high", "list"),
        ("wait", "breach", "medium", "list"),
        ("wait", "warn", "medium", "list"),
        ("wait", "breach", "standard", "list"),
    ]


def test_more_than_one_turn_can_lease_is_sent_without_a_pause(live: Live) -> None:
    hands = Hands()
    ring(live, cases=AT_ONCE + 1)

    pauses = [turn(live, hands), turn(live, hands)]

    assert pauses == [timedelta(0), EVERY]
    assert len({parcel.alert.alert_id for parcel in hands.accepted}) == AT_ONCE + 1


def test_a_text_that_fails_sends_the_bare_alert(
    live: Live, caplog: pytest.LogCaptureFixture
) -> None:
    hands = Hands()
    ring(live)
    with live.database.write() as connection:
        connection.execute(update(alerts).values(clock="transport"))

    turn(live, hands)

    (parcel,) = hands.accepted
    assert parcel.text.subject.startswith("Alarm: wait, ")
    assert "Its full text could not be made" in parcel.text.body
    assert accepted_at(live) == [NOON]
    assert "the text failed: sending the bare alert" in [one.message for one in caplog.records]


def test_how_long_it_took_from_due_to_accepted_is_counted_once(live: Live) -> None:
    hands = Hands(failing=True)
    ring(live)
    turn(live, hands)
    hands.failing = False

    turn(live, hands, NOON + 5 * SECOND)
    turn(live, hands, NOON + MINUTE)

    with live.database.read() as connection:
        counted = read_counts(connection, [DELIVERY])[DELIVERY]
    assert counted == {("console", "5"): 1, ("console", "sum"): 5}
