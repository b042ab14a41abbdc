"""The closed sets of the field, as the contract spells them. Pure."""

from enum import StrEnum


class Risk(StrEnum):
    """A risk grade as the police gave it (DASH or DARA); order of strictness is `STRICTNESS`."""

    NOT_ASSESSED = "not_assessed"
    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def strictness(self) -> int:
        """Place in the order not assessed, standard, medium, high."""
        return STRICTNESS[self]


STRICTNESS = {Risk.NOT_ASSESSED: 0, Risk.STANDARD: 1, Risk.MEDIUM: 2, Risk.HIGH: 3}
"""Order for `highest_risk` and ties. Source: contract section 2."""


class AgeBand(StrEnum):
    """A child's age, never a birth date; in order of age, `unknown` last."""

    UNBORN = "unborn"
    UNDER_4 = "0-3"
    FROM_4 = "4-7"
    FROM_8 = "8-11"
    FROM_12 = "12-15"
    FROM_16 = "16-17"
    UNKNOWN = "unknown"


AGE_ORDER = {band: place for place, band in enumerate(AgeBand)}
"""Youngest first, `unknown` last."""

BABIES = frozenset({AgeBand.UNBORN, AgeBand.UNDER_4})
"""Outside Operation Encompass, so first in every list. Source: domain.md, fact 4."""


class ChildrenKnown(StrEnum):
    """Whether the police know which children live in the home."""

    YES = "yes"
    NONE = "none"
    NOT_YET = "not_yet"


class Milestone(StrEnum):
    """An instant in the life of a notification, in the order they should happen."""

    OCCURRED = "occurred"
    REPORTED = "reported"
    ATTENDED = "attended"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    TRIAGED = "triaged"
    SENT = "sent"
    RECEIVED = "received"
    RECORDED = "recorded"
    DECIDED = "decided"


class Notice(StrEnum):
    """What sort of notification went or came."""

    FIRST = "first"
    FULL = "full"
    RESEND = "resend"
    AMENDMENT = "amendment"


class Channel(StrEnum):
    """How a notification travelled."""

    API = "api"
    PORTAL = "portal"
    MAILBOX = "mailbox"
    FILE = "file"
    PHONE = "phone"
    MEETING = "meeting"


class CorrectionReason(StrEnum):
    """Why a milestone was corrected."""

    DATA_ENTRY = "data_entry"
    CLOCK_ERROR = "clock_error"
    WRONG_INCIDENT = "wrong_incident"
    AGREED_IN_REVIEW = "agreed_in_review"


class Disposition(StrEnum):
    """Why a notification is no longer expected; `reopened` undoes."""

    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"
    NOT_SHARED_BY_POLICY = "not_shared_by_policy"
    OTHER_AUTHORITY = "other_authority"
    OPEN_CASE = "open_case"
    REOPENED = "reopened"


class ReceivedBy(StrEnum):
    """Which team of the council took the notification; either is receipt."""

    MASH = "mash"
    EDT = "edt"


class Outcome(StrEnum):
    """What the front door decided."""

    NO_FURTHER_ACTION = "no_further_action"
    ADVICE = "advice"
    EARLY_HELP = "early_help"
    REFERRAL = "referral"
    EXISTING_CASE = "existing_case"
    STRATEGY_DISCUSSION = "strategy_discussion"


class Prior(StrEnum):
    """How many incidents the household had in the twelve months before."""

    NONE = "0"
    ONE = "1"
    TWO = "2"
    THREE_OR_MORE = "3+"


class Clock(StrEnum):
    """A duration people watch."""

    EXPOSURE = "exposure"
    DUTY = "duty"
    TRANSPORT = "transport"
    PICKUP = "pickup"
    DECISION = "decision"


class Verdict(StrEnum):
    """What timestamps alone say about a clock with a target."""

    MET = "met"
    LATE = "late"
    CANNOT_TELL = "cannot_tell"


class Flag(StrEnum):
    """What a reader of a case must know before believing its times."""

    UNREPORTED = "unreported"
    START_UNKNOWN = "start_unknown"
    TIMES_DISAGREE = "times_disagree"
    CLOCK_SKEW = "clock_skew"
    RECEIPT_INFERRED = "receipt_inferred"
    ENTERED_BY_HAND = "entered_by_hand"


class State(StrEnum):
    """Where a case stands."""

    WAITING = "waiting"
    RECEIVED = "received"
    RECORDED = "recorded"
    DECIDED = "decided"
    CLOSED = "closed"


class Rung(StrEnum):
    """A step of the ladder, in rising order; a notice is no step of it and sorts last."""

    WARN = "warn"
    BREACH = "breach"
    ESCALATE = "escalate"
    CEILING = "ceiling"
    NOTICE = "notice"


RUNG_ORDER = {rung: place for place, rung in enumerate(Rung)}
"""Ladder order, notice last."""


class Kind(StrEnum):
    """What an alarm is about."""

    WAIT = "wait"
    REGRADE = "regrade"
    REPEAT = "repeat"
    CLEARED = "cleared"
    SILENCE = "silence"
    VOLUME = "volume"
    RECONCILIATION = "reconciliation"
    QUARANTINE = "quarantine"
    CONFLICT = "conflict"
    GAP = "gap"


class Role(StrEnum):
    """Who is told."""

    MASH_DUTY = "mash_duty"
    EDT = "edt"
    MASH_MANAGER = "mash_manager"
    POLICE_DESK = "police_desk"
    POLICE_MANAGER = "police_manager"
    SERVICE_HEAD = "service_head"
    DIRECTOR = "director"
    DATA_MANAGER = "data_manager"


class Delivery(StrEnum):
    """How an alarm is told: at once, or on the role's next list."""

    NOW = "now"
    LIST = "list"


class ListSort(StrEnum):
    """Why a list goes out: at its fixed hour, or in the place of many interruptions."""

    SHIFT = "shift"
    """Every waiting child, at the fixed hours of a role."""
    STORM = "storm"
    """More alarms in a few minutes than anyone can read one by one."""
    FILE = "file"
    """What one file made known, once the other side's file was read too."""
    HISTORY = "history"
    """What was due before this installation went live and still waits."""


class HoldReason(StrEnum):
    """What a person has done who takes a waiting case in hand.

    Closed words: free text would bring names of children in.
    """

    RANG_POLICE_DESK = "rang_police_desk"
    RANG_CONTROL_ROOM = "rang_control_room"
    ALLOCATED_WORKER_KNOWS = "allocated_worker_knows"
    OTHER = "other"


class JoinReason(StrEnum):
    """Why a receipt is joined to a case by hand. Closed words, as for a case taken in hand."""

    MISTYPED_REFERENCE = "mistyped_reference"
    SECOND_REFERENCE = "second_reference"
    OTHER = "other"


class MessageType(StrEnum):
    """The ten messages of version 1."""

    INCIDENT_REPORTED = "danm.incident.reported.v1"
    INCIDENT_MILESTONE = "danm.incident.milestone.v1"
    INCIDENT_GRADED = "danm.incident.graded.v1"
    INCIDENT_CORRECTED = "danm.incident.corrected.v1"
    INCIDENT_CLOSED = "danm.incident.closed.v1"
    NOTIFICATION_RECEIVED = "danm.notification.received.v1"
    CONTACT_RECORDED = "danm.contact.recorded.v1"
    CONTACT_DECIDED = "danm.contact.decided.v1"
    CONTROL_TOTAL = "danm.feed.control_total.v1"
    HEARTBEAT = "danm.feed.heartbeat.v1"
