"""Where do the hours go? By leg and owner. Pure."""

from collections.abc import Sequence

from alerts.flat.columns import Value
from reviews.pack.leg_table import leg_table, shares_of
from reviews.pack.parts import Part, Parts, Picture, Row, Section, Table
from reviews.pack.seen import Seen
from reviews.pack.words import OWNERS, leg_words, number_words
from schemas.legs import COUNCIL, NOT_SEPARABLE, POLICE, TRANSIT

_OF_OWNER = {
    POLICE: "with the police",
    TRANSIT: "on their way from sending to receipt",
    COUNCIL: "with the council",
    NOT_SEPARABLE: "not separable",
}


def where_hours_section(seen: Sequence[Seen]) -> Section:
    """Return of all hours of the legs that are over how many passed where."""
    table = leg_table(seen)
    measured = sum(bool(one.legs) for one in seen)
    return Section(
        name="where-hours",
        question="Where do the hours go?",
        sentences=_sentences(table, measured),
        pictures=(_picture(table),) if _has_hours(table) else (),
        tables=(table,),
        notes=(
            "Hours count day and night, of notifications that the front door has been told of, and "
            "of legs whose two ends are known to the second. Each hour is counted once, so all "
            "shares make 100. Where a milestone between police and council was not told, nobody "
            "can say whose the hours were: they are given to neither.",
            f"Left out, because no leg is known to the second or nobody was told yet: "
            f"{number_words(len(seen) - measured, 'notification')} of {len(seen):,}.",
        ),
    )


def _has_hours(table: Table) -> bool:
    return any(row[-1] is not None for row in table.rows)


def _seconds(hours: Value) -> int:
    assert isinstance(hours, float)  # noqa: S101 - the column of hours
    return round(hours * 3600)


def _sentences(table: Table, measured: int) -> tuple[str, ...]:
    if not _has_hours(table):
        return ("Where the hours go cannot be said: no leg is known to the second.",)
    shares = ", ".join(f"{share} {_OF_OWNER[owner]}" for owner, share in _by_owner(table) if share)
    longest = max(table.rows, key=lambda row: _seconds(row[3]))
    return (
        f"Of every 100 hours of the {number_words(measured, 'notification')} that came, {shares}; "
        "those that still wait have none here.",
        f"Most hours pass in one leg: {leg_words(str(longest[0])).lower()}.",
    )


def _by_owner(table: Table) -> list[tuple[str, int]]:
    """Return whole hours of 100 by owner; together they are 100."""
    seconds = [sum(_seconds(row[3]) for row in _of(table, owner)) for owner in OWNERS]
    shares = shares_of(seconds, 100)
    return [
        (owner, round(100 * share))
        for owner, share in zip(OWNERS, shares, strict=True)
        if share is not None
    ]


def _of(table: Table, owner: str) -> list[Row]:
    return [row for row in table.rows if row[1] == owner]


def _picture(table: Table) -> Picture:
    rows = tuple(
        Part(label=leg_words(str(name)), owner=str(owner), share=share)
        for name, owner, _, _, share in table.rows
        if isinstance(share, float)
    )
    words = "; ".join(
        f"{row.label} ({OWNERS[row.owner].lower()}): {100 * row.share:.1f}" for row in rows
    )
    return Picture(
        title="Of every 100 hours, by leg and whose they are",
        words=f"Share of all hours by leg, of 100. {words}.",
        drawn=Parts(rows=rows),
    )
