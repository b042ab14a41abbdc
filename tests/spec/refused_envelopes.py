"""Envelopes outside the contract: the message, the reason, the place."""

import pytest

from tests.wire import HEARTBEAT, a_message

ENVELOPE = [
    pytest.param(a_message(type=...), "missing_field", "type", id="no-type"),
    pytest.param(a_message(type=1), "wrong_type", "type", id="a-number-for-a-type"),
    pytest.param(a_message(type="danm.x.v1"), "unknown_message", "type", id="a-type-of-others"),
    pytest.param(
        a_message(type="danm.incident.reported.v2"), "unknown_message", "type", id="version-2"
    ),
    pytest.param(a_message(specversion=...), "missing_field", "specversion", id="no-specversion"),
    pytest.param(a_message(specversion="0.3"), "unknown_word", "specversion", id="cloudevents-0.3"),
    pytest.param(a_message(specversion=1.0), "unknown_word", "specversion", id="version-a-number"),
    pytest.param(
        a_message(datacontenttype="text/xml"), "unknown_word", "datacontenttype", id="xml"
    ),
    pytest.param(a_message(traceparent="00-1"), "unknown_field", "", id="an-attribute-of-others"),
    pytest.param(a_message(data=...), "missing_field", "data", id="no-data"),
    pytest.param(a_message(data=None), "wrong_type", "data", id="null-data"),
    pytest.param(a_message(data="{}"), "wrong_type", "data", id="data-as-text"),
    pytest.param(a_message(source=...), "missing_field", "source", id="no-source"),
    pytest.param(a_message(source=""), "bad_source", "source", id="an-empty-source"),
    pytest.param(a_message(source="my feed"), "bad_source", "source", id="a-source-with-a-space"),
    pytest.param(a_message(source="/" + "a" * 255), "bad_source", "source", id="a-long-source"),
    pytest.param(a_message(source=["/a"]), "wrong_type", "source", id="a-list-of-sources"),
    pytest.param(a_message(id=...), "missing_field", "id", id="no-id"),
    pytest.param(a_message(id=""), "bad_reference", "id", id="an-empty-id"),
    pytest.param(a_message(id="m 1"), "bad_reference", "id", id="an-id-is-not-normalised"),
    pytest.param(a_message(id="m" * 65), "bad_reference", "id", id="an-id-of-65"),
    pytest.param(a_message(id=1), "wrong_type", "id", id="an-id-as-number"),
    pytest.param(a_message(subject=...), "missing_field", "subject", id="a-case-without-subject"),
    pytest.param(a_message(subject=None), "wrong_type", "subject", id="a-case-with-null-subject"),
    pytest.param(a_message(subject=" "), "bad_reference", "subject", id="a-blank-subject"),
    pytest.param(a_message(subject="STF#1"), "bad_reference", "subject", id="a-hash-in-a-subject"),
    pytest.param(
        a_message(subject="\u017fTF-1"), "bad_reference", "subject", id="a-long-s-is-no-s"
    ),
    pytest.param(a_message(subject="S" * 65), "bad_reference", "subject", id="a-subject-of-65"),
    pytest.param(
        a_message(HEARTBEAT, subject="STF-1"), "subject_not_allowed", "subject", id="feed-subject"
    ),
    pytest.param(a_message(sequence=7), "wrong_type", "sequence", id="a-sequence-as-number"),
    pytest.param(a_message(sequence="-1"), "bad_sequence", "sequence", id="a-negative-sequence"),
    pytest.param(a_message(sequence="٣"), "bad_sequence", "sequence", id="other-digits"),
    pytest.param(
        a_message(sequence="9223372036854775808"), "bad_sequence", "sequence", id="sequence-65-bits"
    ),
    pytest.param(a_message(time=...), "missing_field", "time", id="no-time"),
    pytest.param(a_message(time="2026-11-20"), "bad_time", "time", id="sent-on-some-day"),
    pytest.param(a_message(time="2026-11-20T23:52:10"), "bad_time", "time", id="naive"),
    pytest.param(a_message(time="1751364000"), "bad_time", "time", id="epoch-as-text"),
    pytest.param(a_message(time=1751364000), "bad_time", "time", id="epoch"),
    pytest.param(a_message(time="2026-02-30T00:00:00Z"), "bad_time", "time", id="no-such-day"),
    pytest.param(
        a_message(time="1999-12-31T23:59:59Z"), "time_out_of_bounds", "time", id="sent-before-2000"
    ),
]
