"""A broker that asks who we are: who comes in reads, and who does not is told why in one line."""

from collections.abc import Mapping
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest
from kafka import KafkaProducer

from consumer.broker_check import broker_findings
from consumer.finding import Finding
from consumer.kafka_settings import Kafka
from consumer.sources.kafka import KafkaSource
from consumer.wall_clock import now
from tests.command_line import REPOSITORY, danm
from tests.installation import Installation
from tests.servers.kafka_broker import KafkaBroker
from tests.servers.secured_broker import SecuredBroker, as_toml
from tests.servers.tls import Authority, new_authority

pytestmark = pytest.mark.integration

POLICE, FRONT_DOOR = "police.da-incidents.v1", "frontdoor.contacts.v1"
NICHE = REPOSITORY / "tests" / "data" / "niche_extract.csv"
MAPPING = REPOSITORY / "deploy" / "mappings" / "niche.toml"
WRONG_CONFIGURATION = 2
POLLS = 60


@pytest.fixture
def strange_authority(tmp_path: Path) -> Authority:
    return new_authority(tmp_path)


def a_secret(file: Path, content: str) -> Path:
    """Return a file that only its owner reads."""
    file.touch(mode=0o600)
    file.write_text(f"{content}\n", encoding="utf-8")
    return file


def an_installation(folder: Path, broker: SecuredBroker, kafka: Kafka) -> Installation:
    """Return an installation on the topics of the contract."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'danm.sqlite'}"
    made = Installation(
        folder=folder, database_url=url, broker=broker, police=POLICE, front_door=FRONT_DOOR
    )
    lines = {f"kafka.{name}": value for name, value in as_toml(kafka).items()}
    made.write_settings(**{"kafka.group": '"danm"'} | lines)
    return made


def send(broker: SecuredBroker, message: bytes) -> None:
    with closing(KafkaProducer(**broker.client_settings("police"))) as producer:
        producer.send(POLICE, message).get(timeout=30)


def read_until(source: KafkaSource, message: bytes) -> set[bytes]:
    read: set[bytes] = set()
    for _ in range(POLLS):
        read |= {record.raw for record in source.poll().records}
        if message in read:
            break
    return read


def ways_in(broker: SecuredBroker) -> Mapping[str, Kafka]:
    sealed = broker.authority.papers("danm", password="of the key")
    key_password = a_secret(sealed.key.with_suffix(".password"), "of the key")
    return {
        "password": broker.settings("danm"),
        "certificate": broker.settings_by_certificate(broker.authority.papers("danm")),
        "sealed-key": broker.settings_by_certificate(sealed, client_key_password_file=key_password),
    }


@pytest.mark.parametrize("way", ["password", "certificate", "sealed-key"])
def test_whoever_proves_who_they_are_reads(secured_broker: SecuredBroker, way: str) -> None:
    kafka = ways_in(secured_broker)[way]
    message = f"by {way}".encode()
    send(secured_broker, message)

    with closing(KafkaSource(kafka.connection(), lambda _: {})) as source:
        assert message in read_until(source, message)


@pytest.mark.parametrize("way", ["password", "certificate"])
def test_the_monitor_runs_on_a_broker_that_asks_who_it_is(
    tmp_path: Path, secured_broker: SecuredBroker, way: str
) -> None:
    kafka = ways_in(secured_broker)[way].model_copy(update={"instance": f"run-by-{way}"})
    installation = an_installation(tmp_path / "run", secured_broker, kafka)
    send(secured_broker, b"{}")

    with installation.start() as program:
        program.until_it_runs()
        program.until(lambda: bool(installation.stored_offsets), "the message is read", 60)


def an_import(tmp_path: Path, kafka: Kafka) -> tuple[int, str]:
    """Send an extract of the police to the broker; return exit code and standard error."""
    lines = (f"{name} = {value}\n" for name, value in as_toml(kafka).items())
    (tmp_path / "danm.toml").write_text(f"[kafka]\n{''.join(lines)}", encoding="utf-8")
    where = ("--mapping", MAPPING, "--to", "kafka", "--config", "danm.toml")
    ended = danm("import-csv", NICHE, *where, at=tmp_path)
    return ended.code, ended.err


def test_an_extract_goes_to_the_broker_by_the_police_alone(
    tmp_path: Path, secured_broker: SecuredBroker
) -> None:
    code, said = an_import(tmp_path, secured_broker.settings("police"))
    refused, why = an_import(tmp_path, secured_broker.settings("danm"))
    kept_out, how = an_import(tmp_path, secured_broker.settings("police", ca_file=None))

    assert (code, refused, kept_out) == (0, WRONG_CONFIGURATION, WRONG_CONFIGURATION)
    assert "did not take every message" not in said
    assert "did not take every message" in why
    assert "is not vouched for by the authorities of this machine" in how


def strangers(broker: SecuredBroker, stranger: Authority, folder: Path) -> Mapping[str, Kafka]:
    """Return settings of somebody who does not prove who they are, by what is said of them."""
    ours = broker.authority.papers("danm")
    ended = broker.authority.papers("danm", until=now() - timedelta(days=1))
    return {
        "does not let us in: wrong name or password; check kafka.username": broker.settings(
            "danm", password_file=a_secret(folder / "wrong", "wrong")
        ),
        f"is not vouched for by {stranger.file}; ask whoever runs the broker": broker.settings(
            "danm", ca_file=stranger.file
        ),
        "is made out to another name; write the broker's name as it stands": broker.settings(
            "danm", bootstrap=[broker.nameless_bootstrap]
        ),
        "asks for a client certificate; set kafka.client_cert_file": broker.settings_by_certificate(
            ours, client_cert_file=None, client_key_file=None
        ),
        f"our client certificate {ended.certificate} ended ": broker.settings_by_certificate(ended),
        "does not accept our client certificate": broker.settings_by_certificate(
            stranger.papers("danm")
        ),
    }


def mistakes(broker: SecuredBroker, plain: KafkaBroker, folder: Path) -> Mapping[str, Kafka]:
    """Return settings with a slip, by what is said of them."""
    ours = broker.authority.papers("danm")
    sealed = broker.authority.papers("danm", password="of the key")
    password = a_secret(folder / "of-the-key", "of the key")
    return {
        "does not take PLAIN, but SCRAM-SHA-512; set kafka.mechanism": broker.settings(
            "danm", mechanism="PLAIN"
        ),
        "is not vouched for by the authorities of this machine; ask": broker.settings(
            "danm", ca_file=None
        ),
        "/gone.pem cannot be used as a list of authorities": broker.settings(
            "danm", ca_file=folder / "gone.pem"
        ),
        f"{sealed.key} is encrypted, or holds no key; give its password in kafka.client_key": (
            broker.settings_by_certificate(sealed)
        ),
        f"{sealed.key} does not open with its password; check kafka.client_key_password_file": (
            broker.settings_by_certificate(
                sealed, client_key_password_file=a_secret(folder / "other", "other")
            )
        ),
        f"{sealed.key} is not the key of": broker.settings_by_certificate(
            ours, client_key_file=sealed.key, client_key_password_file=password
        ),
        f"kafka.client_cert_file {password} holds no certificate; give it in PEM form": (
            broker.settings_by_certificate(ours, client_cert_file=password)
        ),
        "does not speak TLS; check the port": broker.settings("danm", bootstrap=[plain.bootstrap]),
        "asks for no password; check the port": broker.settings(
            "danm", bootstrap=[plain.bootstrap], protocol="SASL_PLAINTEXT", ca_file=None
        ),
        "does not answer as a Kafka broker without a password does; check kafka.bootstrap": (
            Kafka(bootstrap=(broker.bootstrap,))
        ),
        "no machine is known by the name in nowhere.invalid:9092": broker.settings(
            "danm", bootstrap=["nowhere.invalid:9092"]
        ),
        "localhost:kafka is not the address of a broker; write kafka.bootstrap": broker.settings(
            "danm", bootstrap=["localhost:kafka"]
        ),
    }


def test_whatever_keeps_us_out_is_told_apart_by_the_check(
    tmp_path: Path,
    secured_broker: SecuredBroker,
    kafka_broker: KafkaBroker,
    strange_authority: Authority,
) -> None:
    wrong = {
        **strangers(secured_broker, strange_authority, tmp_path),
        **mistakes(secured_broker, kafka_broker, tmp_path),
    }

    for line, kafka in wrong.items():
        (found,) = broker_findings(kafka, now())
        assert not found.is_well
        assert line in found.line()


def test_whoever_does_not_prove_who_they_are_ends_at_the_start(
    tmp_path: Path,
    secured_broker: SecuredBroker,
    strange_authority: Authority,
) -> None:
    wrong = strangers(secured_broker, strange_authority, tmp_path)

    with ExitStack() as running:
        programs = {
            line: running.enter_context(
                an_installation(tmp_path / str(number), secured_broker, kafka).start()
            )
            for number, (line, kafka) in enumerate(wrong.items())
        }
        codes = [program.ended(within=120) for program in programs.values()]

    assert codes == [WRONG_CONFIGURATION] * len(wrong)
    for line, program in programs.items():
        last = program.stderr.splitlines()[-1]
        assert last.startswith("danm: ")
        assert line in last


def test_a_certificate_that_ends_soon_is_named_before_it_does(
    secured_broker: SecuredBroker,
) -> None:
    in_a_week = secured_broker.authority.papers("danm", until=now() + timedelta(days=7))

    found = list(broker_findings(secured_broker.settings_by_certificate(in_a_week), now()))

    assert [one.name for one in found if one.is_warning] == ["client certificate"]
    assert by_name(found, "client certificate").line().endswith("; have it renewed in time")


def by_name(found: list[Finding], name: str) -> Finding:
    return next(one for one in found if one.name == name)
