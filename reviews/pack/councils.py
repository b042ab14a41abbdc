"""The councils of a review beside each other, by risk: in one order, never by rank. Pure."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reviews.pack.parts import (
    Column,
    Form,
    Interval,
    Intervals,
    Picture,
    Section,
    Table,
    Unit,
    hours_of,
)
from reviews.pack.seen import Seen
from reviews.pack.side_by_side import (
    SIDE_COLUMNS,
    Compared,
    compare,
    compared_words,
    figures_of,
    group_of,
    half_words,
)
from reviews.pack.words import RISKS, number_words, share_words
from schemas.words import Risk

_QUESTION = "How do the councils' figures look beside each other?"
_COLUMNS = (
    Column(name="risk", heading="Risk"),
    Column(name="local_authority", heading="Council"),
    *SIDE_COLUMNS,
    Column(name="p90_hours", heading="Nine in ten within (hours)", form=Form.HOURS),
    Column(name="p90_hours_low", heading="at least", form=Form.HOURS),
    Column(name="p90_hours_high", heading="at most", form=Form.HOURS),
)
_NOTES = (
    "One force tells several front doors: what differs between them may lie with the police, on "
    "the way, or in how each front door writes its receipts down. Compare within one risk: a "
    "council with more cases of one grade can differ in all risks together and in none of them. "
    "Where two intervals overlap, chance may be all of the difference. Councils stand in the order "
    "of their codes. What came in one batch counts as one in the intervals.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    risk: str
    place: int
    """Which of the councils, from 0 on."""
    compared: Compared

    @property
    def council(self) -> str:
        return self.compared.group.label


def councils_section(
    seen: Sequence[Seen], councils: Mapping[str, str], fates: Mapping[str, Hashable]
) -> Section:
    """Return the figures of each council by risk.

    ``councils`` are names by code; ``fates`` say by case code what shares its fate.
    """
    codes = sorted({one.local_authority for one in seen})
    if len(codes) < 2:
        alone = "There are not two councils in this review to set beside each other."
        return Section(name="councils", question=_QUESTION, sentences=(alone,))
    told = [
        _told(
            (words, risk),
            (place, councils.get(code, code)),
            [one for one in seen if one.local_authority == code],
            fates,
        )
        for risk, words in (*RISKS.items(), (None, "All risks"))
        for place, code in enumerate(codes)
    ]
    return Section(
        name="councils",
        question=_QUESTION,
        sentences=tuple(_sentences(told, len(codes))),
        pictures=(_shares(told), _halves(told)),
        tables=(_table(told),),
        notes=_NOTES,
    )


def _told(
    risk: tuple[str, Risk | None],
    council: tuple[int, str],
    those: Sequence[Seen],
    fates: Mapping[str, Hashable],
) -> _Told:
    found = [one for one in those if one.duty is not None and risk[1] in (None, one.duty.risk)]
    compared = compare(group_of(council[1], found, fates))
    return _Told(risk=risk[0], place=council[0], compared=compared)


def _sentences(told: Sequence[_Told], number: int) -> Iterator[str]:
    together = told[-number:]
    yield (
        f"{' and '.join(one.council for one in together)} stand beside each other, each risk by "
        "itself; where intervals overlap, chance may be all of the difference."
    )
    for one in together:
        nine = half_words(one.compared.nine_in_ten)
        yield f"{compared_words(one.compared).removesuffix('.')}; nine in ten {nine}."


def _label(one: _Told) -> str:
    number = number_words(one.compared.in_time.n, "notification")
    return f"{one.risk}: {one.council}\n{number}"


def _shares(told: Sequence[_Told]) -> Picture:
    rows = tuple(
        Interval(
            label=_label(one),
            value=one.compared.in_time.value,
            low=one.compared.in_time.low,
            high=one.compared.in_time.high,
            is_other=one.place % 2 == 1,
        )
        for one in told
    )
    words = " ".join(
        f"{one.risk}, {one.council}: {share_words(one.compared.in_time)}." for one in told
    )
    return Picture(
        title="Told in time, of every 100 notifications, by risk and council",
        words=f"Share told in time by risk and council, with its interval. {words}",
        drawn=Intervals(rows=rows),
    )


def _halves(told: Sequence[_Told]) -> Picture:
    rows = tuple(
        Interval(
            label=_label(one),
            value=_hours(one.compared.half.value),
            low=_hours(one.compared.half.low),
            high=_hours(one.compared.half.high),
            is_other=one.place % 2 == 1,
        )
        for one in told
    )
    words = " ".join(f"{one.risk}, {one.council}: {half_words(one.compared.half)}." for one in told)
    return Picture(
        title="Half were told within so many hours, by risk and council",
        words=f"Hours within which half were told, with their interval. {words}",
        drawn=Intervals(rows=rows, unit=Unit.HOURS),
    )


def _table(told: Sequence[_Told]) -> Table:
    rows = [
        (
            one.risk,
            one.council,
            *figures_of(one.compared),
            *map(_hours, (nine.value, nine.low, nine.high)),
        )
        for one in told
        for nine in (one.compared.nine_in_ten,)
    ]
    title = "The councils beside each other"
    return Table(name="councils", title=title, columns=_COLUMNS, rows=rows)


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else hours_of(seconds)
