"""What every message's data has in common, and the bounds of the times in it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from schemas.fields import WireMoment
from schemas.moments import Moment

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No message and no time in it lies before this. Source: contract section 1."""

EARLIEST_OCCURRED = datetime(1900, 1, 1, tzinfo=UTC)
"""Abuse may be disclosed a lifetime later. Source: contract section 1."""

AHEAD = timedelta(hours=24)
"""How far ahead of its message a time may lie, and a message of now. Source: contract section 1."""


@dataclass(frozen=True, slots=True)
class ToldTime:
    """A time that a message tells, where it stands, and how early it may lie."""

    place: str
    moment: Moment
    not_before: datetime = EARLIEST

    def is_believable(self, sent_at: datetime) -> bool:
        """Whether the lower bound lies within what a message sent then may tell."""
        at = self.moment.earliest
        return at >= self.not_before and at - AHEAD <= sent_at


class Told(BaseModel):
    """What every message's data has in common: strict, frozen, nothing unknown, no values shown."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False
    )

    def times(self) -> Iterator[ToldTime]:
        """Yield every time told."""
        yield from ()


class ToldAt(Told):
    """Something that happened at one time."""

    at: WireMoment

    def times(self) -> Iterator[ToldTime]:
        """Yield that time."""
        yield ToldTime("at", self.at)
