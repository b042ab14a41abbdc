"""How it stands with the feeds, and what does not match between them: for `danm feeds`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from alerts.feeds import is_own, is_trusted
from alerts.plain_words import london_words
from alerts.volume import FIRST_JUDGED_AFTER
from consumer.list_output import plain_table
from schemas.csv_cells import safe_cell
from schemas.feeds import every_feed
from schemas.moments import parse_instant, zulu
from schemas.reported_hours import (
    Place,
    ReportedHours,
    codes_with_children,
    held_with_children,
)
from schemas.tables import control_totals

if TYPE_CHECKING:
    from rich.table import Table

Line = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """One sort of list: its columns in order, each with its words, and what no line means."""

    columns: dict[str, str]
    nothing: str


FEEDS = FeedList(
    columns={
        "feed": "Feed",
        "side": "Side",
        "force": "Force",
        "last_message_at": "Last message",
        "complete_to": "Complete to",
        "trusted": "Trusted",
        "expected_by": "Expected by",
        "silent_since": "Silent since",
        "volume_judged_from": "Volume judged from",
    },
    nothing="No feed was heard yet.",
)
DAYS = FeedList(
    columns={
        "force": "Force",
        "local_authority": "Council",
        "date": "Day",
        "counted": "Police counted",
        "held": "We hold",
        "difference": "Difference",
        "handles": "Cases that we hold",
    },
    nothing="No day differs from what the police counted.",
)
UNMATCHED = FeedList(
    columns={
        "handle": "Case code",
        "incident_ref": "Reference",
        "local_authority": "Council",
        "received_at": "Received",
        "near": "May be",
    },
    nothing="Every receipt matches an incident that the police reported.",
)
UNRECEIVED = FeedList(
    columns={
        "handle": "Case code",
        "incident_ref": "Reference",
        "local_authority": "Council",
        "reported_at": "Police knew",
        "near": "Receipt may be",
    },
    nothing="Of every incident that the police reported, and still expect, there is a receipt.",
)


def feed_lines(connection: Connection, now: datetime) -> Iterator[Line]:
    """Yield how it stands with each partner's feed; what is unknown is absent."""
    since = ReportedHours(connection, "").known_since()
    for feed in every_feed(connection):
        if is_own(feed):
            continue
        first = min((at for place, at in since.items() if place.force == feed.force), default=None)
        limit = feed.quiet_until or feed.silent_at
        is_silent = limit is not None and limit <= now
        yield known(
            {
                "feed": feed.source,
                "side": feed.side or None,
                "force": feed.force,
                "last_message_at": feed.last_message_at,
                "complete_to": feed.complete_to,
                "trusted": is_trusted(feed, now),
                "expected_by": None if is_silent else limit,
                "silent_since": limit if is_silent else None,
                "volume_judged_from": None if first is None else first + FIRST_JUDGED_AFTER,
            }
        )


def day_lines(connection: Connection) -> Iterator[Line]:
    """Yield each day of which a force counted otherwise than we hold, the latest first."""
    latest = (control_totals.c.day.desc(), control_totals.c.force, control_totals.c.local_authority)
    for row in connection.execute(select(control_totals).order_by(*latest)).all():
        place = Place(row.force, row.local_authority)
        held = held_with_children(connection, place, date.fromisoformat(row.day))
        if (difference := row.incidents_with_children - held) != 0:
            yield {
                "force": row.force,
                "local_authority": row.local_authority,
                "date": row.day,
                "counted": row.incidents_with_children,
                "held": held,
                "difference": difference,
                "handles": codes_with_children(connection, place, date.fromisoformat(row.day)),
            }


def line_cells(line: Line, listed: FeedList) -> dict[str, str]:
    """Return a line by column; what is unknown is empty."""
    told = {
        name: " ".join(value) if isinstance(value, list) else value for name, value in line.items()
    }
    return {name: safe_cell(told.get(name)) for name in listed.columns}


def feed_table(lines: Iterable[Line], listed: FeedList) -> "Table":
    """Return the lines as a table, by the clock on the wall."""
    table = plain_table()
    for words in listed.columns.values():
        table.add_column(words, overflow="fold")
    for line in lines:
        table.add_row(*_shown(line, listed.columns))
    return table


def _shown(line: Line, names: Iterable[str]) -> Sequence[str]:
    return [_words(name, line.get(name)) for name in names]


def _words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, str) and name not in ("date", "feed") and value.endswith("Z"):
        return london_words(parse_instant(value))
    return "" if value is None else str(value)


def known(line: Line) -> Line:
    """Return a line in the contract's form: what is unknown is absent, times in UTC."""
    told = {
        name: zulu(value) if isinstance(value, datetime) else value for name, value in line.items()
    }
    return {name: value for name, value in told.items() if value is not None}
