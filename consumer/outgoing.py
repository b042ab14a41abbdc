"""Channels and routes of this installation, made from its settings, or why they cannot be."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from pydantic import TypeAdapter, ValidationError

from alerts.channels import Channel
from alerts.channels.console import Console
from alerts.channels.smtp import MailServer, Smtp
from alerts.channels.webhook import Hooks, NotAllowed, Webhook, allowed_url
from alerts.routing import routes_for
from consumer.channel_settings import PORTS, MailAddress, RouteTable
from consumer.settings import Settings
from schemas.key_files import read_key, read_private
from schemas.policy import Policy
from schemas.routes import Route
from schemas.trouble import Trouble
from schemas.words import Role

logger = logging.getLogger(__name__)

LONGEST_PASSWORD = 1_024
LONGEST_LIST = 65_536

_mail_address: TypeAdapter[str] = TypeAdapter(MailAddress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """How alerts leave. Without routes each channel takes every alert."""

    channels: tuple[Channel, ...]
    routes: Mapping[str, Route]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the channels."""
        return tuple(channel.name for channel in self.channels)

    def channel(self, name: str) -> Channel:
        """Return a channel of a route."""
        return next(channel for channel in self.channels if channel.name == name)

    def to_try(self) -> Iterator[tuple[str, Smtp | Webhook, tuple[str, ...]]]:
        """Yield what can be reached without sending anything: a name, a channel, addresses."""
        for channel in self.channels:
            if isinstance(channel, Smtp):
                yield "mail server", channel, ()
            if isinstance(channel, Webhook):
                for route in self.routes.values():
                    if route.channel == channel.name:
                        yield f"webhook of routes.{route.name}", channel, route.addresses


def outgoing(settings: Settings, policy: Policy, stream: TextIO) -> Outgoing:
    """Return channels and routes; with no routes set up, the console on ``stream``.

    Raises:
        Trouble: A channel lacks what it needs, a route is wrong, or in some council the data
            manager, who stands in for everyone, has no route.
    """
    routes = {name: _route(name, table, settings) for name, table in settings.routes.items()}
    _require_data_manager(policy, routes)
    makers = _makers(settings, stream)
    used = sorted({route.channel for route in routes.values()}) or [Console.name]
    return Outgoing(channels=tuple(makers[name]() for name in used), routes=routes)


def unreached(policy: Policy, routes: Mapping[str, Route]) -> list[str]:
    """Return whom the data manager must stand in for, in words; none where no routes are set up."""
    if not routes:
        return []
    return [
        f"{role} of {council.name}"
        for council in policy.councils.values()
        for role in sorted(routes_for(council.code, Role, policy, routes).missing)
    ]


def _require_data_manager(policy: Policy, routes: Mapping[str, Route]) -> None:
    lost = [words for words in unreached(policy, routes) if words.startswith(Role.DATA_MANAGER)]
    if lost:
        raise Trouble(
            f"no route leads to the {lost[0]}, who is told in place of everyone without a route",
            "name one under routes in the policy, and set it up as [routes.NAME] in the settings",
        )


def _makers(settings: Settings, stream: TextIO) -> Mapping[str, Callable[[], Channel]]:
    return {
        Console.name: lambda: Console(stream),
        Smtp.name: lambda: Smtp(_mail_server(settings)),
        Webhook.name: lambda: Webhook(_hooks(settings)),
    }


def _mail_server(settings: Settings) -> MailServer:
    smtp = settings.smtp
    if smtp.host is None or smtp.sender is None:
        raise Trouble("a route uses smtp, but no mail server is set up", "set smtp.host and sender")
    if (smtp.user is None) is not (smtp.password_file is None):
        raise Trouble("smtp has a user or a password, not both", "set smtp.user and password_file")
    return MailServer(
        host=smtp.host,
        port=smtp.port or PORTS[smtp.security],
        sender=smtp.sender,
        reply_to=smtp.reply_to,
        security=smtp.security,
        user=smtp.user,
        password="" if smtp.password_file is None else _password(smtp.password_file),
        ca_file=smtp.ca_file,
    )


def _password(path: Path) -> str:
    content = read_private(path, "password file", LONGEST_PASSWORD)
    try:
        password = content.decode("ascii")
    except UnicodeDecodeError:
        password = ""
    if not password:
        raise Trouble(f"password file {path} holds no plain ASCII", "write the password into it")
    return password


def _hooks(settings: Settings) -> Hooks:
    webhook = settings.webhook
    if webhook.key_file is None:
        raise Trouble("a route uses webhook, but nothing signs it", "set webhook.key_file")
    return Hooks(
        hosts=frozenset(webhook.hosts),
        key=read_key(webhook.key_file),
        networks=webhook.networks,
        ca_file=webhook.ca_file,
    )


def _route(name: str, table: RouteTable, settings: Settings) -> Route:
    if table.second is not None and (table.second not in settings.routes or table.second == name):
        raise Trouble(
            f"routes.{name}.second is no other route", f"set up [routes.{table.second}], or mend it"
        )
    addresses = tuple(_addresses(name, table))
    for fault in _faults(table.channel, addresses, settings):
        raise Trouble(f"an address of routes.{name} cannot be used", fault)
    return Route(name=name, channel=table.channel, addresses=addresses, second=table.second)


def _addresses(name: str, table: RouteTable) -> Iterator[str]:
    if table.address_file is None:
        yield from table.addresses
        return
    content = read_private(table.address_file, f"the file of routes.{name},", LONGEST_LIST)
    try:
        lines = content.decode("ascii").split()
    except UnicodeDecodeError:
        lines = []
    if not lines:
        raise Trouble(f"{table.address_file} holds no address", "write one a line, in ASCII")
    yield from lines


def _faults(channel: str, addresses: tuple[str, ...], settings: Settings) -> Iterator[str]:
    """Yield what is wrong with addresses, without showing them: a URL may be a secret."""
    if channel == Webhook.name and len(addresses) != 1:
        yield "a webhook has one URL"
    for address in addresses:
        try:
            if channel == Webhook.name:
                allowed_url(address, settings.webhook.hosts)
            else:
                _mail_address.validate_python(address)
        except NotAllowed as error:
            yield f"{error}; see webhook.hosts"
        except ValidationError:
            yield "write a mailbox as name@host, nothing beside it"
