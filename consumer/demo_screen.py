"""The demo on a terminal: what came in, alerts as they fire, who is waiting."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.console import Console as Terminal
from rich.panel import Panel
from rich.text import Text
from sqlalchemy import func, select

from alerts.channels import Parcel
from alerts.plain_words import london_words
from consumer.listings import waiting
from consumer.screen import waiting_table, waiting_words
from schemas.counts import ALERTS, QUARANTINED, RECEIPTS, read_counts
from schemas.database import Database
from schemas.house import House
from schemas.lists import RoleList
from schemas.policy_words import ROLE_WORDS
from schemas.tables import cases, messages
from schemas.words import Delivery, Verdict

SHOWN_AT_ONCE = 12
"""Waiting cases shown while alerts scroll by."""

TABLE_EVERY = timedelta(hours=3)
"""How often the demo prints who waits, by its own clock: every 18 seconds."""


class DemoScreen:
    """Prints to one terminal, and is the demo's channel: printed means accepted."""

    name = "console"

    def __init__(self, terminal: Terminal, database: Database, house: House) -> None:
        """Take the terminal and what it tells of."""
        self._terminal = terminal
        self._database = database
        self._house = house
        self._is_first = True

    def send(self, parcel: Parcel) -> None:
        """Print an alert: an interruption in full, what goes on a list in one line."""
        alert, text = parcel.alert, parcel.text
        told = ", ".join(word for role, word in ROLE_WORDS.items() if role in alert.recipients)
        when = london_words(alert.raised_at)
        if alert.delivery is Delivery.NOW:
            body = Text(f"To: {told}\n\n{text.body.rstrip()}")
            title = Text(f"TELL NOW  {when}  {text.subject}")
            self._terminal.print(Panel(body, title=title, title_align="left", width=100))
        elif isinstance(alert, RoleList):
            self._terminal.print(Text(f"List of  {when}  {text.subject}\n    for {told}"))
        else:
            self._terminal.print(Text(f"On the list  {when}  {text.subject}\n    for {told}"))

    def summary(self, as_of: datetime) -> None:
        """Print what the history came to."""
        with self._database.read() as connection:
            counts = read_counts(connection, (RECEIPTS, ALERTS, QUARANTINED))
            seen = connection.execute(select(func.count()).select_from(messages)).scalar_one()
            held = connection.execute(select(func.count()).select_from(cases)).scalar_one()
        by_result = dict.fromkeys(Verdict, 0)
        for (*_, verdict), number in counts[RECEIPTS].items():
            by_result[Verdict(verdict)] += number
        lines = (
            f"{seen} messages about {held} incidents, up to {london_words(as_of)}.",
            f"Received: {by_result[Verdict.MET]} in time, {by_result[Verdict.LATE]} late, "
            f"{by_result[Verdict.CANNOT_TELL]} cannot tell (times known only to the day).",
            f"Alarms raised: {sum(counts[ALERTS].values())}. Messages that could not be read, kept "
            f"for a person: {sum(counts[QUARANTINED].values())}.",
        )
        self._terminal.print("\n".join(lines))

    def who_waits(self, as_of: datetime, *, at_most: int | None = None) -> None:
        """Print who waits, those past their limit first."""
        policy = self._house.policies.versions[-1]
        with self._database.read() as connection:
            listed = waiting(connection, self._house.policies, as_of)
        title = f"Who is waiting, {london_words(as_of)}"
        width = self._terminal.width
        table = waiting_table(listed[:at_most], policy, title=title, width=width)
        self._terminal.print(table)
        if at_most is not None and len(listed) > at_most:
            self._terminal.print(f"… and {len(listed) - at_most} more.")
        self._terminal.print(waiting_words(listed))

    def turn(self, now: datetime) -> timedelta:
        """Print who waits, as a loop of the monitor; return how long to wait before the next."""
        if self._is_first:
            self._is_first = False
        else:
            self.who_waits(now, at_most=SHOWN_AT_ONCE)
        return TABLE_EVERY

    def say(self, lines: Sequence[str]) -> None:
        """Print plain lines."""
        for line in lines:
            self._terminal.print(Text(line))
