"""Channels to servers that the tests run on this machine."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

from alerts.channels.smtp import MailServer, Smtp
from alerts.channels.webhook import Hooks, Webhook
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


def url(port: int, path: str = "/alerts") -> str:
    return f"https://localhost:{port}{path}"
