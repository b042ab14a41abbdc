"""What comes under a name of the monitor's own, and was not entered, reaches a person."""

from datetime import timedelta

import pytest

from consumer.quarantine_outcomes import Outcome
from schemas import canaries
from schemas.auditing import Signature
from schemas.canary_tables import canaries as canaries_table
from schemas.entering import put_in
from schemas.moments import parse_instant
from schemas.refusals import Reason
from schemas.tables import feeds
from schemas.words import Kind, MessageType
from tests.quarantine_room import Room
from tests.replays.ours import KEYS
from tests.wire import a_message, wire

HEARTBEAT = MessageType.HEARTBEAT
NINE = parse_instant("2026-11-21T09:00:30Z")
TOPIC = "police.da-incidents.v1"


@pytest.mark.parametrize(
    ("source", "message_type"),
    [
        (canaries.SOURCE, MessageType.INCIDENT_REPORTED),
        (canaries.SOURCE, MessageType.NOTIFICATION_RECEIVED),
        (canaries.SOURCE, MessageType.CONTROL_TOTAL),
        ("/danm/entered", MessageType.NOTIFICATION_RECEIVED),
        ("/danm/entered", HEARTBEAT),
        ("/danm/anything", MessageType.INCIDENT_REPORTED),
    ],
)
def test_whatever_a_partner_sends_under_a_name_of_ours_reaches_a_person(
    room: Room, source: str, message_type: MessageType
) -> None:
    raw = wire(a_message(message_type, source=source, sequence="4"))

    room.come_by(TOPIC, raw, NINE)

    (held,) = room.held()
    assert (held.reason, held.source) == (Reason.BAD_SOURCE, f"{TOPIC}/0")
    (alert,) = room.alerts(Kind.QUARANTINE)
    assert alert.reason == f"a message of {TOPIC}/0 could not be read (bad_source)"
    assert not [*room.cases(), *room.rows(feeds), *room.rows(canaries_table)]


def test_what_bears_a_name_of_ours_is_refused_again_when_it_is_tried_again(room: Room) -> None:
    room.come_by(TOPIC, wire(a_message(source="/danm/entered")), NINE)

    (tried,) = room.desk().retry(room.ids)

    assert (tried.outcome, tried.reason) == (Outcome.STILL_REFUSED, Reason.BAD_SOURCE)


def test_what_people_entered_may_be_tried_again(room: Room) -> None:
    raw = wire(a_message(source="/danm/entered", time="2026-11-25T09:00:00Z"))
    with room.database.write() as connection:
        put_in(connection, KEYS, raw, Signature(actor="danm", at=NINE))
    room.take_entered(NINE)
    assert [one.reason for one in room.held()] == [Reason.TIME_OUT_OF_BOUNDS]

    (tried,) = room.desk(NINE + timedelta(days=4)).retry(room.ids)
    room.take_entered(NINE + timedelta(days=4))

    assert tried.outcome is Outcome.ENTERED
    assert len(room.cases()) == 1
