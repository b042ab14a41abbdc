"""The kinds of field a message is made of: how each is read, refused and described. Pure.

Error types are the codes of ``schemas.refusals.Reason``, so that no message text is parsed.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from schemas.moments import Moment, NotATime, parse_instant, parse_moment, zulu
from schemas.references import REFERENCE, SOURCE
from schemas.refusals import Reason

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

LARGEST_INTEGER = 2**63 - 1
"""Integers beyond 64 bits are refused. Source: contract section 1."""

LONGEST_LABEL = 64
"""Characters of a force or an area, which become labels of metrics and of tables.

Source: assumption, to agree with the force and the council.
"""

_ONS_CODE = re.compile(r"[A-Z][0-9]{8}", re.ASCII)
_WHOLE_NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

INSTANT_SCHEMA: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})$",
    "description": "RFC 3339 with an offset; `:60` is the end of its minute.",
    "examples": ["2026-11-20T23:52:10Z"],
}
DAY_SCHEMA: Schema = {
    "type": "string",
    "format": "date",
    "pattern": f"^{_DAY.pattern}$",
    "description": "A day in Europe/London.",
    "examples": ["2026-11-20"],
}
_RANGE_END: Schema = {"anyOf": [INSTANT_SCHEMA, DAY_SCHEMA]}
MOMENT_SCHEMA: Schema = {
    "description": "An instant, a day (some time on it), or a range of those, not backwards.",
    "oneOf": [
        INSTANT_SCHEMA,
        DAY_SCHEMA,
        {
            "type": "object",
            "properties": {"from": _RANGE_END, "to": _RANGE_END},
            "required": ["from", "to"],
            "additionalProperties": False,
        },
    ],
}


def _described_by(pattern: re.Pattern[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern.pattern}$"})


def refused(reason: Reason, words: str) -> PydanticCustomError:
    """Return the error that ends in a refusal with this reason; the words hold no value."""
    return PydanticCustomError(reason.value, words)


@dataclass(frozen=True, slots=True, eq=False)
class _ReadBy:
    """Reads a field with a function of ours and describes it with a schema of ours."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    described: Schema

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.write, when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> Schema:
        return dict(self.described)


class _AbsentNotNull:
    """Makes None mean *absent* inside, while a null on the wire is refused."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        nullable = handler(source)
        if nullable["type"] != "nullable":
            raise TypeError("IfGiven takes a type of its own, without None")
        return core_schema.json_or_python_schema(
            json_schema=nullable["schema"], python_schema=nullable
        )


@dataclass(frozen=True, slots=True)
class Only:
    """Some words of a closed set only."""

    words: Sequence[StrEnum]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._among, handler(source))

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> Schema:
        return {"type": "string", "enum": [word.value for word in self.words]}

    def _among(self, word: StrEnum) -> StrEnum:
        if word not in self.words:
            raise refused(Reason.UNKNOWN_WORD, "not a word of this field")
        return word


def _read_moment(value: object) -> Moment:
    if isinstance(value, Moment):
        return value
    try:
        return parse_moment(value)
    except NotATime as error:
        raise refused(Reason.BAD_TIME, "not a time") from error


def _write_moment(moment: Moment) -> str | dict[str, str]:
    return zulu(moment.earliest) if moment.is_exact else moment.as_json()


def _read_instant(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is UTC:
        return value
    if not isinstance(value, str):
        raise refused(Reason.BAD_TIME, "an instant is text")
    try:
        return parse_instant(value)
    except NotATime as error:
        raise refused(Reason.BAD_TIME, "not an instant") from error


def _read_day(value: object) -> date:
    if type(value) is date:
        return value
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise refused(Reason.BAD_TIME, "not a date")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise refused(Reason.BAD_TIME, "no such date") from error


def _reference(text: str, info: ValidationInfo) -> str:
    """Normalise by the rules of the message's source, where there is a message."""
    reference: str = info.context.normalised(text) if info.context is not None else text
    return _identifier(reference)


def _identifier(text: str) -> str:
    if REFERENCE.fullmatch(text) is None:
        raise refused(Reason.BAD_REFERENCE, "not a reference")
    return text


def _feed_name(text: str) -> str:
    if SOURCE.fullmatch(text) is None:
        raise refused(Reason.BAD_SOURCE, "not a source")
    return text


def _whole_number(text: str) -> str:
    if _WHOLE_NUMBER.fullmatch(text) is None or int(text) > LARGEST_INTEGER:
        raise refused(Reason.BAD_SEQUENCE, "not a whole number of 64 bits")
    return text


def _authority(text: str) -> str:
    if _ONS_CODE.fullmatch(text) is None:
        raise refused(Reason.BAD_AUTHORITY, "not an ONS code")
    return text


def _label(text: str) -> str:
    if not text.strip() or len(text) > LONGEST_LABEL:
        raise refused(Reason.BAD_TEXT, "blank or too long")
    return text


def _count(number: int) -> int:
    if number < 0:
        raise refused(Reason.NEGATIVE_COUNT, "a count is zero or more")
    return number


T = TypeVar("T")

IfGiven = Annotated[T | None, _AbsentNotNull()]
"""A field that may be left out, and then is None; an explicit null is refused."""

WireMoment = Annotated[
    Moment, _ReadBy(read=_read_moment, write=_write_moment, described=MOMENT_SCHEMA)
]
"""A time in one of the three forms of the contract."""

Instant = Annotated[datetime, _ReadBy(read=_read_instant, write=zulu, described=INSTANT_SCHEMA)]
"""A time known to the second, in UTC."""

Day = Annotated[date, _ReadBy(read=_read_day, write=date.isoformat, described=DAY_SCHEMA)]
"""A day in Europe/London."""

Reference = Annotated[
    str,
    AfterValidator(_reference),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^[\sA-Za-z0-9._:/-]+$",
            "description": f"Matches ^{REFERENCE.pattern}$ once normalised (default: no spaces).",
        }
    ),
]
"""A reference of a case, a household or a child; normalised when read from a message."""

Identifier = Annotated[str, AfterValidator(_identifier), _described_by(REFERENCE)]
"""An id that is compared exactly as it was sent."""

FeedName = Annotated[str, AfterValidator(_feed_name), _described_by(SOURCE)]
"""The `source` of a message: a feed, as pages and metrics name it."""

SequenceText = Annotated[str, AfterValidator(_whole_number), _described_by(_WHOLE_NUMBER)]
"""A whole number as text, at most 64 bits."""

Authority = Annotated[str, AfterValidator(_authority), _described_by(_ONS_CODE)]
"""A council, by its ONS code; `E06000021` is Stoke-on-Trent."""

Label = Annotated[
    str,
    AfterValidator(_label),
    WithJsonSchema({"type": "string", "pattern": r"\S", "maxLength": LONGEST_LABEL}),
]
"""A short name that groups cases: a force, an area. Never free text."""

Count = Annotated[
    int,
    AfterValidator(_count),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": LARGEST_INTEGER}),
]
"""How many, zero or more."""
