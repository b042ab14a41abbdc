"""What was expected of a feed and what came, in a sentence each. Pure.

Names of forces and councils are those of the policy: a text shows no value of a message.
"""

from datetime import date

from alerts.plain_words import MONTHS, WEEKDAYS, duration_words, london_words
from alerts.silence import Silence, Usual
from alerts.volume import Comparison, Measure
from schemas.feeds import Feed
from schemas.policy import Policy
from schemas.reported_hours import Place


def silence_words(feed: Feed, silence: Silence) -> str:
    """Return since when a feed is silent, and what was expected of it."""
    last = london_words(feed.last_message_at)
    return f"{feed.source} has said nothing since {last}; {_expected_words(silence)}"


def _expected_words(silence: Silence) -> str:
    match silence.usual:
        case Usual.HEARTBEATS:
            return "it sends heartbeats, so something was expected within an hour"
        case Usual.SCHEDULE:
            return f"its next delivery was due by {london_words(silence.since)}"
        case Usual.TOO_NEW:
            return "what is usual is not known yet, so something was expected within 24 hours"
        case Usual.HISTORY:
            until, usual = london_words(silence.since), _about(silence.expected or 0.0)
            return f"up to {until} it usually sends about {usual} messages"


def volume_words(low: Comparison) -> str:
    """Return how many incidents came in a window, and how many usually do."""
    graded = "graded high " if low.measure is Measure.HIGH else ""
    usual = sum(low.earlier) / len(low.earlier)
    return (
        f"{_incidents(low.came)} {graded}reported in the {duration_words(low.length)} up to "
        f"{london_words(low.ends_at)}, as far as known by now; the same hours of the "
        f"{len(low.earlier)} weeks before had about {_about(usual)} "
        f"({min(low.earlier)} to {max(low.earlier)})"
    )


def difference_words(counted: int, held: int) -> str:
    """Return what a force counted for a day and what we hold."""
    return f"the police counted {_incidents(counted)} with children, we hold {held}"


def place_words(place: Place, policy: Policy) -> str:
    """Return a force and a council by their names in the policy."""
    force = policy.forces.get(place.force)
    council = policy.councils.get(place.local_authority)
    return (
        f"{force.name if force else 'a police force that is not in the policy'} and "
        f"{council.name if council else 'a council that is not in the policy'}"
    )


def day_words(day: date) -> str:
    """Return a day as "Sat 13 June 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def _incidents(number: int) -> str:
    return "1 incident" if number == 1 else f"{number or 'no'} incidents"


def _about(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}"
