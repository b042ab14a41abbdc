"""Many at once: a weekend's dump, the backlog of the first day, a storm of resends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.model.sentences import children, milestone, receipt, report
from tests.model.times import Message, zulu
from tests.scenarios.stories.ordinary import in_order, short

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
GRADES = {"high": 0.12, "medium": 0.33, "standard": 0.35, "not_assessed": 0.20}
BANDS = {"unborn": 0.03, "0-3": 0.27, "4-7": 0.25, "8-11": 0.25, "12-15": 0.20}
"""Shares in these floods. Source: assumption, the sizes of the made-up county."""


class Draw:
    """Draws with a fixed seed, by `random` alone: the same on every Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - made-up cases, repeatable on purpose

    def of(self, shares: Mapping[str, float]) -> str:
        """Return one of these by its share."""
        left = self._random.random()
        for name, share in shares.items():
            left -= share
            if left < 0:
                return name
        return name

    def between(self, first: datetime, last: datetime) -> datetime:
        """Return a whole minute between two instants."""
        minutes = (last - first) // MINUTE
        return first + int(self._random.random() * minutes) * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of one or two children: when the police knew, and what else they tell of it."""

    ref: str
    knew: datetime
    told: Mapping[str, Any]

    def report(self, at: datetime) -> Message:
        """Return the report of it that is sent at an instant."""
        told: Message = report(short(at), self.ref, knew=short(self.knew), **self.told)
        return told


def cases(draw: Draw, numbers: range, first: datetime, last: datetime) -> Iterator[Case]:
    """Yield a case for each of these numbers, each a home of its own."""
    for number in numbers:
        ref = f"STF-{number:03}"
        bands = [draw.of(BANDS) for _ in range(1 + number % 2)]
        told = {"risk": draw.of(GRADES), "children": children(*bands, of=f"{ref}-")}
        yield Case(ref=ref, knew=draw.between(first, last), told=told)


def monday_dump_of_60() -> list[Message]:
    """The weekend's 60 notifications are sent on Monday at 07:10 and read from 08:40 on."""
    lines = []
    monday = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
    friday_evening = datetime(2026, 11, 20, 17, tzinfo=UTC)
    weekend = cases(Draw(60), range(60), friday_evening, monday - 2 * HOUR)
    for number, case in enumerate(weekend):
        lines += [
            case.report(monday),
            milestone(short(monday), "sent", case.ref, notice="full", channel="mailbox"),
            receipt(short(monday + 90 * MINUTE + 3 * number * MINUTE), case.ref),
        ]
    return in_order(lines)


def go_live_backlog() -> list[Message]:
    """On the first morning 600 old cases of three months are read at once; a third was received."""
    draw, lines = Draw(600), []
    go_live = datetime(2026, 11, 2, 9, tzinfo=UTC)
    three_months_ago, yesterday = datetime(2026, 8, 3, 9, tzinfo=UTC), go_live - 30 * HOUR
    old = cases(draw, range(560), three_months_ago, yesterday)
    for case in [*old, *cases(draw, range(560, 600), yesterday, go_live)]:
        lines.append(case.report(go_live))
        if len(lines) % 4 == 0:
            received = min(draw.between(case.knew, case.knew + 40 * HOUR), go_live)
            lines.append(receipt(short(go_live), case.ref, when=short(received)))
    return in_order(lines)


def resend_storm() -> list[Message]:
    """500 notifications of a day; the next day the police send all of them again, three times.

    At 10:00 and 14:00 as they were, at 12:00 as new messages; the front door records those too.
    """
    first, again, receipts = [], [], []
    day = datetime(2026, 11, 17, tzinfo=UTC)
    noon = day + 36 * HOUR
    for number, case in enumerate(cases(Draw(500), range(500), day, day + 24 * HOUR)):
        first.append(case.report(case.knew + 5 * MINUTE))
        again.append(case.report(noon))
        if number % 5:
            receipts.append(receipt(short(case.knew + 2 * HOUR), case.ref))
            receipts.append(receipt(short(noon + HOUR), case.ref, notice="resend"))
    lines = in_order([*first, *again, *receipts])
    return _with_repeats(lines, in_order(first), [zulu(noon - 2 * HOUR), zulu(noon + 2 * HOUR)])


def _with_repeats(lines: list[Message], repeats: list[Message], at: list[str]) -> list[Message]:
    """Put repeats behind what had been sent by each of these instants.

    A repeat bears its first time: where it stands in the file says when it came.
    """
    found = []
    for until in at:
        found += [line for line in lines if line["time"] <= until] + repeats
        lines = [line for line in lines if line["time"] > until]
    return found + lines
