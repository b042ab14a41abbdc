"""What a message tells of the feed that sent it: that it lives, and how far it is complete."""

from datetime import datetime

from alerts.silence import first_look
from schemas.control_totals import ControlTotal as Kept
from schemas.control_totals import ToldBy
from schemas.envelope import FEED_TYPES
from schemas.feeds import COUNCIL, POLICE, UNHEARD, Feed, Feeds
from schemas.messages import ControlTotal, Heartbeat, IncidentReported, Message
from schemas.own_sources import is_own
from schemas.schedules import Schedule, next_slot, slot_of

_POLICE_TYPES = "danm.incident."


def hear(feeds: Feeds, message: Message, now: datetime, schedule: Schedule | None = None) -> None:
    """Note a new message of a feed. Repeats and refused lines are not heard: they break no silence.

    ``schedule`` says when the source is expected to deliver; None where it goes on all day, or
    where its folder keeps the schedule. The monitor's own sources are no feed: nobody waits for
    what people enter by hand, and it vouches for no partner.

    Idempotent but for ``last_message_at`` and the silence that it ends, which go by the clock.
    """
    if is_own(message.source):
        return
    feed = feeds.heard(message.source) or Feed(
        source=message.source,
        side=UNHEARD,
        force=None,
        local_authority=None,
        first_message_at=now,
        last_message_at=now,
    )
    if feed.side == UNHEARD:
        feed.side, feed.first_message_at = _side(message), now
    feed.last_message_at = max(feed.last_message_at, now)
    match message.data:
        case Heartbeat() as beat:
            feed.heartbeat_at = now
            feed.force = beat.force or feed.force
            feed.local_authority = beat.local_authority or feed.local_authority
            feed.complete_to = _later(feed.complete_to, beat.complete_to)
        case IncidentReported() as told:
            # A control total is from another system: it does not say that incidents come.
            feed.force = told.force
        case _:
            pass
    if schedule is not None:
        _deliver(feeds, feed, schedule, min(message.time, now), now)
    feed.silent_at = first_look(feed) if schedule is None else feed.quiet_until
    feed.silence_told_at = None
    feeds.hours.count(feed.source, min(message.time, now))
    feeds.keep(feed)


def _deliver(
    feeds: Feeds, feed: Feed, schedule: Schedule, sent_at: datetime, now: datetime
) -> None:
    """Let a feed be silent until its next delivery is overdue; a late one moves nothing back."""
    limit = schedule.due_at(next_slot(schedule, slot_of(schedule, sent_at)))
    if feed.quiet_until is None or limit > feed.quiet_until:
        feed.quiet_until = limit
        feeds.totals.look_again(feed.force, now)


def _side(message: Message) -> str:
    if isinstance(message.data, Heartbeat):
        return POLICE if message.data.force else COUNCIL
    is_police = message.type.startswith(_POLICE_TYPES) or message.type in FEED_TYPES
    return POLICE if is_police else COUNCIL


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


def keep_control_total(feeds: Feeds, message: Message, told: ControlTotal, now: datetime) -> None:
    """Keep the force's own count for a day, to be compared with what we hold."""
    total = Kept(
        force=told.force,
        local_authority=told.local_authority,
        day=told.date,
        incidents_with_children=told.incidents_with_children,
    )
    by = ToldBy(at=message.time, name=f"{message.source} {message.id}")
    feeds.totals.keep(total, by, now)
