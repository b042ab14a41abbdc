"""A row told again after a regrade: how the report stood before it, and how it stands now. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from consumer.sources.extract_faults import AnyMapping
from consumer.sources.extract_fields import Reading, one_of
from consumer.sources.extract_recipes import Data
from consumer.sources.extract_times import Unreadable
from consumer.sources.mapping import PoliceMapping
from schemas.words import Risk

_JUST_BEFORE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrade:
    """The grade that a row tells beside the first one, and from when it may have held."""

    risk: str
    since: datetime

    def reports(self, data: Data, sent_at: datetime) -> tuple[tuple[datetime, Data], ...]:
        """Return what a report becomes, each part with when it was sent.

        A later report's grade counts from when it was sent (contract, section 2). The first grade,
        said again beside a regrade, would so undo it: a child's high grade would be lost. Said just
        before the regrade it stays what it was, and what was sent last tells the grade of now.
        """
        before = self.since - _JUST_BEFORE
        if data["risk"] == self.risk or before >= sent_at:
            return ((sent_at, data),)
        return ((before, data), (sent_at, data | {"risk": self.risk}))


def regrade_of(mapping: AnyMapping, reading: Reading) -> Regrade | None:
    """Return the regrade that a row tells, None where it tells none that can be read.

    A snapshot is compared with the one before it, which sees a regrade for itself.
    """
    if not isinstance(mapping, PoliceMapping) or mapping.graded is None or mapping.snapshot:
        return None
    try:
        at = reading.time(mapping.graded.at)
        risk = reading.word(mapping.graded.risk, one_of(Risk))
    except Unreadable:
        return None  # its own message says so
    return None if at is None or risk is None else Regrade(risk=risk, since=at.moment.earliest)
