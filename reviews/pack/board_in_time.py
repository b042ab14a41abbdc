"""Was the front door told in time? By council, risk and month, as a board may see it. Pure."""

from collections.abc import Iterable, Sequence

from reviews.pack.board_grid import IN_TIME, RESULTS, TIMED, Named
from reviews.pack.board_shown import NOT_SHOWN, Shown
from reviews.pack.board_words import RISK_ROWS, Places, month_words
from reviews.pack.parts import (
    Column,
    Form,
    Headline,
    Interval,
    Intervals,
    Picture,
    Row,
    Section,
    Table,
)
from schemas.words import Risk

_SHARE = (
    Column(name="share_met", heading="In time, of 100", form=Form.WHOLE_SHARE),
    Column(name="share_met_low", heading="at least", form=Form.WHOLE_SHARE),
    Column(name="share_met_high", heading="at most", form=Form.WHOLE_SHARE),
)
_COUNCIL = Column(name="local_authority", heading="Council")
_NUMBER = Column(name="n", heading="Notifications", form=Form.COUNT)
_TOLD = Column(name="in_time", heading="In time", form=Form.COUNT)
_COLUMNS = (
    _COUNCIL,
    Column(name="risk", heading="Risk"),
    _NUMBER,
    _TOLD,
    Column(name="late", heading="Late", form=Form.COUNT),
    Column(name="not_yet", heading="Not yet certain", form=Form.COUNT),
    *_SHARE,
)
_MONTH_COLUMNS = (_COUNCIL, Column(name="month", heading="Month"), _NUMBER, _TOLD, *_SHARE)

Group = tuple[str, Named]


def in_time_section(shown: Shown, places: Places) -> Section:
    """Return the answer of all, of each council, and of each risk within it."""
    councils = places.councils(shown.grid)
    rows = [
        (council, risk, *_counts(shown, area | grade, RESULTS), *_share(shown, area | grade))
        for council, area in councils
        for risk, grade in RISK_ROWS
    ]
    of_risks = [(_risk_words(words, grade), grade) for words, grade in RISK_ROWS]
    pictures = [_picture(shown, "by risk", of_risks)]
    if len(councils) > 1:
        pictures.append(_picture(shown, "by council", councils))
    return Section(
        name="in-time",
        question="Was the front door told in time?",
        sentences=(
            _sentence(shown, "In all", {}),
            *(_sentence(shown, words, area) for words, area in councils if area),
            *(_sentence(shown, words, grade) for words, grade in of_risks if grade),
        ),
        pictures=tuple(pictures),
        tables=(Table(name="told_in_time", title="Told in time", columns=_COLUMNS, rows=rows),),
        notes=(
            "Grades are shown apart because a good figure for one can hide a poor one for another. "
            "Not assessed is never low.",
        ),
        headlines=_headlines(shown),
    )


def months_section(shown: Shown, places: Places) -> Section:
    """Return the share told in time month by month, where the numbers bear it."""
    grid = shown.grid
    if not grid.months:
        return Section(
            name="months",
            question="Is it getting better?",
            sentences=("That cannot be said of less than two months.",),
        )
    councils = places.councils(grid)
    months: list[Group] = [(month_words(month), {"month": month}) for month in grid.months]
    rows = [
        (council, words, *_counts(shown, area | month, (IN_TIME,)), *_share(shown, area | month))
        for council, area in councils
        for words, month in months
    ]
    return Section(
        name="months",
        question="Is it getting better?",
        sentences=tuple(_trend(shown, *one) for one in reversed(councils)),
        pictures=tuple(
            _picture(shown, council, [(words, area | month) for words, month in months])
            for council, area in councils
        ),
        tables=(Table(name="months", title="By month", columns=_MONTH_COLUMNS, rows=rows),),
        notes=(
            "The first and the last month count only with their days in the period. Of a month in "
            "which too many still wait no share is told.",
        ),
    )


def _risk_words(words: str, grade: Named) -> str:
    is_grade = grade and grade != {"risk": Risk.NOT_ASSESSED.value}
    return f"{words} risk" if is_grade else words


def _trend(shown: Shown, council: str, area: Named) -> str:
    """Return the shares of the first and the last month that have one; chance or not."""
    known = [
        (month, share, interval)
        for month in shown.grid.months
        if (share := shown.share(area | {"month": month})) is not None
        and (interval := shown.interval(area | {"month": month})) is not None
    ]
    if len(known) < 2:
        return f"{council}: cannot be said, too few months can be told of."
    (first, before, was), (last, after, now) = known[0], known[-1]
    chance = (
        "; the bars overlap, so this may be chance"
        if was[0] <= now[1] and now[0] <= was[1]
        else "; that is more than chance"
    )
    return (
        f"{council}: {100 * before:.0f} of every 100 told in time in {month_words(first)}, "
        f"{100 * after:.0f} in {month_words(last)}{chance}."
    )


def _counts(shown: Shown, named: Named, results: Iterable[str]) -> Row:
    parts = [shown.count(named | TIMED | {"result": result}) for result in results]
    return [shown.count(named | TIMED), *parts]


def _share(shown: Shown, named: Named) -> Row:
    return [shown.share(named), *(shown.interval(named) or (None, None))]


def _sentence(shown: Shown, words: str, named: Named) -> str:
    return f"{words}: {_share_words(shown, named)}; {shown.about(named | TIMED)} notifications."


def _share_words(shown: Shown, named: Named) -> str:
    share, interval = shown.share(named), shown.interval(named)
    if share is None or interval is None:
        return f"the share told in time is {NOT_SHOWN}"
    low, high = (round(100 * one) for one in interval)
    return f"about {100 * share:.0f} of every 100 told in time (likely {low} to {high})"


def _headlines(shown: Shown) -> tuple[Headline, ...]:
    share = shown.share({})
    if share is None:
        return ()
    words = "told in time, all risks together"
    return (Headline(figure=f"{100 * share:.0f} of 100", words=words),)


def _picture(shown: Shown, title: str, groups: Sequence[Group]) -> Picture:
    rows = []
    for words, named in groups:
        low, high = shown.interval(named) or (None, None)
        label = f"{words}\n{shown.about(named | TIMED)}"
        rows.append(Interval(label=label, value=shown.share(named), low=low, high=high))
    return Picture(
        title=f"Told in time, of every 100 notifications: {title}",
        words=" ".join(f"{words}: {_share_words(shown, named)}." for words, named in groups),
        drawn=Intervals(rows=tuple(rows)),
    )
