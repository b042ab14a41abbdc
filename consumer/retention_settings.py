"""Settings of how long what is held of people is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from consumer.setting_kinds import Section
from consumer.sources.mapping_delivery import length_of_time
from schemas.retention import CASE_MONTHS, NAMES, QUARANTINED, REFERENCE, Retention

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=365)
"""Of the lengths in days: a reference must not outlive its case. Source: assumption."""

LONGEST_QUARANTINED = timedelta(days=90)
"""What could not be read may hold anything. Source: assumption, as all of them."""


def _up_to(longest: timedelta) -> Callable[[timedelta], timedelta]:
    def checked(length: timedelta) -> timedelta:
        if not ONE_DAY <= length <= longest or length % ONE_DAY:
            raise ValueError(f"give whole days, from 1 day to {longest.days} days")
        return length

    return checked


class Kept(Section):
    """How long what is held of people is kept; `danm purge` removes what is older.

    The lengths are assumptions for the impact assessment: the data protection officer must agree.
    """

    reference: Annotated[
        timedelta, BeforeValidator(length_of_time), AfterValidator(_up_to(LONGEST))
    ] = REFERENCE
    """Police references, after the decision on their case or the last word on it, 1 to 365 days."""
    names: Annotated[
        timedelta, BeforeValidator(length_of_time), AfterValidator(_up_to(LONGEST))
    ] = NAMES
    """Names of who had a case in hand or entered something, 1 to 365 days."""
    quarantined: Annotated[
        timedelta, BeforeValidator(length_of_time), AfterValidator(_up_to(LONGEST_QUARANTINED))
    ] = QUARANTINED
    """The bytes of messages that could not be read, also where nobody dealt with them, 1 to 90
    days.
    """
    case_months: int = Field(default=CASE_MONTHS, ge=13, le=120)
    """Calendar months that a case is kept after the last word on it. One that still waits stays."""

    def retention(self) -> Retention:
        """Return the lengths as they are worked with."""
        return Retention(
            reference=self.reference,
            names=self.names,
            quarantined=self.quarantined,
            case_months=self.case_months,
        )
