"""Settings of the folders into which extracts are put: `[[inboxes]]`."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

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


class InboxTable(BaseModel):
    """One folder with its mapping; what is left out here stands in the mapping, or by default."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    folder: Path
    mapping: Path
    expected: tuple[ClockTime, ...] | None = None
    days: tuple[Weekday, ...] | None = Field(default=None, min_length=1)
    grace: Annotated[timedelta, BeforeValidator(length_of_time)] | None = None
    stable_for: Annotated[timedelta, BeforeValidator(_settling_time)] = STABLE_FOR
    disposal: Literal["keep", "move", "shred"] = Disposal.KEEP.value
