"""Channels and routes of this installation, made from its settings, or why they cannot be."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TextIO

from alerts.alertmanager import Alertmanager, Reporter
from alerts.channels import Channel
from alerts.channels.console import Console
from alerts.channels.notify import NotifyMail, NotifyText
from alerts.channels.notify_line import NotifyLine, is_api_key
from alerts.channels.smtp import MailServer, Smtp
from alerts.channels.teams import Teams, Workflows
from alerts.channels.webhook import Hooks, Webhook
from alerts.routing import routes_for
from consumer.channel_settings import PORTS, RouteTable
from consumer.channel_settings import Alertmanager as AlertmanagerSettings
from consumer.channel_settings import Notify as NotifySettings
from consumer.channel_settings import Teams as TeamsSettings
from consumer.route_checks import require_fit
from consumer.settings import Settings
from schemas.key_files import read_key, read_private, read_secret
from schemas.policy import Policy
from schemas.routes import Route
from schemas.trouble import Trouble
from schemas.words import Role

logger = logging.getLogger(__name__)

LONGEST_PASSWORD = 1_024
LONGEST_LIST = 65_536

Tried = Smtp | Webhook | Teams | NotifyMail | NotifyText
"""Channels that lead to a server."""


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

    def to_try(self) -> Iterator[tuple[str, Tried, tuple[str, ...]]]:
        """Yield what can be reached without sending anything: a name, a channel, addresses."""
        for channel in self.channels:
            match channel:
                case Smtp():
                    yield "mail server", channel, ()
                case NotifyMail() | NotifyText():
                    yield f"GOV.UK Notify for {channel.name}", channel, ()
                case Webhook() | Teams():
                    for route in self.routes.values():
                        if route.channel == channel.name:
                            yield f"{channel.name} of routes.{route.name}", channel, route.addresses
                case _:
                    pass  # the console leads nowhere


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


def reporting(settings: AlertmanagerSettings) -> Reporter | None:
    """Return what tells machine trouble; None where nobody is set up to be told.

    Raises:
        Trouble: The file of authorities cannot be used.
    """
    if not settings.url:
        return None
    return Reporter(alertmanager=Alertmanager(settings.url, settings.ca_file))


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
    # One line for both, since both count towards what Notify takes in a minute.
    line = cache(lambda: _notify_line(settings.notify))
    return {
        Console.name: lambda: Console(stream),
        Smtp.name: lambda: Smtp(_mail_server(settings)),
        Webhook.name: lambda: Webhook(_hooks(settings)),
        Teams.name: lambda: Teams(_workflows(settings.teams)),
        NotifyMail.name: lambda: NotifyMail(
            line(), _template(NotifyMail.name, "mail_template", settings.notify.mail_template)
        ),
        NotifyText.name: lambda: NotifyText(
            line(), _template(NotifyText.name, "text_template", settings.notify.text_template)
        ),
    }


def _workflows(teams: TeamsSettings) -> Workflows:
    return Workflows(hosts=frozenset(teams.hosts), networks=teams.networks, ca_file=teams.ca_file)


def _notify_line(notify: NotifySettings) -> NotifyLine:
    if notify.key_file is None:
        raise Trouble("a route uses GOV.UK Notify, but no key is set up", "set notify.key_file")
    return NotifyLine(
        api_key=_api_key(notify.key_file),
        url=notify.url,
        networks=notify.networks,
        ca_file=notify.ca_file,
    )


def _template(channel: str, setting: str, template_id: str | None) -> str:
    if template_id is None:
        raise Trouble(f"a route uses {channel}, but no template is named", f"set notify.{setting}")
    return template_id


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
        reference_domains=frozenset(domain.lower() for domain in smtp.reference_domains),
    )


def _password(path: Path) -> str:
    password = read_secret(path, "password file", LONGEST_PASSWORD, "ascii")
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


def _api_key(path: Path) -> str:
    content = read_private(path, "key file", LONGEST_PASSWORD).decode("ascii", errors="replace")
    if not is_api_key(content):
        raise Trouble(
            f"key file {path} holds no API key of GOV.UK Notify",
            "copy the whole key into it: a name and two ids, with hyphens between",
        )
    return content


def _route(name: str, table: RouteTable, settings: Settings) -> Route:
    if table.second is not None and (table.second not in settings.routes or table.second == name):
        raise Trouble(
            f"routes.{name}.second is no other route", f"set up [routes.{table.second}], or mend it"
        )
    addresses = tuple(_addresses(name, table))
    require_fit(name, table, addresses, settings)
    return Route(
        name=name,
        channel=table.channel,
        addresses=addresses,
        second=table.second,
        reference=table.reference,
    )


def _addresses(name: str, table: RouteTable) -> Iterator[str]:
    if table.address_file is None:
        yield from table.addresses
        return
    content = read_private(table.address_file, f"the file of routes.{name},", LONGEST_LIST)
    try:
        lines = content.decode("ascii").splitlines()
    except UnicodeDecodeError:
        lines = []
    if not lines:
        raise Trouble(f"{table.address_file} holds no address", "write one a line, in ASCII")
    yield from filter(None, (line.strip() for line in lines))
