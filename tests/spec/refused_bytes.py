"""Bytes that are no strict JSON object: the bytes, the reason, the place."""

import pytest

from tests.wire import TOTAL, a_message, raw_area, wire, with_data


def raw_count(text: str) -> bytes:
    return wire(with_data(TOTAL, incidents=123456)).replace(b"123456", text.encode())


BYTES = [
    pytest.param(b" " * (256 * 1024 + 1), "too_large", "", id="one-byte-too-many"),
    pytest.param(wire(a_message()).replace(b"medium", b"m\xe9d"), "not_utf8", "", id="latin-1"),
    pytest.param("{}".encode("utf-16"), "not_utf8", "", id="utf-16"),
    pytest.param(b'{"a":"\xed\xa0\x80"}', "not_utf8", "", id="a-surrogate-as-bytes"),
    pytest.param(b"", "not_json", "", id="nothing"),
    pytest.param(wire(a_message())[:-20], "not_json", "", id="a-cut-line"),
    pytest.param(wire(a_message()) * 2, "not_json", "", id="two-messages-in-one-line"),
    pytest.param(b"{'a': 1}", "not_json", "", id="python-not-json"),
    pytest.param(b"[]", "not_an_object", "", id="a-list"),
    pytest.param(b"null", "not_an_object", "", id="nothing-said"),
    pytest.param(b'{"id":"a","id":"a"}', "repeated_name", "", id="a-name-twice"),
    pytest.param(b'{"id":"a","\\u0069d":"b"}', "repeated_name", "", id="a-name-twice-escaped"),
    pytest.param(
        wire(a_message()).replace(b'"risk"', b'"risk": "high", "risk"'),
        "repeated_name",
        "",
        id="two-grades-in-one-message",
    ),
    pytest.param(raw_area('"a\0b"'), "control_character", "", id="nul"),
    pytest.param(raw_area('"a\tb"'), "control_character", "", id="a-tab"),
    pytest.param(raw_area(r'"a\u0000b"'), "control_character", "", id="nul-escaped"),
    pytest.param(raw_area(r'"a\nb"'), "control_character", "", id="a-line-end-escaped"),
    pytest.param(raw_area('"a\x7fb"'), "control_character", "", id="delete"),
    pytest.param(raw_area('"a\x85b"'), "control_character", "", id="a-c1-control"),
    pytest.param(b'{"\\u0007":1}', "control_character", "", id="a-bell-in-a-name"),
    pytest.param(raw_area('"a\u202eb"'), "invisible_character", "", id="turned-round"),
    pytest.param(raw_area('"a\u200bb"'), "invisible_character", "", id="zero-width"),
    pytest.param(raw_area(r'"a\u2066b"'), "invisible_character", "", id="isolate-escaped"),
    pytest.param(raw_area('"a\ufeffb"'), "invisible_character", "", id="a-mark-inside"),
    pytest.param(raw_area(r'"\ud800"'), "lone_surrogate", "", id="half-a-character"),
    pytest.param(raw_area(r'"\udc00\ud800"'), "lone_surrogate", "", id="halves-swapped"),
    pytest.param(b'{"a":' * 33 + b"1" + b"}" * 33, "too_deep", "", id="33-levels"),
    pytest.param(b"[" * 100_000, "too_deep", "", id="very-deep-and-never-closed"),
    pytest.param(raw_count("NaN"), "not_finite", "", id="not-a-number"),
    pytest.param(raw_count("-Infinity"), "not_finite", "", id="infinite"),
    pytest.param(raw_count("9223372036854775808"), "number_too_large", "", id="65-bits"),
    pytest.param(raw_count("9" * 5000), "number_too_large", "", id="5000-digits"),
    pytest.param(raw_count("1e999"), "number_too_large", "", id="beyond-every-number"),
]
