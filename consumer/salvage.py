"""What can still be read of a message that was refused. Pure.

A refused message is a possible child: whoever looks into it needs to know whose it is and since
when the child may have waited. Nothing read here is believed further than that.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from consumer.strict_json import LARGEST_MESSAGE, Refused
from schemas.fields import LARGEST_INTEGER
from schemas.moments import Moment, NotATime, parse_instant, parse_moment
from schemas.references import REFERENCE, SOURCE, ReferenceRulesBySource, rules_of
from schemas.refusals import Refusal
from schemas.told import EARLIEST, EARLIEST_OCCURRED, ToldTime

_SEQUENCE = re.compile(r"[0-9]{1,19}", re.ASCII)
_LOOSE_PAIR = re.compile(
    r'"(source|id|subject|time|sequence|reported|occurred)"\s{0,64}:\s{0,64}"([^"\\]{1,255})"'
)
_IN_DATA = frozenset({"reported", "occurred"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How a message is read: the rules of its source, and how late it may have been sent."""

    rules: ReferenceRulesBySource
    latest: datetime | None


def refusal(raw: bytes, refused: Refused, bounds: Bounds) -> Refusal:
    """Return the refusal, with everything that could still be read."""
    value = _read_loosely(raw)
    source = _matching(SOURCE, value.get("source"))
    time = _time(value.get("time"), bounds.latest)
    return Refusal(
        reason=refused.reason,
        place=refused.place,
        digest=blake2b(raw, digest_size=16).digest(),
        source=source,
        message_id=_matching(REFERENCE, value.get("id")),
        subject=_subject(value.get("subject"), source, bounds.rules),
        time=time,
        sequence=_sequence(value.get("sequence")),
        clock_from=_clock_from(value.get("data"), time, bounds.latest),
    )


def _read_loosely(raw: bytes) -> Mapping[str, Any]:
    """Return the message as far as it can be read; what was said twice is left out."""
    text = raw[:LARGEST_MESSAGE].decode("utf-8", "replace")
    try:
        value = _LOOSE.decode(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return _pairs_in(text)
    return value if isinstance(value, dict) else {}


def _pairs_in(text: str) -> dict[str, Any]:
    """Return the names we know with their texts, from something that is not JSON: a cut line."""
    pairs = _said_once(_LOOSE_PAIR.findall(text))
    data = {name: pairs.pop(name) for name in _IN_DATA & pairs.keys()}
    return {**pairs, "data": data}


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    times = Counter(name for name, _ in pairs)
    return {name: value for name, value in pairs if times[name] == 1}


_LOOSE = json.JSONDecoder(strict=False, object_pairs_hook=_said_once, parse_int=float)


def _matching(pattern: re.Pattern[str], value: object) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _subject(value: object, source: str | None, rules: ReferenceRulesBySource) -> str | None:
    if not isinstance(value, str):
        return None
    return _matching(REFERENCE, rules_of(source or "", rules).normalised(value))


def _sequence(value: object) -> int | None:
    text = _matching(_SEQUENCE, value)
    return int(text) if text is not None and int(text) <= LARGEST_INTEGER else None


def _time(value: object, latest: datetime | None) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        at = parse_instant(value)
    except NotATime:
        return None
    return at if at >= EARLIEST and (latest is None or at <= latest) else None


def _clock_from(data: object, time: datetime | None, latest: datetime | None) -> datetime | None:
    """Return when the child's clock may have started: reported, else occurred, else sent."""
    sent_at = time or latest
    believable = (
        told.moment.earliest
        for told in _starts(data)
        if told.moment.earliest >= told.not_before
        if sent_at is None or told.is_believable(sent_at)
    )
    return next(believable, time)


def _starts(data: object) -> Iterator[ToldTime]:
    block = _inside(data, "incident")
    for name, not_before in (("reported", EARLIEST), ("occurred", EARLIEST_OCCURRED)):
        for told in (_inside(data, name), _inside(block, name)):
            if (moment := _moment(told)) is not None:
                yield ToldTime(name, moment, not_before)


def _inside(told: object, name: str) -> object:
    return told.get(name) if isinstance(told, Mapping) else None


def _moment(value: object) -> Moment | None:
    try:
        return parse_moment(value)
    except NotATime:
        return None
