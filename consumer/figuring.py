"""Making the hourly figures, in many short turns, so that nobody waits for it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from alerts.flat.incident_pages import cases_after
from alerts.flat.places import Place
from alerts.flat.reading import PAGE
from consumer.ledger import place_labels
from consumer.told_figures import told_figures
from reviews.cohorts import Timed, Told, last_weeks
from reviews.delays import (
    LeftOut,
    Looked,
    NoticeLeg,
    Observation,
    observe,
    observe_notice,
    observe_taken,
)
from reviews.figures import clocks_shown, figures_of, finished_weeks, is_in_a_window
from schemas.contact_feeds import ContactFeeds
from schemas.database import Database, retrying
from schemas.figures import DUE, Made, write_figures
from schemas.house import House
from schemas.moments import local_day, local_midnight
from schemas.pictures import load_case
from schemas.policy import Policy
from schemas.records import Case
from schemas.tables import cases

logger = logging.getLogger(__name__)

LOOK_EVERY = timedelta(seconds=30)
"""How often it is looked whether figures are due. Source: assumption."""

BETWEEN = timedelta(milliseconds=20)
"""The pause between two steps, in which others go first. Source: as the auditor's."""

AT_ONCE = 50
"""Figures made in one step. Source: measured; with 75,000 notifications 0.4 s at most."""

MOST = 250_000
"""Of more notifications in the weeks that are shown no figures are made.

Source: assumption, far more than all councils of England are told of in half a year; measured, the
process then takes 300 MB. Alarms come first.
"""

_COLUMNS = (cases.c.picture, cases.c.started_at, cases.c.handle)


@dataclass(slots=True, kw_only=True)
class Making:
    """Figures while they are made, as of the instant at which that began."""

    database: Database
    house: House
    now: datetime

    @property
    def since(self) -> datetime:
        """When the first of the weeks that are shown began."""
        return local_midnight(last_weeks(local_day(self.now))[0])

    def are_too_many(self, most: int) -> bool:
        """Whether there are more notifications than this."""
        reported = select(cases.c.started_at).where(cases.c.started_at >= self.since)
        some = reported.limit(most + 1).subquery()
        with self.database.read() as connection:
            return connection.execute(select(func.count()).select_from(some)).scalar_one() > most

    def steps(self) -> Iterator[Made | None]:
        """Yield None after each short step, and at the end what was made."""
        told: list[Told] = []
        for tells in self._pages():
            told += tells
            yield None
        today, figures = local_day(self.now), []
        for figure in figures_of(told, today):
            figures.append(figure)
            if len(figures) % AT_ONCE == 0:
                yield None
        with self.database.read() as connection:
            figures += told_figures(connection, self.house.policies, self.now)
        weeks = finished_weeks(told, today)
        yield Made(as_of=self.now, figures=figures, weeks=weeks, first_week=last_weeks(today)[0])

    def _pages(self) -> Iterator[list[Told]]:
        """Yield what the cases of all weeks that are shown tell, a page at a time."""
        looked = self._looked()
        after: Place | None = None
        while True:
            with self.database.read() as connection:
                page = cases_after(after, _COLUMNS, cases.c.started_at >= self.since)
                rows = connection.execute(page.limit(PAGE)).all()
            yield [told for row in rows for told in self._tells(load_case(row.picture), looked)]
            if len(rows) < PAGE:
                return
            after = Place(at=rows[-1].started_at, name=rows[-1].handle)

    def _looked(self) -> Looked:
        policies = self.house.policies
        with self.database.read() as connection:
            heard = contacts_heard(connection, policies.versions[-1], self.now)
        return Looked(as_of=self.now, policies=policies, contacts_heard=heard)

    def _tells(self, case: Case, looked: Looked) -> Iterator[Told]:
        force, council = place_labels(case, self.house.policies.versions[-1])
        day = local_day(case.started_at)
        for timed, said in _observed(case, day, looked):
            if isinstance(said, Observation):
                yield Told(
                    clock=timed, force=force, local_authority=council, day=day, observation=said
                )


def _observed(
    case: Case, day: date, looked: Looked
) -> Iterator[tuple[Timed, Observation | LeftOut]]:
    """Yield what a case of that day tells about everything that is shown of it."""
    today = local_day(looked.as_of)
    for clock in clocks_shown(day, today):
        yield clock, observe(case, clock, looked)
    if is_in_a_window(day, today):
        yield from ((leg, observe_notice(case, leg, looked)) for leg in NoticeLeg)
        if (taken := observe_taken(case, looked)) is not None:
            yield taken


def contacts_heard(connection: Connection, policy: Policy, now: datetime) -> frozenset[str]:
    """Return the councils whose contact feed is live."""
    feeds = ContactFeeds(connection)
    since = now - policy.contact_feed_live
    return frozenset(one for one in policy.councils if feeds.spoke(one, since, now))


def make_figures(database: Database, house: House, now: datetime, *, most: int = MOST) -> None:
    """Make the figures at once, as of this instant: at the end of a replay."""
    figuring = Figuring(database=database, house=house, most=most)
    with database.write() as connection:
        DUE.put_off(connection, now)
    while figuring.turn(now) != LOOK_EVERY:
        pass


@dataclass(slots=True, kw_only=True)
class Figuring:
    """Makes the figures once an hour, whichever watcher is first."""

    database: Database
    house: House
    most: int = MOST
    _steps: Iterator[Made | None] | None = None

    def turn(self, now: datetime) -> timedelta:
        """Go a step on, or begin if it is time; return how long to wait before the next turn."""
        # Where the database goes away in this turn what was read is lost, and is read again later.
        steps, self._steps = self._steps, None
        if steps is None and (steps := self._begun(now)) is None:
            return LOOK_EVERY
        if (made := next(steps)) is None:
            self._steps = steps
            return BETWEEN
        retrying(lambda: _write(self.database, made))
        return LOOK_EVERY

    def _begun(self, now: datetime) -> Iterator[Made | None] | None:
        """Return the steps to go, None where nothing is to be made now."""
        if not DUE.begins(self.database, now):
            return None
        making = Making(database=self.database, house=self.house, now=now)
        if making.are_too_many(self.most):
            logger.error("too many notifications to make figures of", extra={"most": self.most})
            return None
        return making.steps()


def _write(database: Database, made: Made) -> None:
    with database.write() as connection:
        write_figures(connection, made)
