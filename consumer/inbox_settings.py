"""Settings of the folders into which extracts are put: `[[inboxes]]`."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from consumer.setting_kinds import Section
from consumer.sources.disposal import Disposal
from consumer.sources.mapping_delivery import ClockTime, Weekday, length_of_time
from consumer.sources.settling import STABLE_FOR

_SECONDS = re.compile(r"([0-9]{1,4})\s*(?:s|sec|seconds?)", re.ASCII)


def _settling_time(value: object) -> object:
    """Return a length of time, which for a settling file may also be seconds."""
    if isinstance(value, timedelta):
        return value
    match = _SECONDS.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    return length_of_time(value) if match is None else timedelta(seconds=int(match[1]))


class InboxTable(Section):
    """One folder with its mapping; what is left out here stands in the mapping, or by default."""

    folder: Path
    """Where the files are put; one process reads it."""
    mapping: Path
    """How its files are read."""
    expected: tuple[ClockTime, ...] | None = None
    """When a file is expected, on the clock of Europe/London; None: as in the mapping."""
    days: tuple[Weekday, ...] | None = Field(default=None, min_length=1)
    """On which days; None: as in the mapping."""
    grace: Annotated[timedelta, BeforeValidator(length_of_time)] | None = None
    """How late a file may be; None: as in the mapping, else 60 minutes."""
    stable_for: Annotated[timedelta, BeforeValidator(_settling_time)] = STABLE_FOR
    """How long size and time of change must stay the same before a file is read."""
    disposal: Literal["keep", "move", "shred"] = Disposal.KEEP.value
    """What becomes of a file that was taken; moved ones go into its folder `taken`."""
