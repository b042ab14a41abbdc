"""`danm run` at its start: what a person must mend is one line, and the exit code is 2."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.programs import Program
from tests.servers.kafka_broker import PASSWORD, USER, KafkaBroker

pytestmark = pytest.mark.integration

WRONG_CONFIGURATION = 2
NOBODY_LISTENS = "127.0.0.1:9"


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port: int = taken.getsockname()[1]
        yield port


def an_installation(folder: Path, broker: KafkaBroker, **settings: str) -> Installation:
    """Return an installation on an SQLite file of its own."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'danm.sqlite'}"
    made = Installation(folder=folder, database_url=url, broker=broker)
    made.prepare(**settings)
    return made


def a_secret(file: Path, content: str) -> Path:
    """Return a file that only its owner reads."""
    file.touch(mode=0o600)
    file.write_text(f"{content}\n", encoding="utf-8")
    return file


def locked(broker: KafkaBroker, password_file: Path) -> dict[str, str]:
    """Return the settings for the address that asks for a password."""
    return {
        "kafka__bootstrap": json.dumps([broker.locked_bootstrap]),
        "kafka__protocol": '"SASL_PLAINTEXT"',
        "kafka__mechanism": '"PLAIN"',
        "kafka__username": json.dumps(USER),
        "kafka__password_file": json.dumps(str(password_file)),
    }


def test_what_is_wrong_is_said_in_one_line_with_the_mend(
    tmp_path: Path, kafka_broker: KafkaBroker, taken_port: int
) -> None:
    wrong_password = a_secret(tmp_path / "wrong-password", "wrong")
    open_password = a_secret(tmp_path / "open-password", PASSWORD)
    open_password.chmod(0o640)
    wrong = {
        "no Kafka broker answers at 127.0.0.1:9; check kafka.bootstrap": {
            "kafka__bootstrap": json.dumps([NOBODY_LISTENS])
        },
        "the Kafka broker has no topic police.typo; create it, or correct kafka.topics": {
            "kafka__topics": json.dumps(["police.typo"])
        },
        "does not let us in: wrong name or password; check kafka.username, kafka.password_file": (
            locked(kafka_broker, wrong_password)
        ),
        "does not answer as a Kafka broker without a password does; check kafka.bootstrap": {
            "kafka__bootstrap": json.dumps([kafka_broker.locked_bootstrap])
        },
        "no-such-file cannot be read (No such file or directory); check the path": (
            locked(kafka_broker, tmp_path / "no-such-file")
        ),
        f"kafka.password_file {open_password} is open to others; close it: chmod 600": (
            locked(kafka_broker, open_password)
        ),
        "there is nothing to read from; name files": {"kafka__bootstrap": "[]"},
        f"127.0.0.1, port {taken_port} cannot be listened on": {"http__port": str(taken_port)},
    }

    with ExitStack() as running:
        programs = {
            line: running.enter_context(
                an_installation(tmp_path / str(number), kafka_broker, **settings).start()
            )
            for number, (line, settings) in enumerate(wrong.items())
        }
        codes = [program.ended() for program in programs.values()]

    assert codes == [WRONG_CONFIGURATION] * len(wrong)
    for line, program in programs.items():
        assert_says(program, line)


def assert_says(program: Program, line: str) -> None:
    """It is the last line, and no line besides but that keys were made."""
    *before, last = program.stderr.splitlines()
    assert line in last
    assert last.startswith("danm: ")
    assert all("keys were made on first use" in one for one in before)


def test_a_broker_that_asks_for_a_password_lets_us_in_with_the_right_one(
    tmp_path: Path, kafka_broker: KafkaBroker
) -> None:
    password = a_secret(tmp_path / "right-password", PASSWORD)
    installation = an_installation(tmp_path / "locked", kafka_broker)
    installation.send(installation.police, b"{}")
    installation.write_settings(**locked(kafka_broker, password))

    with installation.start() as program:
        program.until_it_runs()
        program.until(lambda: bool(installation.stored_offsets), "the message is read")


def test_a_second_process_on_the_file_is_refused_and_says_who_runs(
    tmp_path: Path, kafka_broker: KafkaBroker
) -> None:
    installation = an_installation(tmp_path / "one", kafka_broker)

    with installation.start() as first:
        first.until_it_runs()
        with installation.start() as second:
            assert second.ended() == WRONG_CONFIGURATION

    assert_says(second, f"is held by process {first.process.pid}; stop that process first")
