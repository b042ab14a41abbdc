"""What nobody notices by looking at what arrives: fewer cases, and the middle grade waiting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from tests.model.sentences import message, receipt, report
from tests.model.times import Message, midnight
from tests.scenarios.stories.ordinary import in_order, others, short

STOKE, COUNTY = "E06000021", "E10000028"
FRONT_DOORS = {STOKE: "/council/stoke/liquidlogic", COUNTY: "/council/staffordshire/mosaic"}
FIRST_DAY = datetime(2026, 6, 1, tzinfo=UTC)
"""A Monday; no clock changes in the weeks after it."""
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
FIVE_WEEKS, SIX_WEEKS = FIRST_DAY + 35 * DAY, FIRST_DAY + 42 * DAY
COUNTED_AT = 7.5 * HOUR
"""When the force tells its own count of the day before, on the clock in London."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident with a child that the police know of, whoever is told."""

    number: int
    council: str
    at: datetime
    risk: str
    told_after: timedelta

    @property
    def ref(self) -> str:
        return f"{'S' if self.council == STOKE else 'C'}-{self.number:04}"


def known_to_the_police(
    council: str, a_day: float, share_of_high: float, *, seed: int
) -> Iterator[Incident]:
    """Yield the incidents of six weeks, at random hours; the front door is told within 3 hours."""
    draw = Random(seed)  # noqa: S311 - a made-up city, repeatable on purpose
    at, number = FIRST_DAY, 0
    while (at := at + draw.expovariate(a_day) * DAY) < SIX_WEEKS:
        yield Incident(
            number=number,
            council=council,
            at=at.replace(microsecond=0),
            risk="high" if draw.random() < share_of_high else "medium",
            told_after=(60 + int(draw.random() * 120)) * MINUTE,
        )
        number += 1


def passed_on(incidents: list[Incident], is_passed_on: Callable[[Incident], bool]) -> list[Message]:
    """Return the report of each that is passed on, and the front door's receipt of it."""
    lines = []
    for one in filter(is_passed_on, incidents):
        known = short(one.at + 20 * MINUTE)
        knew = short(one.at)
        told = short(one.at + one.told_after)
        lines.append(report(known, one.ref, knew=knew, risk=one.risk, local_authority=one.council))
        lines.append(receipt(told, one.ref) | {"source": FRONT_DOORS[one.council]})
    return lines


def counts(incidents: list[Incident], council: str) -> Iterator[Message]:
    """Yield the force's own count of each day, from another system than its extract."""
    for number in range(42):
        begins = midnight((FIRST_DAY + number * DAY).date())
        known = sum(begins <= one.at < begins + DAY for one in incidents)
        data = {
            "force": "staffordshire",
            "local_authority": council,
            "date": (FIRST_DAY + number * DAY).date().isoformat(),
            "incidents_with_children": known,
        }
        at = short(begins + DAY + COUNTED_AT)
        yield message(
            "feed.control_total", at, None, data, source="/police/staffordshire/control-room"
        )


def a_district_passes_on_28_percent() -> list[Message]:
    """Two councils of one force; from the sixth week Stoke hears of 28 in 100 incidents.

    Staffordshire goes on as before: the control group.
    """
    stoke = list(known_to_the_police(STOKE, 8, 0.2, seed=28))
    county = list(known_to_the_police(COUNTY, 8, 0.2, seed=72))
    return in_order(
        [
            *passed_on(stoke, lambda one: one.at < FIVE_WEEKS or one.number * 9 % 25 < 7),
            *passed_on(county, lambda _: True),
            *counts(stoke, STOKE),
            *counts(county, COUNTY),
        ]
    )


def high_risk_halves() -> list[Message]:
    """From the sixth week every second incident graded high is missing; the others all come."""
    stoke = list(known_to_the_police(STOKE, 16, 0.5, seed=2))
    missing = {one.ref for one in [one for one in stoke if one.risk == "high"][::2]}
    return in_order(passed_on(stoke, lambda one: one.at < FIVE_WEEKS or one.ref not in missing))


def medium_starves() -> list[Message]:
    """Ten days: high is told within 80 minutes, each medium 10 hours later than the last."""
    first = datetime(2026, 11, 2, 10, tzinfo=UTC)
    lines = list(others("2026-11-02T07:00:00Z", "2026-11-15T07:00:00Z"))
    for number in range(10):
        at = first + number * DAY
        waits = (6 + 10 * number) * HOUR
        high, medium = f"HIGH-{number}", f"MEDIUM-{waits // HOUR:02}-HOURS"
        lines += [
            report(short(at), medium, risk="medium"),
            receipt(short(at + waits), medium),
            report(short(at + 12 * HOUR), high, risk="high"),
            receipt(short(at + 12 * HOUR + 80 * MINUTE), high, received_by="edt"),
        ]
    return in_order(lines)
