"""Shares, numbers and grades in the words of a pack. Pure."""

from collections.abc import Sequence
from datetime import date

from alerts.case_words import MILESTONES
from alerts.plain_words import MONTHS
from reviews.delays import FEWEST, STILL_OPEN, Estimate, WhyNot
from schemas.legs import COUNCIL, NOT_SEPARABLE, POLICE, TRANSIT, every_leg
from schemas.policy_words import ROLE_WORDS
from schemas.words import Clock, Milestone, Risk, Role

RISKS = {
    Risk.HIGH: "High",
    Risk.MEDIUM: "Medium",
    Risk.STANDARD: "Standard",
    Risk.NOT_ASSESSED: "Not assessed",
}
"""The gravest first; not assessed stands last and is never low."""

OWNERS = {
    POLICE: "Police",
    TRANSIT: "On its way",
    COUNCIL: "Council",
    NOT_SEPARABLE: "Not separable",
}
WHY_NOT = {
    WhyNot.NOBODY: "there are none",
    WhyNot.NO_LIMIT: "it has no limit in elapsed hours",
    WhyNot.TOO_FEW: f"there are fewer than {FEWEST}",
    WhyNot.TOO_SOON: "too many still wait, or were not watched for long enough",
    WhyNot.ONLY_DATES: "too many ends are known only as a date",
}
CLOCKS = {
    Clock.EXPOSURE: "Incident to front door told",
    Clock.DUTY: "Police knew to front door told",
    Clock.TRANSPORT: "Sent to front door told",
    Clock.PICKUP: "Front door told to contact recorded",
    Clock.DECISION: "Front door told to decided",
}


def number_words(number: int, one: str, many: str | None = None) -> str:
    """Return "1 notification", or "1,204 notifications"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def of_100(share: float) -> str:
    """Return a share as whole parts of 100; what is not all is never shown as all, nor as none."""
    whole = round(share * 100)
    if whole == 100 and share < 1:
        return "over 99"
    return "under 1" if whole == 0 and share > 0 else str(whole)


def share_words(said: Estimate) -> str:
    """Return "about 77 of every 100 (95 % interval 69 to 84)", or why it cannot be said."""
    if said.value is None:
        return f"cannot be said: {WHY_NOT[said.why_not or WhyNot.NOBODY]}"
    share = f"about {of_100(said.value)} of every 100"
    if said.low is None or said.high is None:
        return share
    return f"{share} (95 % interval {of_100(said.low)} to {of_100(said.high)})"


_LEGS = frozenset(
    {name for name, _ in every_leg()} | {f"{name}_to_{STILL_OPEN}" for name in Milestone}
)


def is_leg(text: str) -> bool:
    """Whether a text is the name of a leg, and not words of people in which one stands."""
    return text in _LEGS


def leg_words(name: str) -> str:
    """Return a leg by the milestones at its ends: "Form submitted to form reviewed"."""
    start, _, end = name.partition("_to_")
    if end == STILL_OPEN:
        return f"{MILESTONES[Milestone(start)]}, then nothing yet"
    return f"{MILESTONES[Milestone(start)]} to {_inside(MILESTONES[Milestone(end)])}"


def _inside(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


def day_words(day: date) -> str:
    """Return a day as people write it: "6 June 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def roles_words(roles: Sequence[Role]) -> str:
    """Return roles as people call them: "police manager, head of service"."""
    return ", ".join(ROLE_WORDS[role] for role in roles)
