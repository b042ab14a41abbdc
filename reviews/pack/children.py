"""How many children were told of in time, and how many hours did they wait? By risk. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from reviews.pack.parts import Column, Form, Interval, Intervals, Picture, Section, Table, hours_of
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import SIDE_COLUMNS, Compared, Fates, Group, compare, figures_of
from reviews.pack.words import RISKS, number_words, share_words
from schemas.words import Risk

_NOTIFICATIONS, _CHILDREN = "notifications", "children"
_COLUMNS = (
    Column(name="risk", heading="Risk"),
    Column(name="counted", heading="Counted"),
    Column(name="n", heading="How many", form=Form.COUNT),
    *SIDE_COLUMNS[1:],
    Column(name="hours_past", heading="Hours past the limit", form=Form.HOURS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One grade, counted once by notifications and once by children."""

    risk: str
    compared: Compared
    seconds_past: int


def children_section(seen: Sequence[Seen], fates: Fates) -> Section:
    """Return children's figures beside notifications'; ``fates`` is what shares its fate."""
    known = [one for one in seen if one.duty is not None and one.children]
    unknown = sum(one.duty is not None and not one.children for one in seen)
    told = [
        _told(words, risk, known, fates, counted)
        for risk, words in (*RISKS.items(), (None, "All risks"))
        for counted in (_NOTIFICATIONS, _CHILDREN)
    ]
    return Section(
        name="children",
        question="How many children were told of in time, and how long did they wait?",
        sentences=(_lead(*told[-2:]), *map(_sentence, told[:-2:2], told[1:-2:2])),
        pictures=(_picture(told),),
        tables=(_table(told),),
        notes=(
            "Counted by children, a notification about four children counts four times: where "
            "larger families wait longer this figure is the poorer one. Children of one "
            "notification wait together, and notifications of one batch too; the interval counts "
            "each such group once (between-cluster variance of the Kaplan-Meier estimate, Williams "
            "1995), and so is wider than of as many separate children.",
            f"A child of two notifications counts in both. {_unknown_words(unknown)}",
        ),
    )


def _told(
    words: str, risk: Risk | None, known: Sequence[Seen], fates: Fates, counted: str
) -> _Told:
    found = [
        (one.code, one.duty, (one.children or 0) if counted is _CHILDREN else 1)
        for one in known
        if one.duty is not None and risk in (None, one.duty.risk)
    ]
    group = Group(
        label=words,
        duty=[duty for _, duty, times in found for _ in range(times)],
        together=[fates[code] for code, _, times in found for _ in range(times)],
        counted=counted,
    )
    past = sum(int(duty.late_by.total_seconds()) * times for _, duty, times in found)
    return _Told(risk=words, compared=compare(group), seconds_past=past)


def _lead(notifications: _Told, children: _Told) -> str:
    in_time = children.compared.in_time
    number = number_words(in_time.n, "child", "children")
    if in_time.value is None:
        return f"Of {number}, how many were told of in time {share_words(in_time)}."
    return (
        f"Of {number}, {share_words(in_time)} were told of in time; of "
        f"{number_words(notifications.compared.in_time.n, 'notification')}, "
        f"{share_words(notifications.compared.in_time)}. Children waited "
        f"{_hours_words(children)} past the limit, notifications {_hours_words(notifications)}."
    )


def _sentence(notifications: _Told, children: _Told) -> str:
    of_children, of_all = children.compared.in_time, notifications.compared.in_time
    return (
        f"{children.risk}: of {number_words(of_children.n, 'child', 'children')}, "
        f"{share_words(of_children)}; of {number_words(of_all.n, 'notification')}, "
        f"{share_words(of_all)}. These children waited {_hours_words(children)} past the limit."
    )


def _unknown_words(unknown: int) -> str:
    if not unknown:
        return "Of each notification the number of children is known."
    number = number_words(unknown, "notification")
    return f"Left out of every row here, because the number of children is not known: {number}."


def _hours_words(told: _Told) -> str:
    return number_words(told.seconds_past // 3600, "hour")


def _picture(told: Sequence[_Told]) -> Picture:
    rows = tuple(
        Interval(
            label=f"{one.risk}\n{one.compared.in_time.n:,} {one.compared.group.counted}",
            value=one.compared.in_time.value,
            low=one.compared.in_time.low,
            high=one.compared.in_time.high,
            is_other=one.compared.group.counted is _CHILDREN,
        )
        for one in told
    )
    words = " ".join(
        f"{one.risk}, {one.compared.group.counted}: {share_words(one.compared.in_time)}."
        for one in told
    )
    return Picture(
        title="Told in time, of every 100 notifications and of every 100 children",
        words=f"Share told in time by risk, with its interval. {words}",
        drawn=Intervals(rows=rows),
    )


def _table(told: Sequence[_Told]) -> Table:
    rows = [
        (
            one.risk,
            one.compared.group.counted,
            *figures_of(one.compared),
            hours_of(one.seconds_past),
        )
        for one in told
    ]
    return Table(name="children", title="Notifications and children", columns=_COLUMNS, rows=rows)
