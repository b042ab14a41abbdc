"""Which cases to read together: all that were worst, and some by chance. Pure."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from reviews.pack.cases import CASE_COLUMNS, case_row, repeats, waited
from reviews.pack.parts import Column, Period, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.words import RISKS, number_words

OVER = timedelta(days=7)
"""Every longer wait is read. Source: assumption, to agree with both partners."""

EACH = 5
"""So many by chance of each grade. Source: assumption, to agree with both partners."""

_COLUMNS = (Column(name="why", heading="Why in the sample"), *CASE_COLUMNS)


def dip_sample_section(seen: Sequence[Seen], period: Period) -> Section:
    """Return the sample; the same period and cases always give the same one."""
    seed = f"{period.first} {period.last}"
    rows = [(why, *case_row(one)) for why, one in _sample(seen, seed)]
    return Section(
        name="dip-sample",
        question="Which cases shall we read together?",
        sentences=(
            f"{number_words(len(rows), 'case')}: every wait of more than 7 days, every repeat "
            f"while another waited, and up to {EACH} of each risk grade drawn by chance.",
        ),
        tables=(Table(name="dip_sample", title="The sample", columns=_COLUMNS, rows=rows),),
        notes=(f"Drawn by chance with the seed “{seed}”: whoever draws again gets the same.",),
    )


def _sample(seen: Sequence[Seen], seed: str) -> Iterator[tuple[str, Seen]]:
    told: set[str] = set()
    for why, those in _worst(seen):
        for one in those:
            if one.code not in told:
                told.add(one.code)
                yield why, one
    chance = Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    for risk in RISKS:
        rest = [one for one in seen if one.risk is risk and one.code not in told]
        rest.sort(key=lambda one: one.code)
        for one in chance.sample(rest, min(EACH, len(rest))):
            yield "by chance", one


def _worst(seen: Sequence[Seen]) -> Iterator[tuple[str, list[Seen]]]:
    over = [one for one in seen if waited(one) > OVER]
    yield "over 7 days", sorted(over, key=lambda one: (-waited(one), one.code))
    yield "repeat while waiting", [later for _, later in repeats(seen)]
