"""Settings of the ways by which alerts leave: servers and services, and routes by name."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic.networks import IPvAnyNetwork
from pydantic_settings import NoDecode

from alerts.channels.notify_line import LIVE_URL
from alerts.channels.smtp import Security
from consumer.setting_kinds import SecretFile, Section, Texts, split
from schemas.routes import TellsReference

MailAddress = Annotated[
    str, Field(max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$")
]
"""One mailbox, without a name beside it: what stands here goes into headers and commands."""

TemplateId = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
"""A template of GOV.UK Notify; its page there shows the id."""

MachineUrl = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._/-]*)?$")]
"""A server inside, without a user, a query or anything secret."""

Networks = Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(split)]

RouteName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]

PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.PLAIN: 25}
"""Source: RFC 8314 and RFC 5321."""


class Smtp(Section):
    """The mail server; without ``host`` there is none."""

    host: str | None = Field(default=None, min_length=1)
    """Its name, which its certificate must bear."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """None: the usual one of ``security``."""
    security: Security = Security.STARTTLS
    """How the line is protected; plain only inside this machine."""
    sender: MailAddress | None = None
    """From whom alerts come."""
    reply_to: MailAddress | None = None
    """Where answers go; None: to the sender."""
    user: str | None = Field(default=None, min_length=1)
    """As whom we log in; None: nobody asks."""
    password_file: SecretFile | None = None
    """Holds the password and nothing else."""
    ca_file: Path | None = None
    """Certificates of the authorities to believe; None: those of this machine."""
    reference_domains: Texts = ()
    """Exact domains whose mailboxes may be told police references, by routes that say so."""


class Webhook(Section):
    """Where webhooks may go, and how they are signed; without ``key_file`` nowhere."""

    hosts: Texts = ()
    """Exact names, for port 443; ``name:port`` for another."""
    key_file: SecretFile | None = None
    """The key that signs what is sent: 64 hexadecimal digits."""
    networks: Networks = ()
    """Private networks in which a receiver may stand; all others are public."""
    ca_file: Path | None = None
    """Certificates of the authorities to believe; None: those of this machine."""


class Notify(Section):
    """GOV.UK Notify; without ``key_file`` it is not used."""

    key_file: SecretFile | None = None
    """Holds the API key, as its page shows it, and nothing else."""
    mail_template: TemplateId | None = None
    """The id of the template of e-mails, with ``((subject))`` and ``((body))``."""
    text_template: TemplateId | None = None
    """The id of the template of text messages, with ``((subject))`` and ``((body))``."""
    url: str = Field(default=LIVE_URL, pattern=r"^https://[A-Za-z0-9.:-]+$")
    """Where it is."""
    networks: Networks = ()
    """Private networks in which it may stand, where a way to it leads through the own network."""
    ca_file: Path | None = None
    """Certificates of the authorities to believe; None: those of this machine."""


class Teams(Section):
    """Microsoft Teams, by webhooks of Workflows; their URLs stand in the ``address_file``."""

    hosts: Texts = ()
    """Exact names of the hosts of those URLs, for port 443; ``name:port`` for another."""
    networks: Networks = ()
    """Private networks in which a host may stand; all others are public."""
    ca_file: Path | None = None
    """Certificates of the authorities to believe; None: those of this machine."""


class Alertmanager(Section):
    """Where trouble of the machines is told, never a case; without ``url`` nowhere."""

    url: Annotated[tuple[MachineUrl, ...], NoDecode, BeforeValidator(split)] = ()
    """Its address, such as http://127.0.0.1:9093; of a cluster that of every member. Plain http
    only inside the own network."""
    ca_file: Path | None = None
    """Certificates of the authorities to believe; None: those of this machine."""


class RouteTable(Section):
    """One route: a channel and the addresses it takes, here or in a file."""

    channel: Literal["console", "smtp", "webhook", "notify-mail", "notify-text", "teams"]
    """By what it goes."""
    addresses: Annotated[Texts, Field(repr=False)] = ()
    """Mailboxes, telephone numbers, or the URL of a webhook."""
    address_file: SecretFile | None = None
    """Holds the addresses, one a line, where they are secret: a URL may let anyone post."""
    second: RouteName | None = None
    """The route that is tried beside this one, where nobody accepts in time."""
    reference: TellsReference = TellsReference.NEVER
    """Whether the police reference stands in the text: only by smtp over TLS, only to mailboxes of
    ``smtp.reference_domains``; each sending is an audit row."""

    @model_validator(mode="after")
    def _has_addresses(self) -> Self:
        given = bool(self.addresses) + (self.address_file is not None)
        if given != (0 if self.channel == "console" else 1):
            raise ValueError("give addresses or address_file, one of both (none for the console)")
        return self
