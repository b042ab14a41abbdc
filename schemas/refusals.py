"""Why a message was refused, and what could still be read of it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a message went to quarantine: a stable code, shown to people and a metric label."""

    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    CONTROL_CHARACTER = "control_character"
    INVISIBLE_CHARACTER = "invisible_character"
    LONE_SURROGATE = "lone_surrogate"
    TOO_DEEP = "too_deep"
    NOT_JSON = "not_json"
    REPEATED_NAME = "repeated_name"
    NOT_FINITE = "not_finite"
    NUMBER_TOO_LARGE = "number_too_large"
    NOT_AN_OBJECT = "not_an_object"
    UNKNOWN_MESSAGE = "unknown_message"
    UNKNOWN_FIELD = "unknown_field"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_WORD = "unknown_word"
    BAD_SOURCE = "bad_source"
    BAD_REFERENCE = "bad_reference"
    BAD_SEQUENCE = "bad_sequence"
    BAD_AUTHORITY = "bad_authority"
    BAD_TEXT = "bad_text"
    BAD_TIME = "bad_time"
    TIME_OUT_OF_BOUNDS = "time_out_of_bounds"
    SUBJECT_NOT_ALLOWED = "subject_not_allowed"
    CHILDREN_MISSING = "children_missing"
    CHILDREN_CONTRADICTED = "children_contradicted"
    NEGATIVE_COUNT = "negative_count"
    NOT_ONE_OWNER = "not_one_owner"
    CONFLICT = "conflict"
    DAMAGED = "damaged"
    BAD_ROW = "bad_row"
    CUT_OFF = "cut_off"
    WRONG_EXTRACT = "wrong_extract"


OF_FILES = frozenset({Reason.BAD_ROW, Reason.CUT_OFF, Reason.WRONG_EXTRACT})
"""Reasons that a folder of extracts has: a message by itself is never refused for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A message that was not taken: a possible child, so it is kept and told to a person.

    ``place`` is a path of field names that the contract knows (``data.children[1].age_band``),
    empty where the whole message is meant; neither it nor the reason ever holds a value or an
    unknown name. What was read in passing is None where it could not be read or believed:
    ``subject`` is normalised, ``sequence`` keeps a refused message from counting as lost, and
    ``clock_from`` is the earliest instant from which a child may have been waiting.
    ``digest`` is that of the raw bytes (blake2b, 16 bytes).
    """

    reason: Reason
    place: str
    digest: bytes
    source: str | None = None
    message_id: str | None = None
    subject: str | None = None
    time: datetime | None = None
    sequence: int | None = None
    clock_from: datetime | None = None
    told: str | None = None
    """What a person is told instead of the reason: names a file and columns, never a value."""
