"""What routes of the settings must keep to, before anything is sent by them.

Nothing here shows an address: a URL may be a secret.
"""

from collections.abc import Iterable, Iterator
from re import compile as pattern

from pydantic import TypeAdapter, ValidationError

from alerts.channels.calls import NotAllowed, allowed_url
from alerts.channels.mail import domain_of
from alerts.channels.notify import NotifyText
from alerts.channels.smtp import Security, Smtp
from alerts.channels.teams import CALLED as WORKFLOW
from alerts.channels.teams import Teams
from alerts.channels.webhook import CALLED as WEBHOOK
from alerts.channels.webhook import Webhook
from consumer.channel_settings import MailAddress, RouteTable
from consumer.settings import Settings
from schemas.routes import TellsReference
from schemas.trouble import Trouble

MEND = 'take reference = "body" out'

_mail_address: TypeAdapter[str] = TypeAdapter(MailAddress)
_phone_number = pattern(r"\+?[0-9][0-9 ()-]{8,20}")


def require_fit(name: str, table: RouteTable, addresses: tuple[str, ...], all_: Settings) -> None:
    """Pass only a route whose addresses its channel can use, and which tells no more than it may.

    Raises:
        Trouble: It says what is wrong, and the mend.
    """
    if table.channel == Teams.name and table.address_file is None:
        raise Trouble(
            f"the URL of routes.{name} lets anyone post, and stands in the settings",
            "write it into a file of its own (chmod 600), and name that as address_file",
        )
    for fault in _faults(table.channel, addresses, all_):
        raise Trouble(f"an address of routes.{name} cannot be used", fault)
    if table.reference is TellsReference.BODY:
        _require_may_tell(name, table, addresses, all_)


def _faults(channel: str, addresses: tuple[str, ...], all_: Settings) -> Iterator[str]:
    hooks = {
        Webhook.name: ("webhook.hosts", all_.webhook.hosts, WEBHOOK),
        Teams.name: ("teams.hosts", all_.teams.hosts, WORKFLOW),
    }
    if channel in hooks:
        yield from _faults_of_url(addresses, *hooks[channel])
    elif channel == NotifyText.name:
        if not all(_phone_number.fullmatch(one) for one in addresses):
            yield "write a telephone number in digits, such as 07700900123 or +447700900123"
    else:
        yield from _faults_of_mailboxes(addresses)


def _faults_of_url(
    addresses: tuple[str, ...], setting: str, hosts: Iterable[str], called: str
) -> Iterator[str]:
    if len(addresses) != 1:
        yield f"{called.replace('the ', 'a ', 1)} has one URL"
    for address in addresses:
        try:
            allowed_url(address, frozenset(hosts), called=called)
        except NotAllowed as error:
            yield f"{error}; see {setting}"


def _faults_of_mailboxes(addresses: tuple[str, ...]) -> Iterator[str]:
    for address in addresses:
        try:
            _mail_address.validate_python(address)
        except ValidationError:
            yield "write a mailbox as name@host, nothing beside it"


def _require_may_tell(
    name: str, table: RouteTable, addresses: tuple[str, ...], all_: Settings
) -> None:
    """Pass only mail over TLS to the domains that may be told police references."""
    tells = f"routes.{name} would tell police references"
    if table.channel != Smtp.name:
        raise Trouble(f"{tells} by {table.channel}", f"only mail by smtp may: {MEND}")
    if all_.smtp.security is Security.PLAIN:
        raise Trouble(f"{tells} without TLS", f"set smtp.security to starttls or tls, or {MEND}")
    domains = {domain.lower() for domain in all_.smtp.reference_domains}
    outside = sum(domain_of(one).lower() not in domains for one in addresses)
    if outside:
        raise Trouble(
            f"{tells} to {outside} of {len(addresses)} mailboxes outside smtp.reference_domains",
            f"name only mailboxes of those domains, exactly, or {MEND}",
        )
