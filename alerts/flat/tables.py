"""The flat tables, each described once: analysts' files and the board's lists are made of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from alerts.board.feed_lines import FeedLine
from alerts.flat.alert_columns import ALERT_COLUMNS
from alerts.flat.columns import Table
from alerts.flat.event_columns import LEG_COLUMNS, RECEIPT_COLUMNS
from alerts.flat.feed_columns import FEED_COLUMNS
from alerts.flat.incident_columns import INCIDENT_COLUMNS
from alerts.flat.late_columns import LATE_COLUMNS
from alerts.flat.quarantine_columns import QUARANTINE_COLUMNS
from alerts.flat.subjects import Alarm, ArrivedLate, Incident, Passed, Receipt, Unread
from alerts.flat.waiting_columns import WAITING_COLUMNS
from schemas.listing import Waiting

INCIDENTS: Table[Incident] = Table(
    name="incidents",
    about="One row for each incident held, as it stands now; an incident may have several "
    "children. Those that wait, are closed or are duplicates are in it too: see is_waiting, "
    "disposition and joined_to. Not in it: messages that could not be read, and incidents of "
    "councils that are not configured.",
    columns=INCIDENT_COLUMNS,
)
LEGS: Table[Passed] = Table(
    name="legs",
    about="One row for each stretch between two milestones that follow each other, of incidents "
    "whose front door was told. Not in it: incidents that still wait, and stretches with an end "
    "that is known only to the day or lies before its start.",
    columns=LEG_COLUMNS,
)
RECEIPTS: Table[Receipt] = Table(
    name="receipts",
    about="One row for each notice of which somebody said that the front door or EDT has it. An "
    "incident may have several: a first, the full one, one sent again. Not in it: receipts that "
    "are only inferred from a contact (is_receipt_inferred in incidents).",
    columns=RECEIPT_COLUMNS,
)
ALERTS: Table[Alarm] = Table(
    name="alerts",
    about="One row for each alarm that was raised, about incidents, feeds and messages. Not in "
    "it: lists and digests, which only name alarms, and alarms that were used up in silence.",
    columns=ALERT_COLUMNS,
)
WAITING: Table[Waiting] = Table(
    name="waiting",
    about="One row for each incident that waits at the instant asked for: the police know, the "
    "front door was not told. Not in it: incidents where the police have not yet said which "
    "children there are, and messages that could not be read. It is a list of the board, and no "
    "file of an export: by the time that a file is read another child waits.",
    columns=WAITING_COLUMNS,
)
LATE: Table[ArrivedLate] = Table(
    name="late",
    about="One row for each incident of which the front door was told since midnight, UK time, "
    "after the limit. Not in it: incidents that still wait, and receipts that nobody told us of. "
    "It is a list of the board, and no file of an export.",
    columns=LATE_COLUMNS,
)
FEEDS: Table[FeedLine] = Table(
    name="feeds",
    about="One row for each feed that was heard, and one for each force and each front door of "
    "the policy whose own feed never was. Not in it: the monitor's own sources. It is a list of "
    "the board, and no file of an export.",
    columns=FEED_COLUMNS,
)
QUARANTINE: Table[Unread] = Table(
    name="quarantine",
    about="One row for each message that could not be read and that nobody has settled; each may "
    "be about a child, for whom no alarm rings. Not in it: any value of the message. It is a list "
    "of the board, and no file of an export.",
    columns=QUARANTINE_COLUMNS,
)

TABLES: Mapping[str, Table[Any]] = MappingProxyType(
    {
        table.name: table
        for table in (INCIDENTS, LEGS, RECEIPTS, ALERTS, WAITING, LATE, FEEDS, QUARANTINE)
    }
)
"""By name. Columns are added at the end or in new versions, and never change their meaning."""
