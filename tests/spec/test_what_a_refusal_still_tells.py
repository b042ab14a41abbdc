from datetime import UTC, datetime
from typing import Any

import pytest

from consumer.decode import Reason, Refusal, decode
from schemas.references import ReferenceRules
from tests.wire import POLICE, RECEIVED, a_message, wire, with_data

SENT_AT = datetime(2026, 11, 20, 23, 52, 10, tzinfo=UTC)
REPORTED_AT = datetime(2026, 11, 20, 23, 50, tzinfo=UTC)


def refused(raw: bytes, **kwargs: Any) -> Refusal:
    refusal = decode(raw, **kwargs)
    assert isinstance(refusal, Refusal), refusal
    return refusal


SOUND = a_message(sequence="41", subject="stf 26")

SPOILT = [
    pytest.param(wire({**SOUND, "x": 1}), "unknown_field", id="unknown-field"),
    pytest.param(wire(SOUND)[:-1], "not_json", id="cut-line"),
    pytest.param(wire({**SOUND, "x": "é"}).decode().encode("latin-1"), "not_utf8", id="latin-1"),
    pytest.param(wire({**SOUND, "x": "\0"}), "control_character", id="control-character"),
    pytest.param(wire({**SOUND, "x": "\t"}).replace(b"\\t", b"\t"), "control_character", id="tab"),
    pytest.param(wire(SOUND).replace(b'"risk"', b'"risk":1,"risk"'), "repeated_name", id="twice"),
    pytest.param(wire({**SOUND, "x": float("nan")}), "not_finite", id="not-a-number"),
    pytest.param(wire({**SOUND, "x": 10**400}), "number_too_large", id="401-digits"),
    pytest.param(wire({**SOUND, "x": " " * 300_000}), "too_large", id="too-large"),
    pytest.param(b"\xef\xbb\xbf" + wire({**SOUND, "x": 1}), "unknown_field", id="after-a-mark"),
    pytest.param(
        wire(SOUND)[:-1] + b',"x":' + b"[" * 2000 + b"]" * 2000 + b"}", "too_deep", id="2000-deep"
    ),
]


@pytest.mark.parametrize(("raw", "reason"), SPOILT)
def test_whose_case_it_is_and_since_when_is_read_from_a_refused_message(
    raw: bytes, reason: str
) -> None:
    refusal = refused(raw)

    assert refusal.reason == reason
    assert (refusal.source, refusal.message_id, refusal.subject) == (POLICE, "m1", "STF26")
    assert (refusal.time, refusal.sequence, refusal.clock_from) == (SENT_AT, 41, REPORTED_AT)


def test_the_subject_follows_the_rules_of_its_source() -> None:
    raw = wire({**SOUND, "x": 1})

    refusal = refused(raw, rules={POLICE: ReferenceRules(upper_case=False)})

    assert refusal.subject == "stf26"


@pytest.mark.parametrize(
    ("message", "clock_from"),
    [
        pytest.param(with_data(x=1), REPORTED_AT, id="reported"),
        pytest.param(
            with_data(x=1, reported="2026-11-20"),
            datetime(2026, 11, 20, tzinfo=UTC),
            id="reported-on-a-day-counts-from-its-start",
        ),
        pytest.param(
            with_data(RECEIVED, x=1, incident={"reported": "2026-11-20T23:50:00Z"}),
            REPORTED_AT,
            id="reported-in-the-block-of-a-receipt",
        ),
        pytest.param(
            with_data(reported="yesterday", occurred="1998-04-05T10:00:00Z"),
            datetime(1998, 4, 5, 10, tzinfo=UTC),
            id="occurred-where-reported-cannot-be-read",
        ),
        pytest.param(with_data(reported="2199-01-01"), SENT_AT, id="not-from-the-future"),
        pytest.param(with_data(reported="1970-01-01"), SENT_AT, id="not-from-the-epoch"),
        pytest.param(a_message(data=7), SENT_AT, id="sent-where-nothing-else-can-be-read"),
        pytest.param(a_message(time="9999-12-31T23:59:59Z", x=1), REPORTED_AT, id="sent-far-ahead"),
        pytest.param(a_message(time="soon", data=[]), None, id="nobody-knows"),
    ],
)
def test_the_clock_of_a_refused_message_starts_at_the_best_time_in_it(
    message: dict[str, Any], clock_from: datetime | None
) -> None:
    assert refused(wire(message)).clock_from == clock_from


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[1]", id="a-list"),
        pytest.param(b'{"source":1,"id":[],"subject":{},"time":0,"sequence":1}', id="wrong-types"),
        pytest.param(
            b'{"source":"a b","id":"?","subject":"?","time":"?","sequence":"x"}', id="senseless"
        ),
        pytest.param(b'{"id":"a","id":"b","subject":"A","subject":"B"}', id="said-twice"),
        pytest.param(b'{"id":"a","id":"b","subject":"A","subject":"B"', id="said-twice-and-cut"),
        pytest.param(b"\xff\xfe", id="no-text"),
    ],
)
def test_what_cannot_be_read_or_believed_is_unknown(raw: bytes) -> None:
    refusal = refused(raw)

    told = (refusal.source, refusal.message_id, refusal.subject, refusal.sequence)
    assert told == (None, None, None, None)
    assert (refusal.time, refusal.clock_from) == (None, None)


def test_the_digest_of_a_refusal_is_that_of_its_bytes() -> None:
    one, same, other = refused(b"{ }"), refused(b"{ }"), refused(b"{}")

    assert one.reason is other.reason is Reason.MISSING_FIELD
    assert one.digest == same.digest
    assert one.digest != other.digest
