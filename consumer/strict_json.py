"""Bytes to a JSON object, with nothing in it that two readers could take differently. Pure."""

import json
import math
import re
from hashlib import blake2b
from typing import Any, NoReturn

from schemas.fields import LARGEST_INTEGER
from schemas.refusals import Reason

LARGEST_MESSAGE = 256 * 1024
"""Bytes. Source: contract section 1; the topics' `max.message.bytes` is the same."""

DEEPEST = 32
"""Levels of nesting. Source: contract section 1."""

_MOST_DIGITS = 19
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(
    r"[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)
"""Characters that hide or turn round what people read: zero width, bidirectional, tags."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?+|[\[{]|[\]}]', re.DOTALL)
"""A text that is never closed swallows the rest, so that no message makes this slow."""


class Refused(Exception):
    """The message cannot be taken; holds the reason and the place, never a value."""

    def __init__(self, reason: Reason, place: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.place = place


def parse(raw: bytes) -> tuple[str, dict[str, Any]]:
    """Return the text of a message, and the JSON object it holds.

    A byte order mark before it is passed over, as RFC 8259 allows: Windows puts one into files.

    Raises:
        Refused: It is too large, not UTF-8, not strict JSON, or no object.
    """
    if len(raw) > LARGEST_MESSAGE:
        raise Refused(Reason.TOO_LARGE)
    try:
        text = raw.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(Reason.NOT_UTF8) from error
    _refuse_unseen(text)
    _refuse_depth(text)
    return text, _load(text)


def _refuse_unseen(text: str) -> None:
    if text.isprintable():
        return
    if _CONTROL.search(text):
        raise Refused(Reason.CONTROL_CHARACTER)
    if _INVISIBLE.search(text):
        raise Refused(Reason.INVISIBLE_CHARACTER)


def _refuse_depth(text: str) -> None:
    """Refuse deep nesting before any parser recurses into it."""
    if text.count("{") + text.count("[") <= DEEPEST:
        return
    depth = 0
    for token in _TEXT_OR_BRACKET.finditer(text):
        first = text[token.start()]
        if first in "[{":
            depth += 1
            if depth > DEEPEST:
                raise Refused(Reason.TOO_DEEP)
        elif first in "]}":
            depth -= 1


def _load(text: str) -> dict[str, Any]:
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        unescaped = error.msg.startswith("Invalid control character")
        raise Refused(Reason.CONTROL_CHARACTER if unescaped else Reason.NOT_JSON) from error
    if not isinstance(value, dict):
        raise Refused(Reason.NOT_AN_OBJECT)
    if "\\" in text:
        _refuse_escaped(value)
    return value


def _refuse_escaped(value: object) -> None:
    """Look into every text for what an escape brought in unseen."""
    if isinstance(value, str):
        _refuse_characters(value)
    elif isinstance(value, list):
        for item in value:
            _refuse_escaped(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            _refuse_characters(name)
            _refuse_escaped(item)


def _refuse_characters(text: str) -> None:
    if text.isprintable():
        return
    if _SURROGATE.search(text):
        raise Refused(Reason.LONE_SURROGATE)
    if _CONTROL_IN_TEXT.search(text):
        raise Refused(Reason.CONTROL_CHARACTER)
    if _INVISIBLE.search(text):
        raise Refused(Reason.INVISIBLE_CHARACTER)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise Refused(Reason.REPEATED_NAME)
    return names


def _integer(digits: str) -> int:
    if len(digits.removeprefix("-")) > _MOST_DIGITS:
        raise Refused(Reason.NUMBER_TOO_LARGE)
    number = int(digits)
    if not -LARGEST_INTEGER - 1 <= number <= LARGEST_INTEGER:
        raise Refused(Reason.NUMBER_TOO_LARGE)
    return number


def _fraction(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise Refused(Reason.NUMBER_TOO_LARGE)
    return number


def _constant(_name: str) -> NoReturn:
    raise Refused(Reason.NOT_FINITE)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_fraction,
    parse_constant=_constant,
)

_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def content_digest(value: dict[str, Any]) -> bytes:
    """Return the digest of JSON values, whatever the order of names, escapes or white space."""
    return blake2b(_CANONICAL.encode(value).encode(), digest_size=16).digest()
