"""Lists that went out, in words. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.board.told import Handover
from alerts.board.told_lists import MadeList
from alerts.board.told_view import NOT_SENT, role_words, way_words
from alerts.plain_words import london_words
from schemas.policy import Policy
from schemas.words import ListSort

SORT_WORDS = {
    ListSort.SHIFT: "Who waits, at its fixed hour",
    ListSort.STORM: "Many alarms at once",
    ListSort.FILE: "Alarms from one file",
    ListSort.HISTORY: "Waiting since before the start",
}
"""What a list is; the words of `alerts.digest_leads` where it is a digest."""

EVERY_COUNCIL = "every council"
NO_LONGER_NAMED = "a council that is not in the policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """One list in words."""

    when: str
    what: str
    council: str
    whom: str
    ways: tuple[str, ...]


def list_views(
    every: Iterable[MadeList],
    ways: Mapping[str, Sequence[Handover]],
    policy: Policy,
    now: datetime,
) -> tuple[ListView, ...]:
    """Return lists in words, in the order given."""
    return tuple(_view(one, ways.get(one.about.alert_id, ()), policy, now) for one in every)


def _view(made: MadeList, ways: Sequence[Handover], policy: Policy, now: datetime) -> ListView:
    about = made.about
    return ListView(
        when=london_words(made.made_at),
        what=SORT_WORDS[about.sort],
        council=_council(about.local_authority, policy),
        whom=role_words(about.recipients),
        ways=tuple(_course(made, ways, now)),
    )


def _council(code: str | None, policy: Policy) -> str:
    if code is None:
        return EVERY_COUNCIL
    council = policy.councils.get(code)
    return NO_LONGER_NAMED if council is None else council.name


def _course(made: MadeList, ways: Sequence[Handover], now: datetime) -> Iterator[str]:
    yield from (way_words(way, now) for way in ways)
    if not ways:
        yield NOT_SENT
    if made.in_hand:
        yield f"taken in hand since: {made.in_hand} of {_cases(made.named)} on it"


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"
