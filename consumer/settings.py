"""Settings: from the command line, then ``DANM_…`` variables, then a TOML file, then defaults."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from consumer.api_settings import Api
from consumer.board_settings import Board
from consumer.channel_settings import (
    Alertmanager,
    Notify,
    RouteName,
    RouteTable,
    Smtp,
    Teams,
    Webhook,
)
from consumer.heartbeat_settings import Heartbeat
from consumer.inbox_settings import InboxTable
from consumer.kafka_settings import Kafka
from consumer.retention_settings import Kept
from consumer.setting_kinds import Files, SecretFiles, Section
from consumer.sources.mapping_delivery import WEEKDAYS, ClockTime, Weekday, length_of_time
from schemas.fields import LONGEST_LABEL, Authority
from schemas.moments import parse_instant
from schemas.owners import Owner
from schemas.references import ReferenceRules
from schemas.schedules import GRACE, Schedule

DATABASE_FILE = "danm.sqlite"
"""The default database, in the data folder."""


class LogFormat(StrEnum):
    """How a line of the log is written: for people, or for a collector."""

    PLAIN = "plain"
    JSON = "json"


class Mode(StrEnum):
    """Whether alarms reach everyone. In shadow all is recorded and only the data manager told."""

    SHADOW = "shadow"
    LIVE = "live"


def _instant(value: object) -> datetime:
    if isinstance(value, str):
        return parse_instant(value)
    # TOML has times of its own, also without an offset; a number is no time.
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    raise ValueError("give an instant with its offset, such as 2026-11-20T08:00:00Z")


Instant = Annotated[datetime, BeforeValidator(_instant)]
"""An instant with an offset, kept in UTC."""


class KeyFiles(Section):
    """Key files, newest first; where none are named, keys are made in the data folder."""

    hmac: SecretFiles = ()
    """By which cases are found again: without them they cannot be."""
    seal: SecretFiles = ()
    """By which police references are kept: without them they cannot be shown again."""


class Http(Section):
    """Where metrics and pages are served: this machine only, unless told otherwise."""

    host: str = Field(default="127.0.0.1", min_length=1)
    """The address that is listened on; 0.0.0.0 for all: put access control before it. Without
    sign-in (`[board]`) the board is shown on an address of this machine's own only."""
    port: int = Field(default=9464, ge=0, le=65535)
    """0 takes any free one; processes on one machine need one each."""


class Source(Section):
    """How one source writes its references, and when it is expected to deliver."""

    upper_case: bool = True
    """Whether a reference in small letters is the same as one in capitals."""
    remove_spaces: bool = True
    """Whether spaces in a reference count for nothing."""
    expected: tuple[ClockTime, ...] = ()
    """When it is expected to deliver, on the clock of Europe/London; none: it goes on all day."""
    days: tuple[Weekday, ...] = Field(default=WEEKDAYS, min_length=1)
    """On which days."""
    grace: Annotated[timedelta, BeforeValidator(length_of_time)] = GRACE
    """How late a delivery may be before its silence is told."""
    force: str | None = Field(default=None, min_length=1, max_length=LONGEST_LABEL)
    """Whose police feed it is: the code of a force in the policy. What of it cannot be read is then
    shown on the board to people of that force's councils alone."""
    local_authority: Authority | None = None
    """Whose front door's feed it is: the ONS code of the council, to whose people alone what of it
    cannot be read is then shown on the board."""

    @property
    def owner(self) -> Owner:
        """Whose feed it is, as far as that is said."""
        return Owner(force=self.force, local_authority=self.local_authority)

    def rules(self) -> ReferenceRules:
        """Return the rules as the decoder takes them."""
        return ReferenceRules(upper_case=self.upper_case, remove_spaces=self.remove_spaces)

    def schedule(self) -> Schedule | None:
        """Return when it delivers, None where it goes on all day."""
        if not self.expected:
            return None
        days = frozenset(WEEKDAYS.index(day) for day in self.days)
        return Schedule(expected=self.expected, days=days, grace=self.grace)


class Settings(BaseSettings):
    """All settings of this installation. A nested one is ``DANM_HTTP__PORT`` as a variable."""

    model_config = SettingsConfigDict(
        env_prefix="DANM_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    data_dir: Path = Path("danm-data")
    """The data folder: the SQLite file, and keys made on first use."""
    database: str | None = Field(default=None, min_length=1, repr=False)
    """An SQLAlchemy URL; None: a file in the data folder.

    A server's password belongs in a file, named in the URL: ``…?passfile=/etc/danm/pgpass``.
    """
    instance: str | None = Field(
        default=None, min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._-]+$"
    )
    """A fixed name of this process, by which a restart goes on at once; no other may have it.

    Kafka and the sending of alerts know it by this name. None: each start is a stranger, who waits
    up to a minute for what the one before had in hand.
    """
    policy_files: Files = ()
    """The limits, a file a version; None: the policy that comes with the program."""
    keys: KeyFiles = KeyFiles()
    """What secrets are made with."""
    log_format: LogFormat = LogFormat.PLAIN
    """How a line of the log is written: for people, or for a collector."""
    http: Http = Http()
    """Where metrics and pages are served."""
    board: Board = Board()
    """Who signs in to the board."""
    kafka: Kafka = Kafka()
    """The broker."""
    smtp: Smtp = Smtp()
    """The mail server."""
    webhook: Webhook = Webhook()
    """Where webhooks may go."""
    notify: Notify = Notify()
    """GOV.UK Notify."""
    teams: Teams = Teams()
    """Microsoft Teams."""
    alertmanager: Alertmanager = Alertmanager()
    """Whoever keeps the machines running."""
    heartbeat: Heartbeat = Heartbeat()
    """Who outside notices when we fall silent."""
    api: Api = Api()
    """Programs that fetch figures."""
    retention: Kept = Kept()
    """How long what is held of people is kept."""
    routes: dict[RouteName, RouteTable] = Field(default_factory=dict)
    """By the names that the policy uses; where there are none, alerts go to the console."""
    inboxes: list[InboxTable] = Field(default_factory=list)
    """Folders into which extracts are put; `danm run --inbox` adds to them."""
    sources: dict[str, Source] = Field(default_factory=dict)
    """By exact ``source``; one not named here follows the default rules."""
    live_since: Instant | None = None
    """Rungs due before it are claimed silently; None: nothing here is history."""
    mode: Mode = Mode.SHADOW
    """In shadow, where sites start, all is recorded and only the data manager is told; live when
    both partners agree.
    """

    @property
    def database_url(self) -> str:
        """The URL of the database, the default one included."""
        return self.database or f"sqlite:///{self.data_dir / DATABASE_FILE}"

    @property
    def reference_rules(self) -> Mapping[str, ReferenceRules]:
        """How each source named writes its references."""
        return {name: source.rules() for name, source in self.sources.items()}

    @property
    def owners(self) -> Mapping[str, Owner]:
        """Whose feed each source named is."""
        return {name: source.owner for name, source in self.sources.items()}

    @property
    def schedules(self) -> Mapping[str, Schedule]:
        """When each source named is expected to deliver, those that have a schedule."""
        told = {name: source.schedule() for name, source in self.sources.items()}
        return {name: schedule for name, schedule in told.items() if schedule is not None}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - not read: one file is enough
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - keys name their files
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Say who wins: what was given on the command line, a variable, the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
