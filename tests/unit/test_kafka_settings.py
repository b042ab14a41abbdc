"""Settings of the broker: what does not fit together is told plainly, and secrets stay secret."""

import os
from pathlib import Path

import pytest

from consumer.kafka_settings import Kafka
from consumer.load_settings import WrongSettings, load_settings
from schemas.trouble import Trouble

SECRET = "hunter2"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("DANM_")]:
        monkeypatch.delenv(name)


def a_secret(file: Path, content: str = SECRET, mode: int = 0o600) -> Path:
    file.write_text(f"{content}\n", encoding="utf-8")
    file.chmod(mode)
    return file


def logging_in(password_file: Path) -> Kafka:
    return Kafka(
        protocol="SASL_SSL",
        mechanism="SCRAM-SHA-512",
        username="danm",
        password_file=password_file,
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param('protocol = "SASL_SSL"',
                     "add mechanism, username and password_file", id="a-login-without-a-name"),
        pytest.param('protocol = "SASL_SSL"\nmechanism = "PLAIN"\nusername = "danm"',
                     "protocol SASL_SSL logs in with a password: add password_file",
                     id="a-login-without-a-password"),
        pytest.param('protocol = "SSL"\nmechanism = "PLAIN"',
                     "protocol SSL logs in with no password: take mechanism away, or set protocol "
                     "to SASL_SSL", id="a-mechanism-that-is-never-used"),
        pytest.param('username = "danm"\npassword_file = "p"',
                     "protocol PLAINTEXT logs in with no password: take username and "
                     "password_file away", id="a-password-that-is-never-used"),
        pytest.param('ca_file = "ca.pem"', "protocol PLAINTEXT is not encrypted and uses no "
                     "ca_file: set protocol to SSL", id="an-authority-but-no-encryption"),
        pytest.param('client_cert_file = "c"\nclient_key_file = "k"\nprotocol = "SASL_PLAINTEXT"\n'
                     'mechanism = "PLAIN"\nusername = "danm"\npassword_file = "p"',
                     "uses no client_cert_file and client_key_file: set protocol to SASL_SSL",
                     id="a-certificate-but-no-encryption"),
        pytest.param('protocol = "SSL"\nclient_cert_file = "c"',
                     "give client_cert_file and client_key_file, or neither",
                     id="a-certificate-without-its-key"),
        pytest.param('protocol = "SSL"\nclient_key_password_file = "p"',
                     "client_key_password_file is the password of client_key_file: give both",
                     id="a-password-of-no-key"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused_in_plain_words(
    tmp_path: Path, lines: str, said: str
) -> None:
    config = tmp_path / "danm.toml"
    config.write_text(f"[kafka]\n{lines}\n", encoding="utf-8")

    with pytest.raises(WrongSettings) as refused:
        load_settings(config)

    assert str(refused.value).startswith(f"kafka in {config} is wrong; ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_where_variables_alone_do_not_fit_together_the_section_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DANM_KAFKA__USERNAME", "danm")

    with pytest.raises(WrongSettings, match=r"^kafka is wrong; protocol PLAINTEXT logs in with no"):
        load_settings()


def test_a_secret_is_read_without_its_line_end_and_never_shown(tmp_path: Path) -> None:
    connection = logging_in(a_secret(tmp_path / "password")).connection()

    assert connection.client_settings()["sasl_plain_password"] == SECRET
    assert SECRET not in repr(connection)


@pytest.mark.parametrize(
    "mode", [pytest.param(0o640, id="by-the-group"), pytest.param(0o604, id="by-others")]
)
def test_a_password_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = a_secret(tmp_path / "password", mode=mode)

    with pytest.raises(Trouble) as refused:
        logging_in(file).connection()

    assert str(refused.value) == (
        f"kafka.password_file {file} is open to others; close it: chmod 600 {file}"
    )


@pytest.mark.parametrize("which", ["client_key_file", "client_key_password_file"])
def test_a_key_or_its_password_that_others_may_read_is_refused(tmp_path: Path, which: str) -> None:
    kafka = Kafka(
        protocol="SSL",
        client_cert_file=tmp_path / "public.pem",
        client_key_file=a_secret(tmp_path / "client_key_file"),
        client_key_password_file=a_secret(tmp_path / "client_key_password_file"),
    )
    (tmp_path / which).chmod(0o644)

    with pytest.raises(Trouble, match=rf"^kafka\.{which} .* is open to others; close it: chmod"):
        kafka.connection()


def test_an_empty_password_file_is_refused(tmp_path: Path) -> None:
    file = a_secret(tmp_path / "password", content="")

    with pytest.raises(Trouble, match="holds no password; write it into the file"):
        logging_in(file).connection()


def test_without_a_password_of_the_key_nobody_is_asked_for_one_at_the_terminal() -> None:
    assert Kafka().connection().client_settings()["ssl_password"] == ""
