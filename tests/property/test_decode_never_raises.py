import json
import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from consumer.decode import KNOWN_NAMES, Reason, Refusal, decode
from schemas.messages import Message
from schemas.references import REFERENCE, SOURCE
from tests.wire import DATA, Json, a_message, wire

LATEST = datetime(2026, 11, 22, tzinfo=UTC)
STEP = re.compile(r"([a-z0-9_]+)(?:\[\d+\])?", re.ASCII)
SECRET = "Zz-Jane-Doe-12-High-Street"

texts = st.text(max_size=20) | st.sampled_from(
    ["", " ", "2026-11-20", "2026-11-20T23:50:00Z", "9999-12-31T23:59:60Z", "0001-01-01", "high"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(texts | st.sampled_from(sorted(KNOWN_NAMES)), inner, max_size=4)
        | st.fixed_dictionaries({"from": inner, "to": inner})
    ),
    max_leaves=12,
)


def spots(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a message where something stands."""
    inner = part.items() if isinstance(part, dict) else enumerate(part)
    return [
        found
        for name, value in inner
        for found in [
            (*path, name),
            *(spots(value, (*path, name)) if isinstance(value, dict | list) else []),
        ]
    ]


def spoilt_at(message: Json, path: tuple[Any, ...], value: Any) -> Json:
    copy: Json = json.loads(json.dumps(message))
    inside: Any = copy
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    return copy


@st.composite
def spoilt_messages(draw: st.DrawFn, spoils: st.SearchStrategy[Any] = values) -> Json:
    message = a_message(draw(st.sampled_from(sorted(DATA))))
    path = draw(st.sampled_from(spots(message)))
    if draw(st.booleans()):
        path = (*path[:-1], draw(texts | st.sampled_from(sorted(KNOWN_NAMES))))
        path = path if isinstance(path[-1], str) and not _in_a_list(message, path) else path[:1]
    return spoilt_at(message, path, draw(spoils))


def _in_a_list(message: Json, path: tuple[Any, ...]) -> bool:
    inside: Any = message
    for step in path[:-1]:
        inside = inside[step]
    return isinstance(inside, list)


@st.composite
def damaged_bytes(draw: st.DrawFn) -> bytes:
    raw = wire(a_message(draw(st.sampled_from(sorted(DATA)))))
    start = draw(st.integers(0, len(raw)))
    length = draw(st.integers(0, 12))
    return raw[:start] + draw(st.binary(max_size=12)) + raw[start + length :]


def as_bytes(message: Json, ascii_only: bool) -> bytes:
    return json.dumps(message, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


def assert_shows_nothing(refusal: Refusal) -> None:
    assert isinstance(refusal.reason, Reason)
    assert len(refusal.digest) == 16
    for step in refusal.place.split(".") if refusal.place else []:
        named = STEP.fullmatch(step)
        assert named is not None
        assert named.group(1) in KNOWN_NAMES
    assert refusal.source is None or SOURCE.fullmatch(refusal.source)
    assert refusal.message_id is None or REFERENCE.fullmatch(refusal.message_id)
    assert refusal.subject is None or REFERENCE.fullmatch(refusal.subject)


def read(raw: bytes) -> Message | Refusal:
    result = decode(raw, latest=LATEST)
    if isinstance(result, Refusal):
        assert_shows_nothing(result)
    else:
        assert decode(raw) == result
    return result


@given(st.binary(max_size=400))
def test_no_bytes_make_decoding_fail(raw: bytes) -> None:
    read(raw)


@given(st.text(alphabet='{}[]":,\\u0dD8 tfn1-.eE\x00\ufeff', max_size=200))
def test_no_text_that_looks_like_json_makes_decoding_fail(text: str) -> None:
    read(text.encode())


@given(damaged_bytes())
def test_no_damage_to_a_message_makes_decoding_fail(raw: bytes) -> None:
    read(raw)


@given(spoilt_messages(), st.booleans())
def test_no_value_in_any_place_makes_decoding_fail(message: Json, ascii_only: bool) -> None:
    read(as_bytes(message, ascii_only))


@given(spoilt_messages())
def test_no_limit_on_when_it_was_sent_makes_no_time_fail(message: Json) -> None:
    decode(as_bytes(message, True))


@given(spoilt_messages(st.sampled_from([SECRET, [SECRET], {SECRET: SECRET}, {"from": SECRET}])))
def test_reason_and_place_never_show_what_the_message_said(message: Json) -> None:
    result = read(as_bytes(message, True))

    if isinstance(result, Refusal):
        assert SECRET not in f"{result.reason!r} {result.place!r}"


@given(st.sampled_from(sorted(DATA)), st.randoms(use_true_random=False))
def test_the_order_of_names_never_changes_the_content(message_type: str, random: Any) -> None:
    message = a_message(message_type, sequence="7")
    names = list(message)
    random.shuffle(names)

    one, two = read(wire(message)), read(wire({name: message[name] for name in names}))

    assert one == two


@given(st.sampled_from(sorted(DATA)))
def test_data_written_again_are_read_as_the_same(message_type: str) -> None:
    once = decode(wire(a_message(message_type)))
    assert isinstance(once, Message)
    written = once.data.model_dump(mode="json", exclude_unset=True)

    again = decode(wire(a_message(message_type, data=written)))

    assert isinstance(again, Message)
    assert again.data == once.data
