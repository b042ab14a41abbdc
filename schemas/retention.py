"""How long what is held of people is kept. Pure.

Counts are kept for ever; what each table keeps stands in `consumer.retention.kept`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

REFERENCE = timedelta(days=90)
"""How long a police reference is kept once its case is over.

Source: design, "Retention"; assumption for the impact assessment, the data protection officer must
agree.
"""

NAMES = timedelta(days=90)
"""How long the name is kept of who had a case in hand, entered something, or took a message on.

Source: as `REFERENCE`.
"""

QUARANTINED = timedelta(days=30)
"""How long the bytes of a message are kept that could not be read. Source: as `REFERENCE`."""

CASE_MONTHS = 25
"""Calendar months that a case is kept after the last word on it. Source: as `REFERENCE`.

Two years can then be compared month by month.
"""

_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The lengths of one installation."""

    reference: timedelta = REFERENCE
    names: timedelta = NAMES
    quarantined: timedelta = QUARANTINED
    case_months: int = CASE_MONTHS

    def cases_before(self, now: datetime) -> datetime:
        """Return before when the last word on a case must lie for it to go."""
        return months_before(now, self.case_months)

    def words(self) -> str:
        """Return all lengths in one line, for the audit."""
        return (
            f"references {self.reference.days} days, names {self.names.days} days, quarantined "
            f"{self.quarantined.days} days, cases {self.case_months} months"
        )


def months_before(at: datetime, months: int) -> datetime:
    """Return the same day and hour so many calendar months before, in UTC.

    Where that month has no such day it is the month's last: nothing goes a day too soon.
    """
    month = at.year * _MONTHS_OF_A_YEAR + at.month - 1 - months
    year, place = divmod(month, _MONTHS_OF_A_YEAR)
    first = at.replace(year=year, month=place + 1, day=1)
    last_day = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(at.day, last_day.day))
