"""The messages of version 1: what police and front door tell. Pure.

Times, words and bounds are those of contract section 1. A field that may be left out is None
inside; what a message must hold to be taken is checked here, when it was sent is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, Self

from pydantic import ConfigDict, ValidationInfo, field_validator, model_validator
from pydantic.config import JsonDict

from schemas.children import CHILDREN_AGREE, agree_on_children
from schemas.fields import (
    Authority,
    Count,
    Day,
    IfGiven,
    Instant,
    Label,
    Only,
    Reference,
    WireMoment,
    refused,
)
from schemas.moments import Moment, local_midnight
from schemas.refusals import Reason
from schemas.told import EARLIEST, EARLIEST_OCCURRED, Told, ToldAt, ToldTime
from schemas.words import (
    AgeBand,
    Channel,
    ChildrenKnown,
    CorrectionReason,
    Disposition,
    MessageType,
    Milestone,
    Notice,
    Outcome,
    Prior,
    ReceivedBy,
    Risk,
)

POLICE_MILESTONES = (
    Milestone.ATTENDED,
    Milestone.SUBMITTED,
    Milestone.REVIEWED,
    Milestone.TRIAGED,
    Milestone.SENT,
)
"""What an `incident.milestone` may tell. Source: contract section 1."""

PoliceMilestone = Annotated[Milestone, Only(POLICE_MILESTONES)]
SentNotice = Annotated[Notice, Only((Notice.FIRST, Notice.FULL))]


class Child(Told):
    """One child of the household; whether it was present may be known to nobody."""

    ref: Reference
    age_band: AgeBand
    present: bool | None = None


ONE_OWNER: JsonDict = {
    "oneOf": [{"required": ["force"]}, {"required": ["local_authority"]}],
}
"""As a JSON Schema: a heartbeat is the force's or the council's."""


class IncidentReported(Told):
    """Police know of an incident; `reported` is when they came to know."""

    force: Label
    local_authority: Authority
    reported: WireMoment
    risk: Risk
    children_known: ChildrenKnown = ChildrenKnown.YES
    children: tuple[Child, ...]
    occurred: IfGiven[WireMoment] = None
    area: IfGiven[Label] = None
    household: IfGiven[Reference] = None
    prior_12m: IfGiven[Prior] = None

    model_config = ConfigDict(json_schema_extra=CHILDREN_AGREE)

    @field_validator("children")
    @classmethod
    def _children_agree(
        cls, children: tuple[Child, ...], info: ValidationInfo
    ) -> tuple[Child, ...]:
        if "children_known" in info.data:
            agree_on_children(children, info.data["children_known"])
        return children

    def times(self) -> Iterator[ToldTime]:
        """Yield when police knew, and when it happened."""
        yield ToldTime("reported", self.reported)
        if self.occurred is not None:
            yield ToldTime("occurred", self.occurred, EARLIEST_OCCURRED)


class IncidentBlock(Told):
    """What a council knows of the incident when it has only its own list."""

    force: IfGiven[Label] = None
    local_authority: IfGiven[Authority] = None
    reported: IfGiven[WireMoment] = None
    risk: IfGiven[Risk] = None
    children_known: IfGiven[ChildrenKnown] = None
    children: IfGiven[tuple[Child, ...]] = None
    occurred: IfGiven[WireMoment] = None
    area: IfGiven[Label] = None
    household: IfGiven[Reference] = None
    prior_12m: IfGiven[Prior] = None

    model_config = ConfigDict(json_schema_extra=CHILDREN_AGREE)

    @field_validator("children")
    @classmethod
    def _children_agree(
        cls, children: tuple[Child, ...] | None, info: ValidationInfo
    ) -> tuple[Child, ...] | None:
        if children is not None and "children_known" in info.data:
            agree_on_children(children, info.data["children_known"])
        return children

    def times(self) -> Iterator[ToldTime]:
        """Yield when police knew, and when it happened, where given."""
        if self.reported is not None:
            yield ToldTime("incident.reported", self.reported)
        if self.occurred is not None:
            yield ToldTime("incident.occurred", self.occurred, EARLIEST_OCCURRED)


class IncidentMilestone(ToldAt):
    """A step of the police on the way to the front door."""

    milestone: PoliceMilestone
    notice: IfGiven[SentNotice] = None
    channel: IfGiven[Channel] = None


class IncidentGraded(ToldAt):
    """The police gave another risk grade."""

    risk: Risk


class IncidentCorrected(Told):
    """A milestone was told wrongly; without a time it is taken back."""

    milestone: Milestone
    at: WireMoment | None
    reason: CorrectionReason

    def times(self) -> Iterator[ToldTime]:
        """Yield the time that counts from now on, unless the milestone is taken back."""
        if self.at is not None:
            long_ago = self.milestone is Milestone.OCCURRED
            yield ToldTime("at", self.at, EARLIEST_OCCURRED if long_ago else EARLIEST)


class IncidentClosed(ToldAt):
    """The notification is no longer expected, or is again."""

    disposition: Disposition
    of: IfGiven[Reference] = None
    to: IfGiven[Authority] = None


class NotificationReceived(ToldAt):
    """The front door, or its out-of-hours team, has a notification."""

    notice: Notice
    channel: Channel
    received_by: ReceivedBy
    entered_by_hand: bool = False
    incident: IfGiven[IncidentBlock] = None

    def times(self) -> Iterator[ToldTime]:
        """Yield the receipt, and what the council knows of the incident."""
        yield ToldTime("at", self.at)
        if self.incident is not None:
            yield from self.incident.times()


class ContactRecorded(ToldAt):
    """The front door recorded a contact."""


class ContactDecided(ToldAt):
    """The front door decided what follows."""

    outcome: Outcome


class ControlTotal(Told):
    """The force's own count for a local day, from another system than the extract."""

    force: Label
    local_authority: Authority
    date: Day
    incidents_with_children: Count
    incidents: IfGiven[Count] = None
    notifications_sent: IfGiven[Count] = None

    def times(self) -> Iterator[ToldTime]:
        """Yield when the day counted begins."""
        yield ToldTime("date", Moment.exact(local_midnight(self.date)))


class Heartbeat(Told):
    """A feed is alive; up to `complete_to` its source has sent everything it knew."""

    force: IfGiven[Label] = None
    local_authority: IfGiven[Authority] = None
    complete_to: IfGiven[Instant] = None

    model_config = ConfigDict(json_schema_extra=ONE_OWNER)

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        if (self.force is None) == (self.local_authority is None):
            raise refused(Reason.NOT_ONE_OWNER, "either the force or the local authority")
        return self

    def times(self) -> Iterator[ToldTime]:
        """Yield the instant up to which the feed is complete."""
        if self.complete_to is not None:
            yield ToldTime("complete_to", Moment.exact(self.complete_to))


Data = (
    IncidentReported
    | IncidentMilestone
    | IncidentGraded
    | IncidentCorrected
    | IncidentClosed
    | NotificationReceived
    | ContactRecorded
    | ContactDecided
    | ControlTotal
    | Heartbeat
)
"""What a message tells."""

DATA_OF: dict[MessageType, Any] = {
    MessageType.INCIDENT_REPORTED: IncidentReported,
    MessageType.INCIDENT_MILESTONE: IncidentMilestone,
    MessageType.INCIDENT_GRADED: IncidentGraded,
    MessageType.INCIDENT_CORRECTED: IncidentCorrected,
    MessageType.INCIDENT_CLOSED: IncidentClosed,
    MessageType.NOTIFICATION_RECEIVED: NotificationReceived,
    MessageType.CONTACT_RECORDED: ContactRecorded,
    MessageType.CONTACT_DECIDED: ContactDecided,
    MessageType.CONTROL_TOTAL: ControlTotal,
    MessageType.HEARTBEAT: Heartbeat,
}
"""The data of each type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message that was taken.

    ``time`` is when the source sent it (UTC, whole seconds). ``subject`` is the police reference,
    normalised by the source's rules, None only for feeds. ``sequence`` is None where the source
    does not number its messages. ``digest`` (blake2b, 16 bytes) is of the JSON values as sent,
    envelope included, whatever the order of names: equal digests are one content.
    """

    source: str
    id: str
    type: MessageType
    time: datetime
    subject: str | None
    sequence: int | None
    data: Data
    digest: bytes

    @property
    def key(self) -> bytes:
        """What makes the message one: its source and id, hashed (blake2b, 16 bytes)."""
        return message_key(self.source, self.id)


def message_key(source: str, message_id: str) -> bytes:
    """Return what names a message of a source for ever, without saying what they are."""
    return blake2b(f"{source}\0{message_id}".encode(), digest_size=16).digest()
