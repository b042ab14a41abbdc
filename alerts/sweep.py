"""The look at the clock: the only origin of an alarm about a case.

Everything it needs is stored, so that a restart, a slow turn or a second sweeper changes no alarm:
a case says when it must be looked at, a claim says what has rung.
"""

from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from alerts.alarm import Look, Surroundings
from alerts.deadlines import next_due
from alerts.delivery_sweep import DeliverySweep
from alerts.history_lists import open_history
from alerts.homes import with_repeats
from alerts.raising import about_case, about_messages, raise_alert
from alerts.rules import decide
from alerts.silence_sweep import SilenceSweep
from alerts.totals_sweep import TotalsSweep
from alerts.volume_sweep import VolumeSweep
from schemas.book import Book
from schemas.entries import Entry
from schemas.feeds import Feeds, Gap
from schemas.house import House
from schemas.records import Claim, Marks
from schemas.tables import claims
from schemas.words import Clock, Kind


class Sweep:
    """Looks at the cases, gaps, deliveries and feeds of one transaction whose instant has come."""

    def __init__(self, book: Book, feeds: Feeds, house: House) -> None:
        """Take the open book and feeds, and what does not change while the program runs."""
        self._book = book
        self._feeds = feeds
        self._policies = house.policies
        self._house = house
        self._reference = house.reference
        self._of_history: set[str | None] = set()
        """Councils of cases of history that this turn has found, to be told of together."""
        self._others = (
            DeliverySweep(book, house),
            SilenceSweep(book, feeds, house),
            TotalsSweep(book, feeds, house),
            VolumeSweep(book, feeds, house),
        )

    def next_due(self) -> datetime | None:
        """Return the next instant at which something held must be looked at, if any."""
        gap = next((gap.due_at for gap in self._feeds.untold_gaps()), None)
        dues = (gap, self._book.next_due(), *(other.next_due() for other in self._others))
        return min((at for at in dues if at is not None), default=None)

    def turn(self, now: datetime) -> None:
        """Ring everything held that is due by now, each alarm once."""
        due = self._book.take_due(now)
        self._book.load_homes({one for e in due if e.marks.is_changed for one in e.picture.kin})
        looked_at = with_repeats(due, self._book.relatives, self._place).values()
        files = [_file_behind(*cases, now) for cases in looked_at]  # a look forgets its own
        for (entry, earlier), file in zip(looked_at, files, strict=True):
            self._look(entry, earlier, file, now)
        self._tell_of_history(now)
        past = [gap for gap in self._feeds.untold_gaps() if gap.due_at <= now]
        for _, found in groupby(past, key=lambda gap: (gap.due_at, gap.source)):
            self._tell_gaps(list(found), now)
        for other in self._others:
            other.turn(now)

    def _look(self, entry: Entry, earlier: Entry | None, file: str | None, now: datetime) -> None:
        """Ring what a case gives; ``file`` is the source of the file behind it, None without."""
        case = entry.picture
        policy = self._policies.by_version(case.policy)
        live = partial(self._contact_live, case.local_authority, policy.contact_feed_live)
        code = None if earlier is None else earlier.handle
        held_until = entry.held_until
        around = Surroundings(
            contact_live=live,
            earlier_case=code,
            held_until=held_until,
            live_since=self._house.live_since,
        )
        look = Look(case=case, policy=policy, now=now, around=around)
        before = entry.marks
        alarms, entry.marks = decide(look, before)
        for claim in entry.marks.claims[len(before.claims) :]:
            self._claim(entry, claim)
        for alarm in alarms:
            raise_alert(self._book, about_case(alarm, entry, policy), self._house, file)
        self._note_history(entry, before)
        self._book.look_at(entry, next_due(case, entry.marks, policy, now, held_until))

    def _claim(self, entry: Entry, claim: Claim) -> None:
        row = {"case_key": entry.key, "clock": claim.clock, "rung": claim.rung}
        self._book.add(claims, row | {"raised_at": claim.raised_at})

    def _note_history(self, entry: Entry, before: Marks) -> None:
        """Have a case told of together with others that waited before this installation was live.

        A replay leaves nothing to send.
        """
        new = entry.marks.claims[len(before.claims) :]
        was_silent = any(one.clock is Clock.DUTY and one.is_silent for one in new)
        if was_silent and self._house.channels:
            self._of_history.add(entry.picture.local_authority)

    def _tell_of_history(self, now: datetime) -> None:
        since = self._house.live_since
        if since is not None and self._of_history:
            open_history(self._book.connection, self._of_history, since, now)
        self._of_history.clear()

    def _contact_live(self, council: str | None, within: timedelta, at: datetime) -> bool:
        """Whether the council's contact feed had spoken in the days before an instant."""
        return council is not None and self._book.contacts.spoke(council, at - within, at)

    def _place(self, entry: Entry) -> tuple[datetime, str]:
        """When a case began and, on the same start, its reference."""
        return entry.picture.started_at, self._reference(entry)

    def _tell_gaps(self, found: list[Gap], now: datetime) -> None:
        """Tell once of all numbers of one feed that were found missing at the same instant."""
        source = found[0].source
        runs = ", ".join(_run(gap) for gap in found)
        reason = f"missing from {source}: {runs}"
        policy = self._policies.at(now)
        alert = about_messages(Kind.GAP, f"{source} {runs}", now, reason, policy)
        raise_alert(self._book, alert, self._house)
        for gap in found:
            self._feeds.tell(gap, now)


def _file_behind(entry: Entry, earlier: Entry | None, now: datetime) -> str | None:
    """Return the source of the file that gave rise to what a case rings now, None where none did.

    Where a deadline has come too nobody can tell, and nothing is held back. A repeat is found from
    either case of a home.
    """
    if entry.next_due_at is not None and entry.next_due_at <= now:
        return None
    if entry.changed_at is None:
        return None if earlier is None else earlier.changed_in_file
    return entry.changed_in_file


def _run(gap: Gap) -> str:
    first, last = gap.first_missing, gap.last_missing
    return f"message {first}" if first == last else f"messages {first} to {last}"
