"""How an extract comes into its folder: the part of a mapping that only a folder needs."""

import re
from datetime import time, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from consumer.sources.mapping_parts import ONS_CODE, Part, tells_a_day
from schemas.durations import parse_duration

_HOUR = ("%H", "%I", "%c", "%X", "%T")
_ROWS = "{rows}"


def _dated_name(text: str) -> str:
    if not tells_a_day(text):
        raise ValueError(
            f"'{text}' does not tell year, month and day; write one like 'niche_%Y%m%d_%H%M.csv'"
        )
    return text


def _clock(value: object) -> object:
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", value, re.ASCII) is None:
        raise ValueError(f"'{value}' is no time of day; write one like '07:00'")
    return value


def length_of_time(value: object) -> object:
    """Return the length of time that a text means; a number alone has no unit and means none.

    Raises:
        NotADuration: It is no text, or one that means no length of time.
    """
    return value if value is None or isinstance(value, timedelta) else parse_duration(value)


ClockTime = Annotated[time, BeforeValidator(_clock)]
"""A time of day on the local clock, like 07:00."""


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Delivery(Part):
    """Which files of a folder are this extract, when each was made, and how a whole one ends."""

    files: str = Field(default="*.csv", min_length=1)
    """A pattern of names; upper and lower case are the same."""

    name_format: Annotated[str, AfterValidator(_dated_name)] | None = None
    """How a file's name tells when it was made; None: when it was last changed."""

    made_at: ClockTime | None = None
    """The hour at which it was made, where the name tells only the day."""

    trailer: str | None = Field(default=None, min_length=1)
    """The last line of a whole file; `{rows}` in it stands for how many rows it has."""

    ends_with_newline: bool | None = None
    """Whether a whole file ends with a line end; None: as the last whole file did."""

    expected: tuple[ClockTime, ...] = ()
    """When a file is expected, on the clock of Europe/London; empty: nothing is ever overdue."""

    days: tuple[Weekday, ...] = Field(default=WEEKDAYS, min_length=1)
    grace: Annotated[timedelta, BeforeValidator(length_of_time)] | None = None
    """How late it may be; None: 60 minutes."""

    counts_rows: bool = True
    """Whether a file with under half of its usual rows is told."""

    force: str | None = None
    """For whom the file speaks, where the mapping's messages do not say it for every row."""

    local_authority: str | None = Field(default=None, pattern=ONS_CODE)

    @model_validator(mode="after")
    def _hour_once(self) -> Self:
        if self.name_format is None:
            if self.made_at is not None:
                raise ValueError("`made_at` needs `name_format`; without it the file's time counts")
            return self
        if any(mark in self.name_format for mark in _HOUR) is (self.made_at is not None):
            raise ValueError("the hour stands either in `name_format` or in `made_at`; give one")
        return self

    def trailer_rows(self, line: str) -> int | None:
        """Return how many rows a line says there are, -1 where it does not count them.

        None where it is no trailer.
        """
        if self.trailer is None:
            return None
        pattern = re.escape(self.trailer).replace(re.escape(_ROWS), "([0-9]{1,9})")
        match = re.fullmatch(rf"{pattern}[,;|\t\s]*", line, re.ASCII)
        if match is None:
            return None
        return int(match[1]) if match.groups() else -1
