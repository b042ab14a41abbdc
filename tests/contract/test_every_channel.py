"""What every channel keeps to: accepted means handed over, and not accepted says so."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import String

import alerts.channels
from alerts.channels import Channel, TemporaryFailure
from alerts.channels.console import Console
from alerts.channels.notify import NotifyMail, NotifyText
from alerts.channels.smtp import MailServer, Smtp
from alerts.channels.teams import Teams
from alerts.channels.webhook import Webhook
from alerts.plain_words import london_words
from schemas.tables import outbox
from schemas.words import Delivery
from tests.contract.parcels import LATE_HIGH, TEXT, parcel
from tests.contract.to_servers import notify_mail, notify_text, teams, url, webhook
from tests.servers.mail_server import Mailbox, free_port, mail_server
from tests.servers.notify_server import NotifyService, notify_server
from tests.servers.tls import Authority, new_authority

CHANNELS = {
    "console": Console,
    "notify-mail": NotifyMail,
    "notify-text": NotifyText,
    "smtp": Smtp,
    "teams": Teams,
    "webhook": Webhook,
}
SOON = timedelta(seconds=5)


def plain_part(message: EmailMessage) -> str:
    plain = next(message.iter_parts())
    assert isinstance(plain, EmailMessage)
    return str(plain.get_content()).replace("\r\n", "\n")


def card_as_read(posted: dict[str, Any]) -> str:
    """A card as people read it: a paragraph begins where there is a space above a line."""
    (attached,) = posted["attachments"]
    lines = [
        f"{'' if block['spacing'] == 'None' else chr(10)}{block['inlines'][0]['text']}\n"
        for block in attached["content"]["body"]
    ]
    return "".join(lines)


@dataclass(frozen=True)
class Tried:
    """A channel that works and one whose other side is gone, and what came out of the first."""

    channel: Channel
    broken: Channel
    address: str
    gone: str
    arrived: Callable[[], list[str]]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def console_tried(tmp_path: Path) -> Iterator[Tried]:
    file = tmp_path / "screen.txt"
    # A file is written block by block: only a flush brings one alert there.
    screen = file.open("w", encoding="utf-8")
    closed = io.StringIO()
    closed.close()

    def arrived() -> list[str]:
        return [block for block in file.read_text(encoding="utf-8").split("-" * 72) if block]

    with screen:
        yield Tried(Console(screen), Console(closed), "", "", arrived)


@pytest.fixture
def smtp_tried(authority: Authority) -> Iterator[Tried]:
    box = Mailbox()

    def to(port: int) -> Smtp:
        server = MailServer(
            host="localhost",
            port=port,
            sender="danm@stoke.example",
            ca_file=authority.file,
            time_out=SOON,
        )
        return Smtp(server)

    def arrived() -> list[str]:
        return [f"{one['Subject']}\n{plain_part(one)}" for one in box.messages]

    with mail_server(box, starttls=authority.serving("localhost")) as port:
        yield Tried(to(port), to(free_port()), "edt@stoke.example", "edt@stoke.example", arrived)


@pytest.fixture
def webhook_tried(authority: Authority) -> Iterator[Tried]:
    gone = free_port()
    with HTTPServer("localhost", 0, ssl_context=authority.serving("localhost")) as server:
        server.expect_request("/alerts").respond_with_data("")

        def arrived() -> list[str]:
            told = [json.loads(request.data) for request, _ in server.log]
            return [f"{one['subject']}\n{one['text']}" for one in told]

        works, broken = webhook(server.port, authority), webhook(gone, authority)
        yield Tried(works, broken, url(server.port), url(gone), arrived)


@pytest.fixture
def teams_tried(authority: Authority) -> Iterator[Tried]:
    gone = free_port()
    with HTTPServer("localhost", 0, ssl_context=authority.serving("localhost")) as server:
        server.expect_request("/alerts").respond_with_data("", status=202)

        def arrived() -> list[str]:
            return [card_as_read(json.loads(request.data)) for request, _ in server.log]

        works, broken = teams(server.port, authority), teams(gone, authority)
        yield Tried(works, broken, url(server.port), url(gone), arrived)


@pytest.fixture
def notify_mail_tried(authority: Authority) -> Iterator[Tried]:
    yield from notify_tried(authority, notify_mail, "edt@stoke.example")


@pytest.fixture
def notify_text_tried(authority: Authority) -> Iterator[Tried]:
    yield from notify_tried(authority, notify_text, "07700900123")


def notify_tried(
    authority: Authority, channel: Callable[[int, Authority], Channel], address: str
) -> Iterator[Tried]:
    service = NotifyService()
    with notify_server(service, authority.serving("localhost")) as server:
        works, broken = channel(server.port, authority), channel(free_port(), authority)
        yield Tried(works, broken, address, address, service.texts)


@pytest.fixture(params=sorted(CHANNELS))
def tried(request: pytest.FixtureRequest) -> Tried:
    """Every channel, on something real to write to."""
    found: Tried = request.getfixturevalue(f"{request.param}_tried".replace("-", "_"))
    return found


def test_what_returned_has_arrived_with_all_its_words(tried: Tried) -> None:
    tried.channel.send(parcel(tried.address))

    (arrived,) = tried.arrived()
    assert TEXT.subject in arrived
    assert TEXT.body in arrived


def test_a_repeat_reads_the_same_so_that_people_know_it(tried: Tried) -> None:
    tried.channel.send(parcel(tried.address))
    tried.channel.send(parcel(tried.address))

    one, again = tried.arrived()
    assert one == again


def test_where_nobody_takes_it_that_is_said_without_a_word_of_the_alert(tried: Tried) -> None:
    with pytest.raises(TemporaryFailure) as failure:
        tried.broken.send(parcel(tried.gone))

    told = str(failure.value)
    assert told
    assert not any(word in told for word in (TEXT.subject, "K7M-4QXR", tried.gone or "edt@"))
    assert tried.arrived() == []


def test_a_channel_says_its_own_name(tried: Tried) -> None:
    assert CHANNELS[tried.channel.name] is type(tried.channel)
    column = outbox.c.channel.type
    assert isinstance(column, String)
    assert len(tried.channel.name) <= (column.length or 0)


def test_every_channel_is_tried_here() -> None:
    modules = [
        import_module(f"{alerts.channels.__name__}.{one.name}")
        for one in iter_modules(alerts.channels.__path__)
    ]

    found = {
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type)
        and one.__module__ == module.__name__
        and hasattr(one, "send")
        and hasattr(one, "name")
    }
    assert found == set(CHANNELS.values())


def test_the_console_names_who_is_told_how_and_when() -> None:
    screen = io.StringIO()

    Console(screen).send(parcel())
    Console(screen).send(parcel(alert=replace(LATE_HIGH, delivery=Delivery.LIST)))

    told = [line for line in screen.getvalue().splitlines() if ", for: " in line]
    assert told == [
        f"{how}, for: emergency duty team (EDT), MASH manager. "
        f"Raised {london_words(LATE_HIGH.raised_at)}."
        for how in ("Now", "On the next list")
    ]
