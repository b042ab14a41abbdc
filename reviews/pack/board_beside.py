"""A board pack laid beside an earlier one: whether the two show a case between them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from reviews.disclosure import differ_by_one
from reviews.disclosure.tables import Key
from reviews.pack.board_counts import BoardCounts
from reviews.pack.board_grid import names_of
from reviews.pack.board_words import ALL_COUNCILS, month_words
from reviews.pack.parts import Period
from reviews.pack.words import RISKS, day_words
from schemas.words import Risk

_PLACES_TOLD = 3
"""So many places are told of one earlier pack: the rest are mostly of the same case."""


_UNSAID = frozenset({"timed", "apart"})
"""Places that only say what sort of count it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPack:
    """A board pack that was written before, and its exact counts by place."""

    first: date
    last: date
    written_at: datetime
    counts: Mapping[str, int]

    def reaches_into(self, period: Period) -> bool:
        """Return whether all days of one lie in the other: only then a difference is of few days.

        Of two that merely overlap the difference is made of cases on both sides.
        """
        holds = self.first <= period.first and period.last <= self.last
        return holds or (period.first <= self.first and self.last <= period.last)


def by_place(counts: BoardCounts) -> dict[str, int]:
    """Return the exact counts by place in words that stay the same from pack to pack."""
    return {
        ";".join(f"{place}={name}" for place, name in names_of(key).items()): number
        for key, number in counts.table.counts.items()
    }


def one_case_between(
    earlier: EarlierPack, counts: Mapping[str, int], councils: Mapping[str, str]
) -> str | None:
    """Return a warning that names the places where the two differ by one case; None where none."""
    places = [place for (place,) in differ_by_one(_keyed(earlier.counts), _keyed(counts))]
    if not places:
        return None
    told = "; ".join(_words(place, councils) for place in places[:_PLACES_TOLD])
    more = len(places) - _PLACES_TOLD
    rest = f"; and {more} more" if more > 0 else ""
    days = f"{day_words(earlier.first)} to {day_words(earlier.last)}"
    written = day_words(earlier.written_at.date())
    return (
        f"laid beside the board pack of {days}, written {written}, this one shows one case between "
        f"them ({told}{rest}); give out only one of the two"
    )


def _keyed(counts: Mapping[str, int]) -> dict[Key, int]:
    return {(place,): number for place, number in counts.items()}


def _words(place: str, councils: Mapping[str, str]) -> str:
    named = dict(part.split("=", 1) for part in place.split(";") if part)
    council = named.pop("council", None)
    area = ALL_COUNCILS.lower() if council is None else councils.get(council, council)
    parts = [_word(*one) for one in named.items() if one[0] not in _UNSAID]
    return ", ".join([area, *(parts or ["all notifications"])])


def _word(place: str, name: str) -> str:
    match place:
        case "risk":
            return f"risk {RISKS[Risk(name)].lower()}"
        case "month":
            return month_words(name)
        case "what" | "result" | "state":
            return name.replace("_", " ")
        case _:
            return f"{place} {name}".replace("_", " ")
