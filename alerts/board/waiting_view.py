"""The page of who waits now, in words; its template works nothing out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import list_sayings as say
from alerts.board.ticking import ticks
from alerts.board.waiting_filter import WaitingFilter
from alerts.list_lead import lead_lines
from alerts.list_parts import notes_of, to_do_lines
from alerts.list_phrases import (
    alarm_words,
    doubt_words,
    hold_words,
    limit_at_words,
    limit_words,
    mark_words,
    notification_words,
    number_words,
    risk_words,
    waited_words,
    who_words,
)
from alerts.lists import ListFacts, WaitingRow, longest, numbers_of, split_late
from schemas.policy import Policy
from schemas.words import BABIES

ROWS_ON_A_PAGE = 100
"""Source: assumption; a city on a bad day fits, and a page stays quick to read on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How far a wait has come, as the words beside it say.

    ``percent``: in time, how much of the time to the limit has gone by; late, how much of the wait
    lay before the limit, the rest is too long.
    """

    percent: int
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One case as the page shows it."""

    code: str
    limit: str
    limit_ticks: str
    limit_at: str
    bar: Bar | None
    """None where no limit is known."""
    waited: str
    waited_ticks: str
    who: str
    is_baby: bool
    risk: str
    alarm: str
    council: str
    hold: str
    marks: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under one heading."""

    name: str
    heading: str
    note: str
    rows: tuple[RowView, ...]
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingView:
    """The whole page."""

    lead: str
    lead_ticks: str
    beside: tuple[str, ...]
    """Sentences that must be read with the first: whose delay it is, what is not named yet."""
    can_tell: bool
    chosen: str
    """How many are shown of all; empty where nothing is left out."""
    groups: tuple[Group, ...]
    nobody: str
    to_do: tuple[str, ...]
    notes: tuple[str, ...]
    troubles: tuple[str, ...]
    page: int
    pages: int
    before: str | None
    """The query of the page before; None on the first."""
    after: str | None


def waiting_view(facts: ListFacts, asked: WaitingFilter, policy: Policy) -> WaitingView:
    """Return the page of who waits, as it was asked for."""
    rows = asked.chosen(facts.waiting)
    pages = max(-(-len(rows) // ROWS_ON_A_PAGE), 1)
    page = min(asked.page, pages)
    shown = rows[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE]
    lead, *beside = lead_lines(facts)
    unnamed = asked.chosen(facts.unnamed) if page == pages else ()
    return WaitingView(
        lead=lead,
        lead_ticks=_lead_ticks(facts),
        beside=tuple(beside),
        can_tell=facts.can_tell,
        chosen=_chosen(rows, facts) if asked.chooses else "",
        groups=_groups((shown, unnamed), rows, facts, policy),
        nobody=_nobody(facts, asked),
        to_do=tuple(to_do_lines(facts)),
        notes=tuple(notes_of(facts)),
        troubles=facts.troubles,
        page=page,
        pages=pages,
        before=asked.on_page(page - 1) if page > 1 else None,
        after=asked.on_page(page + 1) if page < pages else None,
    )


def _lead_ticks(facts: ListFacts) -> str:
    row = longest(facts.waiting)
    return "" if row is None else ticks(("Longest {}", row.waiting_since))


def _chosen(rows: Sequence[WaitingRow], facts: ListFacts) -> str:
    if not rows:
        return f"None of {notification_words(len(facts.waiting))} that wait is like this."
    return f"Shown: {number_words(numbers_of(rows))}, of {notification_words(len(facts.waiting))}."


def _nobody(facts: ListFacts, asked: WaitingFilter) -> str:
    """Return what stands in the place of the rows where there are none: never that all is well."""
    if asked.chooses:
        return "Nobody on the list is like this. Show all to see everybody."
    if not facts.can_tell:
        return "No case is on the list. That does not mean that nobody waits."
    return "No case is on the list."


def _groups(
    on_page: tuple[Sequence[WaitingRow], Sequence[WaitingRow]],
    every: Sequence[WaitingRow],
    facts: ListFacts,
    policy: Policy,
) -> tuple[Group, ...]:
    """Return the rows of the page under their headings, which count those of all pages."""
    now, (shown, unnamed) = facts.now, on_page
    late, in_time = split_late(shown, now)
    every_late, every_in_time = split_late(every, now)
    groups = (
        Group(
            name="late",
            heading=_counted(say.PAST_THE_LIMIT, every_late),
            note="",
            rows=_rows(late, now, policy),
            is_late=True,
        ),
        Group(
            name="in-time",
            heading=_counted(say.STILL_IN_TIME, every_in_time),
            note="",
            rows=_rows(in_time, now, policy),
        ),
        Group(
            name="unnamed",
            heading=say.UNNAMED,
            note=say.EXPLAINED[say.UNNAMED],
            rows=_rows(unnamed, now, policy),
        ),
    )
    return tuple(group for group in groups if group.rows)


def _counted(heading: str, rows: Sequence[WaitingRow]) -> str:
    return f"{heading}: {number_words(numbers_of(rows))}"


def _rows(rows: Sequence[WaitingRow], now: datetime, policy: Policy) -> tuple[RowView, ...]:
    return tuple(_row(row, now, policy) for row in rows)


def _row(row: WaitingRow, now: datetime, policy: Policy) -> RowView:
    council = policy.councils.get(row.local_authority or "")
    return RowView(
        code=row.about.case_code,
        limit=limit_words(row, now),
        limit_ticks=ticks(("late by {}" if row.is_late(now) else "{} left", row.late_at)),
        limit_at=limit_at_words(row, now),
        bar=bar_of(row, now),
        waited=waited_words(row, now),
        waited_ticks=ticks(("waited {}", row.waiting_since)),
        who=who_words(row.about),
        is_baby=row.about.youngest in BABIES,
        risk=risk_words(row),
        alarm=alarm_words(row),
        council=council.name if council else "",
        hold="" if row.hold is None else hold_words(row.hold, now),
        marks=tuple(mark_words(row)),
        doubts=tuple(doubt_words(row)),
    )


def bar_of(row: WaitingRow, now: datetime) -> Bar | None:
    """Return how far a wait has come; None where no limit is known."""
    if row.late_at is None or row.waiting_since is None:
        return None
    whole, gone = row.late_at - row.waiting_since, now - row.waiting_since
    if row.is_late(now):
        return Bar(percent=_percent(whole, gone), is_late=True)
    # Never full before it is late.
    return Bar(percent=min(_percent(gone, whole), 99), is_late=False)


def _percent(part: timedelta, whole: timedelta) -> int:
    return int(100 * (max(part, timedelta(0)) / whole)) if whole > timedelta(0) else 100
