"""`python -m tests.the_whole_way`: one alert from a real Kafka to a real mailbox, printed as seen.

It brings a broker, a PostgreSQL, a mail server and a Prometheus, runs `danm check` and `danm run`
on two made-up notifications, and prints what each of them says. The README quotes it.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from consumer import wall_clock
from schemas.words import Role
from tests.a_night import FORGOTTEN, front_door_messages, police_messages, reported
from tests.installation import Installation
from tests.policy_files import STAFFORDSHIRE, STOKE, replaced
from tests.programs import ROOT, ask, until
from tests.servers.kafka_broker import KafkaBroker, fetch_kafka
from tests.servers.mail_server import Mailbox, mail_server
from tests.servers.postgresql import PostgreSQL
from tests.servers.prometheus import found_by, prometheus

QUERIES = (
    "danm_waiting_notifications > 0",
    "danm_waiting_children > 0",
    "danm_receipts_total > 0",
    "danm_alerts_total > 0",
    "danm_alert_delivery_seconds_count > 0",
    "danm_consumer_lag_messages",
)
"""What is asked of Prometheus at the end."""


def main() -> None:
    """Print the whole way of one alert."""
    with tempfile.TemporaryDirectory() as name:
        folder, box = Path(name), Mailbox()
        with mail_server(box) as port, installed(folder, port) as installation:
            danm(installation, "check")
            now = wall_clock.now()
            _, told, *_ = police_messages(now)
            forgotten = reported(FORGOTTEN, "high", now - timedelta(hours=30))
            installation.send(installation.police, forgotten, told)
            installation.send(installation.front_door, *front_door_messages(now))
            with installation.start() as program:
                until(lambda: bool(box.messages), "an alert is in the mailbox")
                show_mail(box.messages[0])
                with prometheus(folder, program.web.removeprefix("http://")) as address:
                    show_figures(address)
                status, ready = ask(f"{program.web}/readyz")
                say(f"/readyz: {status} {ready}")
                say(f"SIGTERM: exit code {program.stop()}")
            danm(installation, "waiting")


@contextmanager
def installed(folder: Path, mail_port: int) -> Iterator[Installation]:
    """Give an installation on real servers, whose every role has a mailbox."""
    with KafkaBroker(folder / "kafka", fetch_kafka(say)) as broker, closing(PostgreSQL()) as server:
        url = server.fresh_database()
        installation = Installation(folder=folder, database_url=url, broker=broker)
        routes = ", ".join(f'{role} = ["{role}"]' for role in Role)
        heads = [f"[councils.{code}]\n" for code in (STOKE, STAFFORDSHIRE)]
        policy = replaced(
            folder, *((f"{head}name", f"{head}routes = {{ {routes} }}\nname") for head in heads)
        )
        installation.prepare(
            policy_files=f'["{policy}"]',
            smtp=f'{{ host = "127.0.0.1", port = {mail_port}, security = "plain", '
            'sender = "danm@stoke.example" }',
            **{f"routes__{role}": route_to(role) for role in Role},
        )
        danm(installation, "db", "upgrade")
        yield installation


def route_to(role: Role) -> str:
    """Return the setting of a mailbox for one role."""
    return f'{{ channel = "smtp", addresses = ["{role}@stoke.example"] }}'


def danm(installation: Installation, *arguments: str) -> None:
    """Run a command and print what it prints."""
    say(f"$ danm {' '.join(arguments)}")
    command = [sys.executable, "-m", "consumer", "--config", str(installation.config), *arguments]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    say(told.stdout or told.stderr)


def show_mail(message: EmailMessage) -> None:
    """Print what a person would see of a mail."""
    say("In the mailbox:")
    for header in ("From", "To", "Subject", "Message-ID"):
        say(f"{header}: {message[header]}")
    body = message.get_body(("plain",))
    say("" if body is None else f"\n{body.get_content()}")


def show_figures(address: str) -> None:
    """Print what Prometheus scraped."""
    say("In Prometheus:")
    for query in QUERIES:
        say(query)
        for found in found_by(address, query):
            labels = {
                name: value
                for name, value in found["metric"].items()
                if name not in {"__name__", "instance", "job"}
            }
            listed = ", ".join(f"{name}={value}" for name, value in labels.items())
            say(f"  {found['value'][1]}  {listed}")


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 - a program that prints


if __name__ == "__main__":
    main()
