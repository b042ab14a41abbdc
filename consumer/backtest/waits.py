"""Which children would have been told of earlier or later under the new policy. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from consumer.backtest.playing import Rang
from schemas.words import AgeBand, Clock, Kind, Risk, Rung

LADDER_KINDS = frozenset({Kind.WAIT, Kind.REGRADE})
"""Alarms that a child still waits; at a rung of the ladder. Notices come after it, or of others."""


class Effect(StrEnum):
    """What the new policy does to the first alarm about one case."""

    EARLIER = "earlier"
    ONLY_NEW = "only_new"
    SAME = "same"
    LATER = "later"
    ONLY_OLD = "only_old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Firsts:
    """When one case was first told of under one policy; None where nobody was told."""

    alarm: datetime | None = None
    interruption: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One case whose wait rang under either policy in the period.

    ``ended_at`` is when it became known that the first wait after the first alarm was over; None
    where the child still waits at the end of the period.
    """

    handle: str
    risk: Risk | None
    youngest: AgeBand | None
    old: Firsts
    new: Firsts
    ended_at: datetime | None
    until: datetime

    @property
    def alarm(self) -> "Change | None":
        """What becomes of the first alarm; None where there is none under either policy."""
        return self._change(self.old.alarm, self.new.alarm)

    @property
    def interruption(self) -> "Change | None":
        """What becomes of the first interruption; None where nobody would be interrupted."""
        return self._change(self.old.interruption, self.new.interruption)

    def _change(self, old: datetime | None, new: datetime | None) -> "Change | None":
        over = self.ended_at or self.until
        if old is None and new is None:
            return None
        if old is None or new is None:
            effect = Effect.ONLY_NEW if old is None else Effect.ONLY_OLD
        elif old == new:
            effect = Effect.SAME
        else:
            effect = Effect.EARLIER if new < old else Effect.LATER
        return Change(effect=effect, earlier=(old or over) - (new or over))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How much earlier somebody would have been told; negative for later.

    Where only one policy rings it is counted to the end of the wait, or of the period.
    """

    effect: Effect
    earlier: timedelta

    @property
    def hours_earlier(self) -> float:
        """The same in hours, negative for later."""
        return self.earlier / timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How many waits one effect has, and by how much in the middle (the median of the hours)."""

    waits: int
    hours: float | None
    """None where there is none."""


def summaries(changes: Iterable[Change | None]) -> Mapping[Effect, Summary]:
    """Return each effect with its waits, all effects in their order."""
    hours: dict[Effect, list[float]] = {effect: [] for effect in Effect}
    for change in (one for one in changes if one is not None):
        hours[change.effect].append(abs(change.hours_earlier))
    return {
        effect: Summary(waits=len(every), hours=median(every) if every else None)
        for effect, every in hours.items()
    }


GAIN_WORDS = (
    (24.0, "more than 24 h earlier"),
    (8.0, "8 to 24 h earlier"),
    (4.0, "4 to 8 h earlier"),
    (1.0, "1 to 4 h earlier"),
    (0.0, "up to 1 h earlier"),
)
"""How much earlier, in steps; the lower end of each, in hours, does not belong to it."""


def gains(changes: Iterable[Change | None]) -> Mapping[str, int]:
    """Return how many waits are told of how much earlier, in words, from the greatest gain on."""
    found = dict.fromkeys(
        ("told only under the new policy", *(words for _, words in GAIN_WORDS)), 0
    )
    found |= dict.fromkeys(("at the same time", "later", "told only under the policy in force"), 0)
    for change in changes:
        if change is not None:
            found[_gain(change)] += 1
    return found


def _gain(change: Change) -> str:
    match change.effect:
        case Effect.ONLY_NEW:
            return "told only under the new policy"
        case Effect.SAME:
            return "at the same time"
        case Effect.LATER:
            return "later"
        case Effect.ONLY_OLD:
            return "told only under the policy in force"
        case Effect.EARLIER:
            return next(words for hours, words in GAIN_WORDS if change.hours_earlier > hours)


def first_told(rang: Sequence[Rang]) -> Mapping[bytes, Firsts]:
    """Return for each case when its wait was first told of, and when somebody was interrupted."""
    firsts: dict[bytes, Firsts] = {}
    for one in rang:
        key, at = one.alert.case_key, one.alert.raised_at
        if key is None or not _is_of_the_wait(one):
            continue
        known = firsts.get(key, Firsts())
        interruption = known.interruption or (at if one.alert.told_at_once else None)
        firsts[key] = Firsts(alarm=known.alarm or at, interruption=interruption)
    return firsts


def _is_of_the_wait(one: Rang) -> bool:
    alert = one.alert
    is_rung = alert.kind in LADDER_KINDS and alert.rung is not Rung.NOTICE
    return is_rung and alert.clock is Clock.DUTY


Drawn = Sequence[tuple[datetime, bool]]
"""The pictures of one case in the order of time: when it was drawn, and whether it waits."""


def end_of_wait(drawn: Drawn, after: datetime) -> datetime | None:
    """Return when it first became known from an instant on that the wait was over."""
    return next((at for at, is_waiting in drawn if at >= after and not is_waiting), None)
