"""Which messages a mapping makes of an incident's rows, and what each of them says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from consumer.sources.extract_children import children_data
from consumer.sources.extract_fields import Reading, a_reference, an_authority, one_of
from consumer.sources.extract_rows import Row
from consumer.sources.mapping import (
    AboutIncident,
    Closed,
    CouncilMapping,
    Decided,
    Graded,
    MilestoneRules,
    PoliceMapping,
    Received,
    Reported,
    TimedRules,
)
from schemas.told import EARLIEST_OCCURRED
from schemas.words import (
    Channel,
    Disposition,
    MessageType,
    Milestone,
    Notice,
    Outcome,
    Prior,
    ReceivedBy,
    Risk,
)

Data = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """The rows that share a reference, in the order of the file."""

    reference: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one type of message is made of a row."""

    type: MessageType
    rules: TimedRules
    tell: Callable[[Reading, Incident], Data]
    """Returns the data beside the message's time; raises `Unreadable` where there is none."""

    time_name: str = "at"
    needs_time: bool = False
    """Whether a row without that time is a bad row, not one whose time is still to come."""


def recipes_of(mapping: PoliceMapping | CouncilMapping) -> tuple[Recipe, ...]:
    """Return the recipes of a mapping, the one that opens a case first."""
    if isinstance(mapping, PoliceMapping):
        return tuple(_police(mapping))
    return tuple(_council(mapping))


def _police(mapping: PoliceMapping) -> Iterator[Recipe]:
    yield Recipe(
        type=MessageType.INCIDENT_REPORTED,
        rules=mapping.reported,
        tell=partial(_reported, mapping.reported),
        time_name="reported",
        needs_time=True,
    )
    for name, rules in mapping.milestones.items():
        tell = partial(_milestone, rules, Milestone(name))
        yield Recipe(type=MessageType.INCIDENT_MILESTONE, rules=rules, tell=tell)
    if mapping.graded is not None:
        tell = partial(_graded, mapping.graded)
        yield Recipe(type=MessageType.INCIDENT_GRADED, rules=mapping.graded, tell=tell)
    if mapping.closed is not None:
        tell = partial(_closed, mapping.closed)
        yield Recipe(type=MessageType.INCIDENT_CLOSED, rules=mapping.closed, tell=tell)


def _council(mapping: CouncilMapping) -> Iterator[Recipe]:
    if mapping.received is not None:
        tell = partial(_received, mapping.received)
        yield Recipe(type=MessageType.NOTIFICATION_RECEIVED, rules=mapping.received, tell=tell)
    if mapping.recorded is not None:
        yield Recipe(type=MessageType.CONTACT_RECORDED, rules=mapping.recorded, tell=lambda *_: {})
    if mapping.decided is not None:
        tell = partial(_decided, mapping.decided)
        yield Recipe(type=MessageType.CONTACT_DECIDED, rules=mapping.decided, tell=tell)


def _reported(rules: Reported, reading: Reading, incident: Incident) -> Data:
    """Tell of the incident; a grade that nobody can read is not assessed, and the child stays."""
    data: Data = {
        "force": reading.must_have_word(rules.force),
        "local_authority": reading.must_have_word(rules.local_authority, an_authority),
        "risk": reading.word_if_told(rules.risk, one_of(Risk)) or Risk.NOT_ASSESSED.value,
    }
    return data | _about(rules, reading, incident)


def _about(rules: AboutIncident, reading: Reading, incident: Incident) -> Data:
    occurred = reading.time_if_told(rules.occurred, since=EARLIEST_OCCURRED)
    data = _told(
        occurred=occurred.wire if occurred else None,
        area=reading.word_if_told(rules.area),
        household=reading.word_if_told(rules.household, a_reference),
        prior_12m=reading.word_if_told(rules.prior_12m, one_of(Prior)),
    )
    if rules.children is None:
        return data
    return data | children_data(reading, rules.children, incident.reference, incident.rows)


def _milestone(rules: MilestoneRules, milestone: Milestone, reading: Reading, _: Incident) -> Data:
    return {"milestone": milestone.value} | _told(
        notice=reading.word_if_told(rules.notice, one_of(Notice)),
        channel=reading.word_if_told(rules.channel, one_of(Channel)),
    )


def _graded(rules: Graded, reading: Reading, _: Incident) -> Data:
    return {"risk": reading.must_have_word(rules.risk, one_of(Risk))}


def _closed(rules: Closed, reading: Reading, _: Incident) -> Data:
    disposition = reading.must_have_word(rules.disposition, one_of(Disposition))
    return {"disposition": disposition} | _told(
        of=reading.word_if_told(rules.of, a_reference),
        to=reading.word_if_told(rules.to, an_authority),
    )


def _received(rules: Received, reading: Reading, incident: Incident) -> Data:
    data: Data = {
        "notice": reading.must_have_word(rules.notice, one_of(Notice)),
        "channel": reading.must_have_word(rules.channel, one_of(Channel)),
        "received_by": reading.must_have_word(rules.received_by, one_of(ReceivedBy)),
    }
    if rules.incident is None:
        return data
    reported = reading.time_if_told(rules.incident.reported)
    block = _told(
        force=reading.word_if_told(rules.incident.force),
        local_authority=reading.word_if_told(rules.incident.local_authority, an_authority),
        reported=reported.wire if reported else None,
        risk=reading.word_if_told(rules.incident.risk, one_of(Risk)),
    )
    return data | {"incident": block | _about(rules.incident, reading, incident)}


def _decided(rules: Decided, reading: Reading, _: Incident) -> Data:
    return {"outcome": reading.must_have_word(rules.outcome, one_of(Outcome))}


def _told(**fields: object) -> Data:
    """Return the fields that are known: what nobody told is left out, never null."""
    return {name: value for name, value in fields.items() if value is not None}
