"""What was told to whom, in words. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.board.told import Handover, ToldAlert
from alerts.channels import Fate
from alerts.list_phrases import at_words
from alerts.plain_words import london_words
from alerts.wording import FEED_KINDS, NoTextFor, saying_of
from schemas.alert import Alert
from schemas.policy import Policy
from schemas.policy_words import KIND_WORDS, RISK_WORDS, ROLE_WORDS
from schemas.words import Delivery, Role

FATES = {
    Fate.SENDING: "delivered or not is not known yet",
    Fate.DELIVERED: "delivered",
    Fate.PERMANENT_FAILURE: "NOT DELIVERED: nobody is at that address",
    Fate.TEMPORARY_FAILURE: "NOT DELIVERED: the mailbox is full or the phone is off",
    Fate.TECHNICAL_FAILURE: "NOT DELIVERED: the channel itself failed",
}
"""What became of what was accepted."""

LIST_ONLY = "on the next list of each"
NOT_SENT = "nothing was sent: no way out was set up"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """One alert in words."""

    when: str
    subject: str
    code: str | None
    about: str
    """The council and the grade, or what was seen where it is about a feed or a message."""
    whom: str
    ways: tuple[str, ...]
    is_at_once: bool


def alert_view(
    told: ToldAlert, ways: Sequence[Handover], policy: Policy, now: datetime
) -> AlertView:
    """Return one alert in words, with each way by which it left."""
    alert = told.alert
    return AlertView(
        when=london_words(alert.raised_at),
        subject=subject_words(alert),
        code=told.code,
        about=_about(alert, policy),
        whom=role_words(alert.recipients),
        ways=(*_ways(alert, ways, now), *_in_hand(told, now)),
        is_at_once=alert.delivery is Delivery.NOW,
    )


def subject_words(alert: Alert) -> str:
    """Return what an alarm says, in a few words."""
    try:
        return saying_of(alert.kind, alert.rung, alert.clock, alert.reason).subject
    except NoTextFor:
        return f"Alarm about {KIND_WORDS[alert.kind]}"


def role_words(roles: Iterable[Role]) -> str:
    """Return who was told, in the order in which they are always named."""
    named = frozenset(roles)
    return ", ".join(words for role, words in ROLE_WORDS.items() if role in named)


def _about(alert: Alert, policy: Policy) -> str:
    if alert.kind in FEED_KINDS:
        return " ".join(alert.reason.split())
    council = policy.councils.get(alert.local_authority or "")
    risk = "" if alert.risk is None else f"risk {RISK_WORDS[alert.risk]}"
    return ", ".join(part for part in (council.name if council else "", risk) if part)


def _ways(alert: Alert, ways: Sequence[Handover], now: datetime) -> Iterator[str]:
    yield from (way_words(way, now) for way in ways)
    later = alert.recipients - alert.told_at_once
    if alert.delivery is Delivery.LIST and not ways:
        yield LIST_ONLY
    elif later:
        yield f"{role_words(later)}: {LIST_ONLY}"
    elif not ways:
        yield NOT_SENT


def _in_hand(told: ToldAlert, now: datetime) -> Iterator[str]:
    if told.in_hand_at is not None:
        yield f"the case was taken in hand {at_words(told.in_hand_at, now)}"


def way_words(way: Handover, now: datetime) -> str:
    """Return by what an alert left, when that was accepted, and what became of it."""
    by = f"{way.channel} {way.route}".strip()
    instead = ", to the data manager in their place" if way.instead else ""
    return f"{by}{instead}: {', '.join(_course(way, now))}"


def _course(way: Handover, now: datetime) -> Iterator[str]:
    if way.accepted_at is None:
        yield _not_accepted(way, now)
        return
    yield f"accepted {at_words(way.accepted_at, now)}"
    if way.delivered_at is not None:
        yield f"delivered {at_words(way.delivered_at, now)}"
    elif way.fate is not None:
        yield FATES[way.fate]


def _not_accepted(way: Handover, now: datetime) -> str:
    if way.given_up_at is not None:
        return f"NOT ACCEPTED, given up {at_words(way.given_up_at, now)}"
    if way.failures:
        tries = "once" if way.failures == 1 else f"{way.failures} times"
        return f"NOT ACCEPTED YET, tried {tries}"
    return "not accepted yet"


def alert_views(
    every: Iterable[ToldAlert],
    ways: Mapping[str, Sequence[Handover]],
    policy: Policy,
    now: datetime,
) -> tuple[AlertView, ...]:
    """Return alerts in words, in the order given."""
    return tuple(alert_view(told, ways.get(told.alert.alert_id, ()), policy, now) for told in every)
