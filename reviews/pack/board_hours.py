"""Where the hours go, as coarse shares of the legs that many notifications had. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from reviews.disclosure import FEWEST_FOR_A_SHARE, may_show_share
from reviews.pack.board_grid import of_leg
from reviews.pack.board_shown import Shown
from reviews.pack.leg_table import COLUMNS, shares_of
from reviews.pack.parts import Form, Part, Parts, Picture, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.words import OWNERS, leg_words
from schemas.legs import every_leg

_OF_20 = 20
"""Shares of hours are told in steps of 5 of 100. Source: assumption, to agree as the others."""

_MOST_OF_ONE = 0.5
"""A leg of whose hours one notification has more than this share is left out.

Source: assumption, to agree with the data protection officer: its share would be one family's wait.
"""


def hours_section(shown: Shown, seen: Sequence[Seen]) -> Section:
    """Return of every 100 hours about how many passed in which leg; no hours, no single length."""
    parts = _parts(seen)
    rows = [(name, owner, shown.count(of_leg(name)), None, share) for name, owner, share in parts]
    columns = (*COLUMNS[:-1], replace(COLUMNS[-1], form=Form.WHOLE_SHARE))
    return Section(
        name="where-hours",
        question="Where do the hours go?",
        sentences=_sentences(parts),
        pictures=(_picture(parts),) if parts else (),
        tables=(Table(name="legs", title="Where the hours go", columns=columns, rows=rows),),
        notes=(
            "Hours count day and night, of notifications that the front door has been told of. "
            f"Only legs of {FEWEST_FOR_A_SHARE} or more notifications are in it, and none in which "
            "one case has more than half of the hours. Shares are told in steps of 5, so 0 means "
            "under 3, and need not make 100; how many hours it were is left out.",
        ),
    )


_Part = tuple[str, str, float]
"""Leg, owner, share."""


def _parts(seen: Sequence[Seen]) -> list[_Part]:
    number: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    most: dict[str, int] = {}
    for one in seen:
        for leg in one.legs:
            length = int(leg.length.total_seconds())
            number[leg.name] += 1
            seconds[leg.name] += length
            most[leg.name] = max(length, most.get(leg.name, 0))
    legs = [
        (name, owner)
        for name, owner in every_leg()
        if may_show_share(number[name]) and most[name] <= _MOST_OF_ONE * seconds[name]
    ]
    shares = shares_of([seconds[name] for name, _ in legs], _OF_20)
    return [
        (name, owner, share)
        for (name, owner), share in zip(legs, shares, strict=True)
        if share is not None
    ]


def _sentences(parts: Sequence[_Part]) -> tuple[str, ...]:
    if not parts:
        return ("Where the hours go is not shown: no leg is known of enough notifications.",)
    by_owner: Counter[str] = Counter()
    for _, owner, share in parts:
        by_owner[owner] += round(100 * share)
    shares = ", ".join(
        f"{OWNERS[owner].lower()} {by_owner[owner]}" for owner in OWNERS if owner in by_owner
    )
    longest, _, share = max(parts, key=lambda part: part[2])
    return (
        f"Of every 100 hours about: {shares}.",
        f"Most hours pass in one leg: {leg_words(longest).lower()}, about {100 * share:.0f} of "
        "every 100.",
    )


def _picture(parts: Sequence[_Part]) -> Picture:
    rows = tuple(
        Part(label=leg_words(name), owner=owner, share=share)
        for name, owner, share in parts
        if share
    )
    words = "; ".join(
        f"{row.label} ({OWNERS[row.owner].lower()}): {100 * row.share:.0f}" for row in rows
    )
    return Picture(
        title="Of every 100 hours, by leg and whose they are",
        words=f"Share of hours by leg, of 100, in steps of 5. {words}.",
        drawn=Parts(rows=rows),
    )
