"""Where a page of flat rows ends and the next begins: by instant, and by name within. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.utc import EPOCH

_MICROSECOND = timedelta(microseconds=1)
_PLACE = re.compile(r"(-?\d{1,18})_([A-Za-z0-9-]{1,36})", re.ASCII)
_NONE = "that is no place in a table; take it from the page before"


class NoSuchPlace(ValueError):
    """The text names no place in a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The instant and the name of the last row that was read."""

    at: datetime
    name: str

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // _MICROSECOND}_{self.name}"


def read_place(text: str) -> Place:
    """Return the place that was written as text.

    Raises:
        NoSuchPlace: The text is something else.
    """
    match = _PLACE.fullmatch(text)
    if match is None:
        raise NoSuchPlace(_NONE)
    try:
        return Place(at=EPOCH + int(match[1]) * _MICROSECOND, name=match[2])
    except OverflowError as error:
        raise NoSuchPlace(_NONE) from error
