"""The fixed sentences of lists: what to do, and what the parts are called. Pure.

Written as those of alarms: short words, one thought a sentence, read aloud at 02:00.
"""

from alerts.sayings import ASK_POLICE
from schemas.words import Disposition, Flag, HoldReason, Role

_TOP_DOWN = "Start at the top. " + ASK_POLICE
_NAME_ONE = "Ask who deals with each one that is late. Where nobody does, name one person now."

TO_DO = {
    Role.MASH_DUTY: _TOP_DOWN,
    Role.EDT: _TOP_DOWN + " What you receive counts as received.",
    Role.MASH_MANAGER: "See that each one that is late has someone who deals with it. "
    + ASK_POLICE,
    Role.POLICE_DESK: "Start at the top. Send each one now, or say why you cannot.",
    Role.POLICE_MANAGER: _NAME_ONE,
    Role.SERVICE_HEAD: _NAME_ONE,
    Role.DIRECTOR: _NAME_ONE,
    Role.DATA_MANAGER: "Look how far each feed is complete. Have the sender mend what is missing.",
}
"""What to do while somebody waits; in braces: front_door."""

NOBODY_TO_DO = "There is no case to ring about. Look how far the police feed is complete."
"""What to do while nobody waits that we know of."""

CATCHING_UP_TO_DO = "Do not take this list as complete. Look in your own system first."
"""What to do while nobody waits among what we have read, and not all is read."""

CANNOT_TELL_TO_DO = (
    "Do not take this list as complete. Ask the police desk whether anything was not sent."
)
CANNOT_TELL_TO_DO_POLICE = (
    "Do not take this list as complete. Look whether your own system still sends everything."
)
"""What to do beside, where the police feed cannot be relied on."""

ARRIVED_LATE = "Arrived late today: look first"
PAST_THE_LIMIT = "Past the limit"
STILL_IN_TIME = "Still in time"
UNNAMED = "Children not named yet"
PICKUPS = "Received, and not recorded in time"
ENDED = "No longer waiting since the last list (had been late)"
ENDED_OF_DIGEST = "No longer waiting"
ALARMS = "Alarms about feeds and messages"
TROUBLES = "Feeds and messages to mend"

EXPLAINED = {
    UNNAMED: "The police say that there are children, and not yet which. Ask the police desk.",
    PICKUPS: "The front door was told. No contact is recorded within the limit, which counts only "
    "the hours the front door is open.",
}
"""What stands under a heading."""

FLAGS = {
    Flag.UNREPORTED: "The police report itself has not come yet.",
    Flag.START_UNKNOWN: "When the police knew is not known.",
    Flag.TIMES_DISAGREE: "The times told disagree: a receipt was dated before the police knew.",
}
"""What a reader must know before believing the times of a case that waits; other flags belong to a
receipt.
"""

BY_HAND = "By hand: people said that it came; the case system has not said so yet."
NO_COUNCIL = "The police have not said which council: it is on every list."

HOLDS = {
    HoldReason.RANG_POLICE_DESK: "rang the police desk",
    HoldReason.RANG_CONTROL_ROOM: "rang the control room",
    HoldReason.ALLOCATED_WORKER_KNOWS: "the allocated worker knows",
    HoldReason.OTHER: "other reason",
}
"""What somebody did who has a case in hand."""

DISPOSITIONS = {
    Disposition.WITHDRAWN: "withdrawn by the police",
    Disposition.DUPLICATE: "another case is the same",
    Disposition.NOT_SHARED_BY_POLICY: "not shared, by policy",
    Disposition.OTHER_AUTHORITY: "another council's",
    Disposition.OPEN_CASE: "went to the worker of an open case",
    Disposition.REOPENED: "opened again",
}
"""Why no notification is expected any more."""

RISK_NOTE = "Risk not assessed does not mean low."
NEW_NOTE = "NEW: first heard of after your last list."
LIMIT_NOTE = "Where the youngest is under 4 or not born yet, the limit of the next grade holds."
CODE_NOTE = "Quote the case code. This list holds no names of children and no police references."
