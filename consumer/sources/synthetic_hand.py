"""The made-up county's families and incidents, drawn from one seeded hand. Pure, no names.

Every number here is an assumption made so that the demo looks like the field; none was measured.
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from consumer.sources.synthetic_cases import Case, Child, Council, Course, Family, graded
from consumer.sources.synthetic_course import HOUR, MINUTE, draw_course
from schemas.moments import LONDON, local_day, local_midnight, zulu
from schemas.words import AgeBand, ChildrenKnown, Prior, Risk

Choice = TypeVar("Choice")

RISKS = {Risk.HIGH: 11, Risk.MEDIUM: 32, Risk.STANDARD: 37, Risk.NOT_ASSESSED: 20}
BANDS = {
    AgeBand.UNBORN: 3,
    AgeBand.UNDER_4: 27,
    AgeBand.FROM_4: 24,
    AgeBand.FROM_8: 20,
    AgeBand.FROM_12: 17,
    AgeBand.FROM_16: 7,
    AgeBand.UNKNOWN: 2,
}
FAMILY_SIZES = {1: 41, 2: 33, 3: 16, 4: 7, 5: 3}
PRIORS = {Prior.NONE: 60, Prior.ONE: 22, Prior.TWO: 10, Prior.THREE_OR_MORE: 8}
PRESENT = {True: 60, False: 25, None: 15}

HOUR_WEIGHTS = (
    *(1.5, 1.3, 1.0, 0.7, 0.5, 0.4, 0.4, 0.6, 0.8, 0.8, 0.8, 0.8),
    *(0.9, 0.9, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.7),
)
"""How incidents spread over the local day, midnight first."""
DAY_WEIGHTS = (0.95, 0.9, 0.9, 0.9, 1.0, 1.2, 1.15)
"""How they spread over the week, Monday first."""

SHARE_OF_REPEATS = 0.1
SHARE_HISTORIC = 0.03
SHARE_WITH_OCCURRED = 0.8
SHARE_WITHOUT_CHILDREN = 0.02
SHARE_REGRADED = 0.07
QUIET_BEFORE_REPEAT = timedelta(days=10)
"""A household drawn again has been quiet so long that its first case has mostly come through."""

STRICTER = {Risk.NOT_ASSESSED: Risk.STANDARD, Risk.STANDARD: Risk.MEDIUM, Risk.MEDIUM: Risk.HIGH}


class Hand:
    """Draws families and cases; the same seed draws the same ones in the same order."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - a made-up county, repeatable on purpose
        self._cases = 12_000
        self._children = 48_000
        self._households = 31_000
        self._seen: dict[str, list[tuple[datetime, Family]]] = {}

    def incident_times(self, council: Council, day: date) -> list[datetime]:
        """Return when the police hear of incidents on a local day, in order."""
        times = []
        hour_at, end = local_midnight(day), local_midnight(day + timedelta(days=1))
        while hour_at < end:
            expected = council.incidents_a_day * _weight(hour_at)
            times += [hour_at + self.draw.random() * HOUR for _ in range(self._poisson(expected))]
            hour_at += HOUR
        return sorted(times)

    def case(self, council: Council, reported_at: datetime) -> Case:
        """Return an incident with its whole course."""
        risk = self._pick(RISKS)
        case = Case(
            ref=self._case_ref(reported_at),
            council=council,
            family=self._family_at(council, reported_at),
            risk=risk,
            reported_at=reported_at,
            occurred=self._occurred(reported_at),
            course=draw_course(self.draw, council, risk, reported_at),
        )
        if self.draw.random() < SHARE_WITHOUT_CHILDREN:
            return replace(case, children_known=ChildrenKnown.NONE, course=Course())
        return self._perhaps_regraded(case)

    def unsent_case(
        self, council: Council, reported_at: datetime, risk: Risk, bands: tuple[AgeBand, ...]
    ) -> Case:
        """Return a case of a new family with children of these ages; nothing was sent yet."""
        return Case(
            ref=self._case_ref(reported_at),
            council=council,
            family=self._new_family(bands, Prior.NONE),
            risk=risk,
            reported_at=reported_at,
            course=Course(),
        )

    def case_again(self, first: Case, reported_at: datetime) -> Case:
        """Return a second incident in the household of the first."""
        family = replace(first.family, prior=Prior.ONE)
        return replace(
            first, ref=self._case_ref(reported_at), family=family, reported_at=reported_at
        )

    def _case_ref(self, reported_at: datetime) -> str:
        self._cases += 1
        return f"STF-{local_day(reported_at):%y}-{self._cases:07}"

    def _family_at(self, council: Council, at: datetime) -> Family:
        seen = self._seen.setdefault(council.code, [])
        quiet = [family for last_at, family in seen if last_at < at - QUIET_BEFORE_REPEAT]
        if quiet and self.draw.random() < SHARE_OF_REPEATS:
            family = replace(self.draw.choice(quiet), prior=Prior.ONE)
        else:
            bands = tuple(self._pick(BANDS) for _ in range(self._pick(FAMILY_SIZES)))
            family = self._new_family(bands, self._pick(PRIORS))
        self._seen[council.code] = [
            *(entry for entry in seen if entry[1].household != family.household),
            (at, family),
        ]
        return family

    def _new_family(self, bands: tuple[AgeBand, ...], prior: Prior) -> Family:
        self._households += 1
        children = []
        for band in bands:
            self._children += 1
            present = None if band is AgeBand.UNBORN else self._pick(PRESENT)
            children.append(Child(ref=f"CH-{self._children:07}", age_band=band, present=present))
        return Family(household=f"HH-{self._households:07}", children=tuple(children), prior=prior)

    def _occurred(self, reported_at: datetime) -> object | None:
        """Return when it happened: a range, a date long ago, or not known."""
        chance = self.draw.random()
        if chance < SHARE_HISTORIC:
            return local_day(reported_at - timedelta(days=self.draw.uniform(200, 2000))).isoformat()
        if chance > SHARE_WITH_OCCURRED:
            return None
        latest = reported_at - self.draw.expovariate(1 / 40) * MINUTE
        earliest = latest - self.draw.uniform(0, 90) * MINUTE
        return {"from": zulu(earliest), "to": zulu(latest)}

    def _perhaps_regraded(self, case: Case) -> Case:
        stricter = STRICTER.get(case.risk)
        if stricter is None or self.draw.random() >= SHARE_REGRADED:
            return case
        at = case.reported_at + self.draw.uniform(1, 30) * HOUR
        return replace(case, further=(graded(case, stricter, at),))

    def _pick(self, weights: Mapping[Choice, float]) -> Choice:
        return self.draw.choices(list(weights), weights=list(weights.values()))[0]

    def _poisson(self, expected: float) -> int:
        """Return a count: how many exponential waits fit into one hour."""
        count, passed = 0, self.draw.expovariate(expected)
        while passed < 1:
            count += 1
            passed += self.draw.expovariate(expected)
        return count


def _weight(hour_at: datetime) -> float:
    """Return the share of an average day's incidents that falls on an hour of the week."""
    local = hour_at.astimezone(LONDON)
    of_day = HOUR_WEIGHTS[local.hour] / sum(HOUR_WEIGHTS)
    return of_day * DAY_WEIGHTS[local.weekday()] * len(DAY_WEIGHTS) / sum(DAY_WEIGHTS)
