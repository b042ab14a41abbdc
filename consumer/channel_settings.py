"""Settings of the ways by which alerts leave: the mail server, webhooks, and routes by name."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic.networks import IPvAnyNetwork
from pydantic_settings import NoDecode

from alerts.channels.smtp import Security
from consumer.setting_kinds import SecretFile, Section, Texts, split

MailAddress = Annotated[
    str, Field(max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+$")
]
"""One mailbox, without a name beside it: what stands here goes into headers and commands."""

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


class Webhook(Section):
    """Where webhooks may go, and how they are signed; without ``key_file`` nowhere."""

    hosts: Texts = ()
    """Exact names, for port 443; ``name:port`` for another."""
    key_file: SecretFile | None = None
    """The key that signs what is sent: 64 hexadecimal digits."""
    networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(split)] = ()
    """Private networks in which a receiver may stand; all others are public."""
    ca_file: Path | None = None
    """Certificates of the authorities to believe; None: those of this machine."""


class RouteTable(Section):
    """One route: a channel and the addresses it takes, here or in a file."""

    channel: Literal["console", "smtp", "webhook"]
    """By what it goes."""
    addresses: Annotated[Texts, Field(repr=False)] = ()
    """Mailboxes, or the URL of a webhook."""
    address_file: SecretFile | None = None
    """Holds the addresses, one a line, where they are secret: a URL may let anyone post."""
    second: RouteName | None = None
    """The route that is tried beside this one, where nobody accepts in time."""

    @model_validator(mode="after")
    def _has_addresses(self) -> Self:
        given = bool(self.addresses) + (self.address_file is not None)
        if given != (0 if self.channel == "console" else 1):
            raise ValueError("give addresses or address_file, one of both (none for the console)")
        return self
