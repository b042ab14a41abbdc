"""Was the front door told in time? By risk, with interval and number. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence

from reviews.delays import Estimate, LeftOut, Observation, Result, told_in_time
from reviews.pack.parts import Column, Form, Headline, Interval, Intervals, Picture, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import Fates, group_of
from reviews.pack.words import RISKS, number_words, of_100, share_words
from schemas.words import Clock, Risk

_COLUMNS = (
    Column(name="risk", heading="Risk"),
    Column(name="n", heading="Notifications", form=Form.COUNT),
    Column(name="in_time", heading="In time", form=Form.COUNT),
    Column(name="late", heading="Late", form=Form.COUNT),
    Column(name="cannot_tell", heading="Cannot tell", form=Form.COUNT),
    Column(name="still_open", heading="Still open, within the limit", form=Form.COUNT),
    Column(name="share_met", heading="In time, of 100", form=Form.SHARE),
    Column(name="share_met_low", heading="at least", form=Form.SHARE),
    Column(name="share_met_high", heading="at most", form=Form.SHARE),
)
_ALL = "All risks"


def in_time_section(seen: Sequence[Seen], fates: Fates) -> Section:
    """Return the answer by risk, the gravest first, and of all together.

    ``fates`` is what shares its fate: a share has the same interval here as everywhere in a pack.
    """
    told = [_told(words, risk, seen, fates) for risk, words in (*RISKS.items(), (None, _ALL))]
    duty = told[-1][1]
    return Section(
        name="in-time",
        question="Was the front door told in time?",
        headlines=_headlines(told[-1][2], duty),
        sentences=(_lead(told[-1][2], duty), *(_sentence(*one) for one in told[:-1] if one[1])),
        pictures=(_picture([one for one in told if one[1]]),) if duty else (),
        tables=(_table(told),),
        notes=(
            "In time means within the limit of the policy for its risk grade and its youngest "
            "child, counted day and night from when the police knew. Notifications that still wait "
            "count for as long as they have waited: leaving them out would make recent weeks look "
            "better than they are.",
            "Grades are shown apart because a good figure for one can hide a poor one for another. "
            "What came in one batch counts as one in the intervals.",
            *_left_out(seen),
        ),
    )


_WHY_LEFT_OUT = {
    LeftOut.NO_LONGER_EXPECTED: "closed before the front door was told",
    LeftOut.START_UNKNOWN: "nobody said when the police knew",
    LeftOut.TIMES_DISAGREE: "the times disagree",
    LeftOut.CHILDREN_NOT_YET_KNOWN: "not known yet whether there are children",
    LeftOut.LATER: "the police knew only after the instant this pack is looked at from",
}


def _left_out(seen: Sequence[Seen]) -> Iterator[str]:
    """Say of how many nothing can be said here, so that nobody takes them for told in time."""
    whys = Counter(one.clocks[Clock.DUTY] for one in seen if one.duty is None)
    if whys:
        found = ", ".join(
            f"{whys[why]:,} {words}" for why, words in _WHY_LEFT_OUT.items() if whys[why]
        )
        yield (
            f"Not in these figures, so neither in time nor late: {whys.total():,} of "
            f"{number_words(len(seen), 'notification')} ({found})."
        )


def _headlines(said: Estimate, duty: Sequence[Observation]) -> tuple[Headline, ...]:
    waiting = Headline(figure=f"{_late_and_waiting(duty):,}", words="late and still waiting")
    if said.value is None:
        return (waiting,) if duty else ()
    share = f"{of_100(said.value)} of 100"
    return Headline(figure=share, words="notifications told in time"), waiting


def _late_and_waiting(duty: Sequence[Observation]) -> int:
    return sum(one.is_open and one.result is Result.LATE for one in duty)


_Told = tuple[str, Sequence[Observation], Estimate]


def _told(words: str, risk: Risk | None, seen: Sequence[Seen], fates: Fates) -> _Told:
    those = [one for one in seen if one.duty is not None and risk in (None, one.duty.risk)]
    group = group_of(words, those, fates)
    return words, group.duty, told_in_time(group.duty, group.together)


def _lead(said: Estimate, duty: Sequence[Observation]) -> str:
    late = sum(one.result is Result.LATE for one in duty)
    waiting = _late_and_waiting(duty)
    if said.value is None:
        return f"Whether the front door was told in time {share_words(said)}."
    return (
        f"Of {number_words(said.n, 'notification')}, {share_words(said)} were told in time; "
        f"{late:,} were late, {_of_them(waiting)} still waiting{_doubtful(duty)}."
    )


def _doubtful(duty: Sequence[Observation]) -> str:
    """Say what makes in time and late less than all."""
    unknown, still = (_how_many(duty, one) for one in (Result.CANNOT_TELL, Result.STILL_OPEN))
    said = (
        f"of {unknown:,} nobody can tell" if unknown else "",
        f"{still:,} still wait within the limit" if still else "",
    )
    return "".join(f"; {one}" for one in said if one)


def _of_them(waiting: int) -> str:
    return "none of them" if not waiting else f"{waiting:,} of them"


def _sentence(words: str, those: Sequence[Observation], said: Estimate) -> str:
    name = f"{words} risk" if words != RISKS[Risk.NOT_ASSESSED] else "Not assessed (never low)"
    return f"{name}: {share_words(said)}; {number_words(len(those), 'notification')}."


def _picture(told: Sequence[_Told]) -> Picture:
    rows = tuple(
        Interval(
            label=f"{words}\n{said.n:,} notifications",
            value=said.value,
            low=said.low,
            high=said.high,
        )
        for words, _, said in told
    )
    return Picture(
        title="Told in time, of every 100 notifications",
        words="Share of notifications told in time, by risk. "
        + " ".join(f"{words}: {share_words(said)}." for words, _, said in told),
        drawn=Intervals(rows=rows),
    )


def _table(told: Sequence[_Told]) -> Table:
    rows = [
        (
            words,
            said.n,
            *(_how_many(those, result) for result in _RESULTS),
            *(None if one is None else round(one, 4) for one in (said.value, said.low, said.high)),
        )
        for words, those, said in told
    ]
    return Table(name="told_in_time", title="Told in time", columns=_COLUMNS, rows=rows)


_RESULTS = (Result.IN_TIME, Result.LATE, Result.CANNOT_TELL, Result.STILL_OPEN)


def _how_many(those: Sequence[Observation], result: Result) -> int:
    return sum(one.result is result for one in those)
