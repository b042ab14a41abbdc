"""The policy as written in its file: strict, no unknown keys, every number with its source."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from schemas.durations import parse_duration
from schemas.policy_texts import day_range, no_day_twice, read_span, read_start, read_time
from schemas.telling import POLICE_ROLES
from schemas.words import AgeBand, Delivery, Kind, Risk, Role, Rung


def not_edt(roles: list[Role]) -> list[Role]:
    """Return recipients as they are.

    Raises:
        ValueError: EDT is among them, who is told by the hour instead.
    """
    if Role.EDT in roles:
        raise ValueError("'edt' stands in for mash_duty by the hour and is not named here")
    return roles


def someone_at_the_council(roles: list[Role]) -> list[Role]:
    """Return recipients as they are.

    Raises:
        ValueError: All are police, who are not told of the council's own pickup clock.
    """
    if roles and POLICE_ROLES.issuperset(roles):
        raise ValueError("names nobody at the council, so nobody is told of its pickup clock")
    return roles


def of_the_police(role: Role) -> Role:
    """Return a role as it is.

    Raises:
        ValueError: It is the council's, and stands under its council.
    """
    if role not in POLICE_ROLES:
        raise ValueError(f"'{role}' is a role of a council: name its route under the council")
    return role


def each_time_once(times: list[time]) -> list[time]:
    """Return times of day as they are.

    Raises:
        ValueError: One is given twice.
    """
    twice = next((at for at in times if times.count(at) > 1), None)
    if twice is not None:
        raise ValueError(f"{twice:%H:%M} is given more than once")
    return times


Text = Annotated[str, Field(min_length=1, max_length=400, pattern=r"\S")]
VersionText = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
CouncilCode = Annotated[str, Field(pattern=r"^[EWNS][0-9]{8}$")]
ForceCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:/-]{1,64}$")]
Length = Annotated[timedelta, BeforeValidator(parse_duration)]
Start = Annotated[datetime, BeforeValidator(read_start)]
DayRange = Annotated[str, AfterValidator(day_range)]
Span = Annotated[tuple[time, time], BeforeValidator(read_span)]
TimeOfDay = Annotated[time, BeforeValidator(read_time)]
TimesOfDay = Annotated[list[TimeOfDay], Field(min_length=1), AfterValidator(each_time_once)]
Opening = Annotated[dict[DayRange, Span], Field(min_length=1), AfterValidator(no_day_twice)]

OneRole = Annotated[Role, Field(strict=False)]
OneKind = Annotated[Kind, Field(strict=False)]
OneRung = Annotated[Rung, Field(strict=False)]
OneRisk = Annotated[Risk, Field(strict=False)]
OneBand = Annotated[AgeBand, Field(strict=False)]
OneDelivery = Annotated[Delivery, Field(strict=False)]
PoliceRole = Annotated[OneRole, AfterValidator(of_the_police)]
Audience = Annotated[list[OneRole], Field(min_length=1), AfterValidator(not_edt)]
CouncilAudience = Annotated[Audience, AfterValidator(someone_at_the_council)]


class Form(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SourcedForm(Form):
    """A table of numbers: each has a source; the owner is the policy's unless given."""

    source: Text
    owner: Text | None = None


class TargetForm(SourcedForm):
    """Warn and late of one clock and grade."""

    warn: Length
    late: Length


class GradesForm(Form):
    """Targets of one clock, by risk grade; none may be missing."""

    high: TargetForm
    medium: TargetForm
    standard: TargetForm
    not_assessed: TargetForm


class UpliftForm(SourcedForm):
    """Whose targets hold for the youngest children."""

    youngest: list[OneBand]
    medium: Literal["high", "medium"]
    standard: Literal["high", "medium", "standard"]
    not_assessed: OneRisk


class AfterForm(SourcedForm):
    """One limit."""

    after: Length


class WithinForm(SourcedForm):
    """One limit for a decision."""

    within: Length


class DecisionForm(Form):
    """The council's decision, beside the close of the next working day."""

    high: WithinForm


class ContactFeedForm(SourcedForm):
    """How long a council's contact feed counts as live."""

    live_for: Length


class RecipientsForm(SourcedForm):
    """Who is told of what; none may be missing."""

    warn: CouncilAudience
    breach: CouncilAudience
    escalate: Audience
    ceiling: Audience
    repeat: Audience
    late_receipt: Audience
    not_yet: Audience
    not_shared: Audience
    silence: Audience
    volume: Audience
    reconciliation: Audience
    quarantine: Audience
    conflict: Audience
    gap: Audience


class OutOfHoursForm(SourcedForm):
    """What EDT is told besides what it takes over from mash_duty."""

    edt_also_for: list[OneKind]


class InterruptionForm(Form):
    """Alarms told at once; a key that is absent stands for any."""

    kinds: Annotated[list[OneKind], Field(min_length=1)] | None = None
    rungs: Annotated[list[OneRung], Field(min_length=1)] | None = None
    risks: Annotated[list[OneRisk], Field(min_length=1)] | None = None


class DeliveryForm(SourcedForm):
    """What interrupts; everything else goes on the role's next list."""

    now: list[InterruptionForm]
    by_role: dict[OneRole, dict[OneRung, OneDelivery]] = Field(default_factory=dict)


class ListForm(SourcedForm):
    """When one role gets its list: on every day, or on those on which the front door is open."""

    at: TimesOfDay
    days: Literal["every", "open"]


class ListsForm(Form):
    """The lists of every role; none may be missing."""

    mash_duty: ListForm
    edt: ListForm
    mash_manager: ListForm
    police_desk: ListForm
    police_manager: ListForm
    service_head: ListForm
    director: ListForm
    data_manager: ListForm


class HoursForm(SourcedForm):
    """When a front door is open."""

    opening: Opening
    bank_holidays: bool = True
    closed_days: list[date] = Field(default_factory=list)


class CouncilForm(Form):
    """A council that uses the monitor."""

    name: Text
    front_door: Text
    hours: HoursForm | None = None
    routes: dict[OneRole, Annotated[list[Text], Field(min_length=1)]] = Field(default_factory=dict)
    phones: dict[OneRole, Text] = Field(default_factory=dict)


class ForceForm(Form):
    """A police force that sends to those councils."""

    name: Text
    councils: Annotated[list[CouncilCode], Field(min_length=1)]
    police_desk_phone: Text | None = None
    routes: dict[PoliceRole, Annotated[list[Text], Field(min_length=1)]] = Field(
        default_factory=dict
    )


class PolicyForm(Form):
    """The whole file."""

    version: VersionText
    owner: Text
    source: Text
    in_force_from: Start
    duty: GradesForm
    uplift: UpliftForm
    escalate: AfterForm
    ceiling: AfterForm
    pickup: GradesForm
    decision: DecisionForm
    contact_feed: ContactFeedForm
    not_yet: AfterForm
    recipients: RecipientsForm
    out_of_hours: OutOfHoursForm
    delivery: DeliveryForm
    lists: ListsForm
    hours: HoursForm
    councils: Annotated[dict[CouncilCode, CouncilForm], Field(min_length=1)]
    forces: Annotated[dict[ForceCode, ForceForm], Field(min_length=1)]


def known_keys(form: type[Form] = Form) -> Iterable[str]:
    """Return every key that some table of the file may have, to guess what a wrong one meant."""
    for table in form.__subclasses__():
        yield from table.model_fields
        yield from known_keys(table)
