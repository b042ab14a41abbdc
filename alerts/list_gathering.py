"""What one list holds, read from the database in a few queries however many wait."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from alerts.digest_leads import as_digest
from alerts.feeds import is_force_trusted, is_own
from alerts.heard_feeds import heard_feeds, progress_of
from alerts.list_ends import ended_rows, find_ends, pickup_rows
from alerts.list_scene import Scene, scene_of
from alerts.list_times import ONE_DAY
from alerts.list_waits import find_waits, waiting_rows
from alerts.lists import FeedAlarm, ListFacts, PoliceFeeds
from alerts.plain_words import london_words
from alerts.sayings import NOTICES
from alerts.storms import STORM_WITHIN
from schemas.backlog import unread_since
from schemas.database import Database
from schemas.feeds import POLICE, Feed
from schemas.first_handled import first_handled
from schemas.house import House
from schemas.list_tables import list_alerts
from schemas.lists import RoleList
from schemas.outages import outages_since
from schemas.tables import alerts, gaps, quarantine
from schemas.telling import POLICE_ROLES
from schemas.words import Kind, ListSort, Role

MENDS = frozenset({Role.DATA_MANAGER, Role.MASH_MANAGER})
"""Roles that are told of trouble with feeds and messages. Source: contract section 3."""

STILL_OPEN = "open"
"""The state of a message in quarantine with which nobody has dealt."""


def gather(database: Database, about: RoleList, house: House, now: datetime) -> ListFacts:
    """Return what a list holds, as known at ``now``.

    A shift's list is about every waiting child of its council; a digest about the cases of the
    alarms that `list_alerts` names. All is found in one short transaction; cases are read after it.

    Raises:
        UnknownVersion: A case keeps a policy version that is not among those loaded.
    """
    with database.read() as connection:
        scene = scene_of(connection, about, house, now)
        facts, waits, ends = without_cases(scene), find_waits(scene), find_ends(scene)
    waiting, unnamed = waiting_rows(scene, waits, first_handled(database, waits.facts))
    pickups = pickup_rows(scene, ends)
    arrived_late, ended = ended_rows(scene, ends, pickups)
    whole = replace(
        facts,
        waiting=waiting,
        unnamed=unnamed,
        arrived_late=arrived_late,
        ended=ended,
        pickups=pickups,
    )
    return as_digest(whole, about)


def without_cases(scene: Scene) -> ListFacts:
    """Return what a list says but for its cases."""
    connection, about, house = scene.connection, scene.about, scene.house
    heard = [feed for feed in heard_feeds(connection) if _concerns(feed, scene)]
    return ListFacts(
        sort=about.sort,
        role=about.role,
        due_at=about.due_at,
        now=scene.now,
        council_name=None if scene.council is None else scene.council.name,
        front_door_name=None if scene.council is None else scene.council.front_door_name,
        force_names=tuple(force.name for force in scene.forces),
        last_list_at=scene.last_list_at,
        waiting=(),
        police=_police(scene, heard),
        feeds=progress_of(heard),
        ring=_ring(scene),
        alarms=_alarms(scene),
        troubles=tuple(_troubles(scene, heard)) if about.role in MENDS else (),
        unread_since=unread_since(connection, house.reads, scene.now),
        is_shadow=house.is_shadow,
        is_simulated=house.is_simulated,
        outages=outages_since(connection, _outages_from(scene), scene.now),
    )


def _outages_from(scene: Scene) -> datetime:
    """Return from when on an outage that ended is told of: since the last list, or by a digest."""
    about = scene.about
    if about.sort is ListSort.SHIFT:
        return scene.last_list_at or about.due_at - ONE_DAY
    return max(about.opened_at - STORM_WITHIN, about.due_at - ONE_DAY)


def _concerns(feed: Feed, scene: Scene) -> bool:
    """Whether a feed can tell of the list's council; one that never said whose it is may."""
    if is_own(feed):
        return False
    if scene.council is None:
        return True
    if feed.side == POLICE:
        return feed.force is None or feed.force in {force.code for force in scene.forces}
    return feed.local_authority in (None, scene.council.code)


def _police(scene: Scene, heard: Iterable[Feed]) -> PoliceFeeds:
    """Return how far the feeds go that speak for a force; of none such, those that may do."""
    every = [feed for feed in heard if feed.side == POLICE]
    police = [feed for feed in every if feed.force is not None] or every
    trusted = [is_force_trusted(police, force.code, scene.now) for force in scene.forces]
    complete = [feed.complete_to for feed in police if feed.complete_to is not None]
    return PoliceFeeds(
        is_trusted=bool(trusted) and all(trusted),
        complete_to=min(complete) if complete and len(complete) == len(police) else None,
        last_message_at=min((feed.last_message_at for feed in police), default=None),
    )


def _ring(scene: Scene) -> tuple[str, ...]:
    """Return whom to ring: the other side, by the telephones of the policy."""
    if scene.about.role in POLICE_ROLES:
        return _front_door(scene)
    return tuple(
        f"police desk of {force.name}, {force.police_desk_phone}"
        for force in scene.forces
        if force.police_desk_phone
    )


def _front_door(scene: Scene) -> tuple[str, ...]:
    council = scene.council
    if council is None:
        return ()
    is_open = council.hours.is_open(scene.now)
    phone = council.phones.get(Role.MASH_DUTY if is_open else Role.EDT)
    whom = council.front_door_name if is_open else "emergency duty team (EDT)"
    return (f"{whom}, {council.name}, {phone}",) if phone else ()


def _alarms(scene: Scene) -> tuple[FeedAlarm, ...]:
    """Return the alarms about feeds and messages that a digest names."""
    if not scene.is_digest:
        return ()
    named = (
        select(alerts.c.kind, alerts.c.reason)
        .join(list_alerts, list_alerts.c.alert_id == alerts.c.alert_id)
        .where(list_alerts.c.list_id == scene.about.alert_id, alerts.c.case_key.is_(None))
        .order_by(alerts.c.raised_at, alerts.c.kind, alerts.c.alert_id)
    )
    return tuple(
        FeedAlarm(subject=NOTICES[Kind(row.kind)].subject, reason=" ".join(row.reason.split()))
        for row in scene.connection.execute(named)
    )


def _troubles(scene: Scene, heard: Iterable[Feed]) -> Iterator[str]:
    """Yield what is still wrong with feeds and messages, whatever council they are about."""
    for feed in heard:
        if feed.silence_told_at is not None:
            yield f"{feed.source} is silent since {london_words(feed.last_message_at)}."
    yield from _missing(scene.connection)
    yield from _unreadable(scene.connection)


def _missing(connection: Connection) -> Iterator[str]:
    told = (
        select(gaps.c.source, func.sum(gaps.c.last_missing - gaps.c.first_missing + 1))
        .where(gaps.c.told_at.is_not(None))
        .group_by(gaps.c.source)
        .order_by(gaps.c.source)
    )
    for source, missing in connection.execute(told):
        yield f"{_messages(missing)} of {source} never came."


def _unreadable(connection: Connection) -> Iterator[str]:
    still = select(func.count(), func.min(quarantine.c.at))
    number, oldest = connection.execute(still.where(quarantine.c.state == STILL_OPEN)).one()
    if number:
        since: datetime = oldest
        yield f"{_messages(number)} could not be read, the first on {london_words(since)}."


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"
