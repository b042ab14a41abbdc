"""Was the front door told in time? By risk, with interval and number. Pure."""

from collections.abc import Sequence

from reviews.delays import Estimate, Observation, Result, told_in_time
from reviews.pack.parts import Column, Form, Headline, Interval, Intervals, Picture, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.words import RISKS, number_words, of_100, share_words
from schemas.words import Risk

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


def in_time_section(seen: Sequence[Seen]) -> Section:
    """Return the answer by risk, the gravest first, and of all together."""
    duty = [one.duty for one in seen if one.duty is not None]
    groups = [(words, [one for one in duty if one.risk is risk]) for risk, words in RISKS.items()]
    told = [(words, those, told_in_time(those)) for words, those in (*groups, (_ALL, duty))]
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
            "Grades are shown apart because a good figure for one can hide a poor one for another.",
        ),
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


def _lead(said: Estimate, duty: Sequence[Observation]) -> str:
    late = sum(one.result is Result.LATE for one in duty)
    waiting = _late_and_waiting(duty)
    if said.value is None:
        return f"Whether the front door was told in time {share_words(said)}."
    return (
        f"Of {number_words(said.n, 'notification')}, {share_words(said)} were told in time; "
        f"{late:,} were late, {_of_them(waiting)} still waiting."
    )


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
