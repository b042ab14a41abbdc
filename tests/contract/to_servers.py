"""Channels to servers that the tests run on this machine."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

from alerts.channels.notify import NotifyMail, NotifyText
from alerts.channels.notify_line import NotifyLine
from alerts.channels.smtp import MailServer, Smtp
from alerts.channels.teams import Teams, Workflows
from alerts.channels.webhook import Hooks, Webhook
from tests.servers.notify_server import API_KEY, MAIL_TEMPLATE, TEXT_TEMPLATE
from tests.servers.tls import Authority

EDT, MANAGER = "edt@stoke.example", "mash.manager@stoke.example"
SHORT = timedelta(seconds=0.6)
KEY = bytes(range(32))
HERE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def channel(port: int, ca_file: Path | None, **changed: object) -> Smtp:
    settings: dict[str, object] = {
        "host": "localhost",
        "port": port,
        "sender": "danm@stoke.example",
        "ca_file": ca_file,
        "time_out": timedelta(seconds=5),
    }
    return Smtp(MailServer(**(settings | changed)))  # type: ignore[arg-type]


def webhook(port: int, authority: Authority, **changed: object) -> Webhook:
    hooks = Hooks(
        hosts=frozenset({f"localhost:{port}"}),
        key=KEY,
        networks=HERE,
        ca_file=authority.file,
        time_out=timedelta(seconds=5),
    )
    return Webhook(replace(hooks, **changed))  # type: ignore[arg-type]


def teams(port: int, authority: Authority, **changed: object) -> Teams:
    workflows = Workflows(
        hosts=frozenset({f"localhost:{port}"}),
        networks=HERE,
        ca_file=authority.file,
        time_out=timedelta(seconds=5),
    )
    return Teams(replace(workflows, **changed))  # type: ignore[arg-type]


def notify_line(port: int, authority: Authority, **changed: object) -> NotifyLine:
    line = NotifyLine(
        api_key=API_KEY,
        url=f"https://localhost:{port}",
        networks=HERE,
        ca_file=authority.file,
        time_out=timedelta(seconds=5),
    )
    return replace(line, **changed)  # type: ignore[arg-type]


def notify_mail(port: int, authority: Authority, **changed: object) -> NotifyMail:
    return NotifyMail(notify_line(port, authority, **changed), MAIL_TEMPLATE)


def notify_text(port: int, authority: Authority, **changed: object) -> NotifyText:
    return NotifyText(notify_line(port, authority, **changed), TEXT_TEMPLATE)


def url(port: int, path: str = "/alerts") -> str:
    return f"https://localhost:{port}{path}"
