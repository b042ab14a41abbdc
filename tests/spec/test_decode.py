import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from consumer.decode import Reason, Refusal, decode
from schemas.messages import (
    ControlTotal,
    Heartbeat,
    IncidentClosed,
    IncidentCorrected,
    IncidentReported,
    Message,
    NotificationReceived,
)
from schemas.moments import Moment
from schemas.references import ReferenceRules
from schemas.words import ChildrenKnown, MessageType
from tests.wire import (
    CHILD,
    CLOSED,
    CORRECTED,
    DATA,
    HEARTBEAT,
    POLICE,
    RECEIVED,
    TOTAL,
    a_message,
    raw_area,
    wire,
    with_data,
)


def taken(raw: bytes, **kwargs: Any) -> Message:
    message = decode(raw, **kwargs)
    assert isinstance(message, Message), message
    return message


def refused(raw: bytes, **kwargs: Any) -> Refusal:
    refusal = decode(raw, **kwargs)
    assert isinstance(refusal, Refusal), refusal
    return refusal


@pytest.mark.parametrize("message_type", DATA)
def test_the_least_message_of_every_type_is_taken(message_type: str) -> None:
    message = taken(wire(a_message(message_type)))

    assert message.type == message_type


def test_every_type_has_a_least_message() -> None:
    assert set(DATA) == set(MessageType)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(a_message(datacontenttype=None), id="an-attribute-that-is-null-is-unset"),
        pytest.param(a_message(HEARTBEAT, subject=None), id="a-feed-whose-subject-is-unset"),
        pytest.param(a_message(source="/danm/canary"), id="our-own-canary"),
        pytest.param(a_message(source="urn:uuid:7"), id="any-uri-is-a-source"),
        pytest.param(a_message(sequence="9223372036854775807"), id="the-last-sequence"),
        pytest.param(with_data(area="Ménage \U0001f600 Bentilee"), id="an-area-in-any-script"),
        pytest.param(with_data(children=[CHILD, CHILD]), id="a-child-listed-twice"),
        pytest.param(with_data(reported="2000-01-01"), id="reported-on-the-first-day"),
        pytest.param(with_data(reported="2026-11-21T23:52:10Z"), id="24-hours-ahead"),
        pytest.param(with_data(reported="2026-11-20T23:52:60Z"), id="the-end-of-a-minute"),
        pytest.param(with_data(occurred="1900-01-01"), id="occurred-in-1900"),
        pytest.param(
            with_data(CORRECTED, milestone="occurred", at="1950-01-01"), id="corrected-to-1950"
        ),
        pytest.param(with_data(CLOSED, disposition="duplicate"), id="a-duplicate-of-nothing-named"),
        pytest.param(with_data(CLOSED, of="STF-9"), id="withdrawn-with-a-reference"),
        pytest.param(with_data(RECEIVED, incident={}), id="a-block-that-says-nothing"),
        pytest.param(
            with_data(RECEIVED, incident={"children_known": "yes"}), id="a-block-without-its-list"
        ),
        pytest.param(with_data(RECEIVED, entered_by_hand=False), id="not-by-hand"),
    ],
)
def test_what_the_contract_does_not_refuse_is_taken(message: dict[str, Any]) -> None:
    taken(wire(message))


def test_nesting_of_32_levels_is_read_and_brackets_in_texts_do_not_count() -> None:
    deep = b'{"x":"' + b"[" * 40 + b'","a":' + b'{"a":' * 31 + b"1" + b"}" * 31 + b"}"

    assert refused(deep).reason is Reason.MISSING_FIELD


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\xef\xbb\xbf" + wire(a_message()), id="a-byte-order-mark"),
        pytest.param(b" \r\n\t" + wire(a_message()) + b"\r\n", id="white-space-around"),
        pytest.param(json.dumps(a_message(), indent=2).encode(), id="over-several-lines"),
        pytest.param(raw_area(r'"\ud83d\ude00"'), id="a-whole-character-in-two-escapes"),
        pytest.param(raw_area(r'"a\\ud800"'), id="a-backslash-before-a-u"),
    ],
)
def test_other_ways_to_write_the_same_json_are_read(raw: bytes) -> None:
    taken(raw)


def test_a_report_is_read_with_everything_in_it() -> None:
    raw = wire(
        with_data(
            occurred={"from": "2026-11-20T20:00:00Z", "to": "2026-11-20T22:00:00Z"},
            children=[{**CHILD, "present": None}, {"ref": "b", "age_band": "unborn"}],
            household="hh 7",
            prior_12m="3+",
        )
    )

    message = taken(raw)

    assert isinstance(message.data, IncidentReported)
    assert message.data.reported == Moment.exact(datetime(2026, 11, 20, 23, 50, tzinfo=UTC))
    assert message.data.children_known is ChildrenKnown.YES
    assert [(child.ref, child.age_band, child.present) for child in message.data.children] == [
        ("STF-1-C0", "4-7", None),
        ("B", "unborn", None),
    ]
    assert message.data.household == "HH7"
    assert message.data.occurred == Moment(
        earliest=datetime(2026, 11, 20, 20, tzinfo=UTC),
        latest=datetime(2026, 11, 20, 22, tzinfo=UTC),
    )


def test_a_milestone_that_is_taken_back_has_no_time() -> None:
    message = taken(wire(with_data(CORRECTED, at=None)))

    assert isinstance(message.data, IncidentCorrected)
    assert message.data.at is None


def test_a_block_left_out_is_unknown_and_a_list_in_it_is_kept() -> None:
    without = taken(wire(a_message(RECEIVED))).data
    listed = taken(wire(with_data(RECEIVED, incident={"children": [CHILD]}))).data

    assert isinstance(without, NotificationReceived)
    assert without.incident is None
    assert isinstance(listed, NotificationReceived)
    assert listed.incident is not None
    assert listed.incident.children is not None
    assert listed.incident.risk is None


def test_a_feed_has_no_subject_and_its_times_are_read() -> None:
    total = taken(wire(a_message(TOTAL)))
    beat = taken(wire(with_data(HEARTBEAT, complete_to="2026-11-20T23:00:00+00:00")))

    assert (total.subject, beat.subject) == (None, None)
    assert isinstance(total.data, ControlTotal)
    assert total.data.date == date(2026, 11, 19)
    assert isinstance(beat.data, Heartbeat)
    assert beat.data.complete_to == datetime(2026, 11, 20, 23, tzinfo=UTC)


def test_the_envelope_time_is_kept_in_utc_and_whole_seconds() -> None:
    message = taken(wire(a_message(time="2026-11-21T00:52:10.987+01:00", sequence="0041")))

    assert message.time == datetime(2026, 11, 20, 23, 52, 10, tzinfo=UTC)
    assert message.time.tzinfo is UTC
    assert message.sequence == 41


@pytest.mark.parametrize(
    ("rules", "subject", "expected"),
    [
        pytest.param(ReferenceRules(), "stf 26 / 1", "STF26/1", id="upper-case-spaces-removed"),
        pytest.param(ReferenceRules(), "stf\u00a026", "STF26", id="a-space-that-does-not-break"),
        pytest.param(ReferenceRules(upper_case=False), "stf 26", "stf26", id="case-matters"),
        pytest.param(ReferenceRules(remove_spaces=False), "stf-26", "STF-26", id="spaces-matter"),
    ],
)
def test_references_are_evened_out_by_the_rules_of_the_source(
    rules: ReferenceRules, subject: str, expected: str
) -> None:
    raw = wire(a_message(CLOSED, subject=subject, data={**DATA[CLOSED], "of": subject}))

    message = taken(raw, rules={POLICE: rules})

    assert message.subject == expected
    assert isinstance(message.data, IncidentClosed)
    assert message.data.of == expected


def test_a_space_that_matters_to_its_source_is_refused() -> None:
    raw = wire(a_message(subject="stf 26"))

    refusal = refused(raw, rules={POLICE: ReferenceRules(remove_spaces=False)})

    assert refusal.reason is Reason.BAD_REFERENCE


def test_a_message_may_be_sent_up_to_the_latest_instant_and_no_later() -> None:
    raw = wire(a_message())
    sent_at = taken(raw).time

    at_the_limit = decode(raw, latest=sent_at)
    past_it = decode(raw, latest=sent_at - timedelta(seconds=1))

    assert isinstance(at_the_limit, Message)
    assert isinstance(past_it, Refusal)
    assert (past_it.reason, past_it.place) == (Reason.TIME_OUT_OF_BOUNDS, "time")
    assert past_it.time is None


def test_content_is_the_same_whatever_the_order_of_names_and_the_escapes() -> None:
    message = a_message(sequence="7")
    turned = dict(reversed(message.items()))
    escaped = wire(message).replace(b"medium", b"\\u006dedium")

    assert taken(wire(turned)).digest == taken(wire(message)).digest == taken(escaped).digest


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(a_message(sequence="7"), id="a-sequence-more"),
        pytest.param(a_message(subject="stf-26-0012345"), id="as-sent-not-as-normalised"),
        pytest.param(with_data(risk="high"), id="another-grade"),
        pytest.param(a_message(datacontenttype=None), id="unset-is-not-left-out"),
    ],
)
def test_other_content_under_the_same_id_has_another_digest_and_the_same_key(
    other: dict[str, Any],
) -> None:
    one, two = taken(wire(a_message())), taken(wire(other))

    assert one.digest != two.digest
    assert one.key == two.key
    assert len(one.key) == len(one.digest) == 16


def test_the_key_tells_messages_of_two_sources_apart() -> None:
    one = taken(wire(a_message(source="/a", id="b")))
    two = taken(wire(a_message(source="/a/b", id="b")))

    assert one.key != two.key
