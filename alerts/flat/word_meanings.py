"""What the words in flat tables mean, where no page says it in a sentence already. Pure."""

from collections.abc import Mapping
from typing import TypeVar

from alerts.case_words import MILESTONES
from alerts.plain_words import AGES
from schemas.legs import COUNCIL, NOT_SEPARABLE, POLICE, TRANSIT
from schemas.words import (
    AgeBand,
    Channel,
    ChildrenKnown,
    Delivery,
    HoldReason,
    Milestone,
    Notice,
    Outcome,
    Prior,
    ReceivedBy,
)

CHILDREN_KNOWN = {
    ChildrenKnown.YES: "children are named",
    ChildrenKnown.NONE: "the police say that there are no children",
    ChildrenKnown.NOT_YET: "there are some; the police have not said which",
}
BANDS = {band: band.value.replace("-", " to ") for band in AgeBand}
"""Age bands as a cell has them: of 4-7 a spreadsheet makes the fourth of July."""

BAND_MEANINGS = {BANDS[band]: meaning for band, meaning in AGES.items()}

NOTICES = {
    Notice.FIRST: "a first notice, which may be a raw automatic one",
    Notice.FULL: "the full notification",
    Notice.RESEND: "sent again",
    Notice.AMENDMENT: "a change to an earlier one",
}
CHANNELS = {
    Channel.API: "from system to system",
    Channel.PORTAL: "a web page",
    Channel.MAILBOX: "e-mail",
    Channel.FILE: "a file",
    Channel.PHONE: "a telephone call",
    Channel.MEETING: "in a meeting",
}
RECEIVERS = {
    ReceivedBy.MASH: "the front door in its opening hours (MASH)",
    ReceivedBy.EDT: "the emergency duty team outside them; that is receipt too",
}
OUTCOMES = {
    Outcome.NO_FURTHER_ACTION: "no further action",
    Outcome.ADVICE: "advice was given",
    Outcome.EARLY_HELP: "early help",
    Outcome.REFERRAL: "over the threshold: a referral",
    Outcome.EXISTING_CASE: "goes to the worker of an open case",
    Outcome.STRATEGY_DISCUSSION: "a strategy discussion",
}
PRIORS = {
    Prior.NONE: "none",
    Prior.ONE: "one",
    Prior.TWO: "two",
    Prior.THREE_OR_MORE: "three or more",
}
OWNERS = {
    POLICE: "the police, up to sending",
    TRANSIT: "neither: on its way from sending to receipt",
    COUNCIL: "the council, from receipt on",
    NOT_SEPARABLE: "a milestone between is missing, so the hours are given to neither partner",
}
DELIVERIES = {
    Delivery.NOW: "told at once",
    Delivery.LIST: "on the role's next list",
}
HOLD_REASONS = {
    HoldReason.RANG_POLICE_DESK: "the police desk was rung",
    HoldReason.RANG_CONTROL_ROOM: "the control room was rung",
    HoldReason.ALLOCATED_WORKER_KNOWS: "the child's own worker knows",
    HoldReason.OTHER: "another reason",
}


_Word = TypeVar("_Word", bound=str)


def leg_words(name: str) -> str:
    """Return a leg by its two milestones: "Police knew to sent"."""
    start, _, end = name.partition("_to_")
    return f"{MILESTONES[Milestone(start)]} to {MILESTONES[Milestone(end)].lower()}"


def meanings(words: Mapping[_Word, str]) -> dict[str, str]:
    """Return words as they stand in a cell, each with its meaning."""
    return {str(word): meaning for word, meaning in words.items()}
