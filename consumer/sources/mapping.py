"""A mapping file: how one system's extract is read into messages, without writing code."""

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from consumer.sources.mapping_delivery import Delivery
from consumer.sources.mapping_parts import (
    AuthorityWord,
    Children,
    Condition,
    FileHabits,
    Part,
    SentNoticeWord,
    TimeColumn,
    Word,
    columns_of,
    word_of,
)
from schemas.words import Channel, Disposition, Notice, Outcome, Prior, ReceivedBy, Risk

SentMilestone = Literal["attended", "submitted", "reviewed", "triaged", "sent"]
RiskWord = Annotated[Word, word_of(Risk)]
NoticeWord = Annotated[Word, word_of(Notice)]
ChannelWord = Annotated[Word, word_of(Channel)]


class WrongMapping(ValueError):
    """The mapping file cannot be used; the text names the file, the place and the mend."""


class Sent(Part):
    """When the source sent a message: told by a column, by the file, or by the message's own times.

    `times` keeps a message the same when a later extract repeats its row, so that the repeat has no
    effect; `file` makes every extract a new telling.
    """

    at: TimeColumn | None = None
    by: Literal["times", "file"] = "times"


class MessageRules(Part):
    """Which rows make a message, and where its time stands."""

    where: tuple[Condition, ...] = ()
    rows: Literal["earliest", "latest", "each"] = "each"


class TimedRules(MessageRules):
    """Rules of a message whose data has `at`."""

    at: TimeColumn


class AboutIncident(Part):
    """What is told of the incident itself, beside when it was reported."""

    force: Word | None = None
    local_authority: AuthorityWord | None = None
    risk: RiskWord | None = None
    children: Children | None = None
    occurred: TimeColumn | None = None
    area: Word | None = None
    household: Word | None = None
    prior_12m: Annotated[Word, word_of(Prior)] | None = None


class IncidentBlock(AboutIncident):
    """What a council's own list tells of the incident; all of it optional."""

    reported: TimeColumn | None = None


class Reported(TimedRules, AboutIncident):
    """`danm.incident.reported.v1`; by default from the incident's earliest row that qualifies."""

    rows: Literal["earliest", "latest", "each"] = "earliest"
    force: Word
    local_authority: AuthorityWord
    risk: RiskWord
    children: Children


class MilestoneRules(TimedRules):
    """`danm.incident.milestone.v1`."""

    notice: SentNoticeWord | None = None
    channel: ChannelWord | None = None


class Graded(TimedRules):
    """`danm.incident.graded.v1`."""

    risk: RiskWord


class Closed(TimedRules):
    """`danm.incident.closed.v1`."""

    disposition: Annotated[Word, word_of(Disposition)]
    of: Word | None = None
    to: AuthorityWord | None = None


class Received(TimedRules):
    """`danm.notification.received.v1`."""

    notice: NoticeWord
    channel: ChannelWord
    received_by: Annotated[Word, word_of(ReceivedBy)]
    incident: IncidentBlock | None = None


class Decided(TimedRules):
    """`danm.contact.decided.v1`."""

    outcome: Annotated[Word, word_of(Outcome)]


class Mapping(Part):
    """What every mapping says, whatever messages it makes."""

    version: Literal[1]
    kind: str
    source: str = Field(pattern=r"^/[A-Za-z0-9._:/-]{1,63}$")
    reference_column: str
    incident_rows: Literal["anywhere", "adjacent", "one"] = "anywhere"
    file: FileHabits
    sent: Sent = Sent()
    keep_rows: tuple[Condition, ...] = ()
    keep_incidents: tuple[Condition, ...] = ()
    ignore: tuple[str, ...] = ()
    delivery: Delivery = Delivery()
    snapshot: bool = False
    """Whether every file repeats all rows, so that only what has changed is told."""

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is read."""
        return frozenset(columns_of(self))

    @model_validator(mode="after")
    def _read_or_ignored(self) -> Self:
        both = sorted(self.columns.intersection(self.ignore))
        if both:
            names = ", ".join(both)
            raise ValueError(f"`ignore` lists columns that are read: {names}; take them out")
        return self

    @model_validator(mode="after")
    def _comparable(self) -> Self:
        """Changes are told when their file was sent, and need all rows of a reference at once."""
        if self.snapshot and (self.sent.by != "file" or self.sent.at is not None):
            raise ValueError('`snapshot = true` needs by = "file" under [sent], and no `at` there')
        if self.snapshot and self.incident_rows != "anywhere":
            raise ValueError('`snapshot = true` needs incident_rows = "anywhere"')
        return self


class PoliceMapping(Mapping):
    """A police extract: who was reported when, and how far each notification has come."""

    kind: Literal["police"]
    reported: Reported
    milestones: dict[SentMilestone, MilestoneRules] = Field(default_factory=dict)
    graded: Graded | None = None
    closed: Closed | None = None

    @model_validator(mode="after")
    def _one_report(self) -> Self:
        if self.snapshot and self.reported.rows == "each":
            raise ValueError('`snapshot = true` needs rows = "earliest" or "latest" in [reported]')
        return self


class CouncilMapping(Mapping):
    """A council export: what the front door received, recorded and decided."""

    kind: Literal["council"]
    received: Received | None = None
    recorded: TimedRules | None = None
    decided: Decided | None = None

    @model_validator(mode="after")
    def _some_message(self) -> Self:
        if not (self.received or self.recorded or self.decided):
            raise ValueError("no message is made; add [received], [recorded] or [decided]")
        return self


_KINDS: dict[str, type[PoliceMapping | CouncilMapping]] = {
    "police": PoliceMapping,
    "council": CouncilMapping,
}


def load_mapping(path: Path) -> PoliceMapping | CouncilMapping:
    """Read and check a mapping file.

    Raises:
        WrongMapping: The file cannot be read, is not TOML, or says something that cannot be done.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise WrongMapping(f"{path}: {error.strerror}; give a mapping that can be read") from error
    except UnicodeDecodeError as error:
        raise WrongMapping(f"{path}: not UTF-8; save the mapping as UTF-8") from error
    return parse_mapping(text, file_name=str(path))


def parse_mapping(text: str, *, file_name: str) -> PoliceMapping | CouncilMapping:
    """Read and check the text of a mapping file.

    Raises:
        WrongMapping: The text is not TOML, or says something that cannot be done.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongMapping(f"{file_name}: not TOML: {error}; mend it there") from error
    kind = _KINDS.get(str(table.get("kind")))
    if kind is None:
        raise WrongMapping(f'{file_name}: kind: write kind = "police" or kind = "council"')
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        raise WrongMapping(_faults(error, file_name)) from error


def _faults(error: ValidationError, file_name: str) -> str:
    return "; and ".join(
        f"{file_name}: {'.'.join(str(step) for step in fault['loc']) or 'the whole file'}: "
        f"{_mend(fault['type'], fault['msg'], fault['loc'])}"
        for fault in error.errors(include_input=False, include_url=False)
    )


def _mend(fault: str, message: str, place: tuple[int | str, ...]) -> str:
    match fault:
        case "extra_forbidden":
            near = difflib.get_close_matches(str(place[-1]), _known_names(Part), n=1)
            return f"unknown name; {f'did you mean `{near[0]}`' if near else 'take it out'}"
        case "missing":
            return "is missing; add it"
        case _:
            text = message.removeprefix("Value error, ")
            return text if ";" in text else f"{text[:1].lower()}{text[1:]}; mend it there"


def _known_names(part: type[Part]) -> set[str]:
    names = {field.alias or name for name, field in part.model_fields.items()}
    return names.union(*(_known_names(child) for child in part.__subclasses__()))
