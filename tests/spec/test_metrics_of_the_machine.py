"""What the metrics say of disk and certificates: what cannot be read is never said to be well."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from consumer.channel_settings import Smtp
from consumer.kafka_settings import Kafka
from consumer.metrics import Metrics
from consumer.metrics.machine import Machine
from consumer.own_machine import machine_of
from consumer.settings import Settings
from schemas.database import Database
from tests.replays.ours import HOUSE
from tests.scraped import Scraped, read_families
from tests.servers.tls import Authority, new_authority

READABLE, EXPIRES = "danm_certificate_readable", "danm_certificate_expires_timestamp_seconds"
ENDS = datetime(2030, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return new_authority(tmp_path)


def told_of(database: Database, machine: Machine) -> Scraped:
    return read_families(Metrics(database, HOUSE, lambda: None, machine=machine).collect())


def test_the_room_on_a_disk_is_told_with_its_size(database: Database, tmp_path: Path) -> None:
    said = told_of(database, Machine(folders={"data": tmp_path}))

    free = said.value("danm_disk_free_bytes", what="data")
    size = said.value("danm_disk_size_bytes", what="data")
    assert free is not None
    assert size is not None
    assert 0 < free < size


def test_the_room_in_a_folder_that_is_gone_is_absent_and_not_0(
    database: Database, tmp_path: Path
) -> None:
    said = told_of(database, Machine(folders={"data": tmp_path / "gone"}))

    assert "danm_disk_free_bytes" not in said.values


def test_our_own_certificate_ends_when_the_first_in_its_file_ends(
    database: Database, authority: Authority
) -> None:
    papers = authority.papers("danm", until=ENDS)

    said = told_of(database, Machine(own={"kafka.client_cert_file": papers.certificate}))

    assert said.value(EXPIRES, file="kafka.client_cert_file") == ENDS.timestamp()
    assert said.value(READABLE, file="kafka.client_cert_file") == 1


def test_authorities_end_when_the_last_of_them_ends(
    database: Database, authority: Authority, tmp_path: Path
) -> None:
    ends = authority.papers("danm", until=ENDS).certificate.read_bytes()
    both = tmp_path / "both.pem"
    both.write_bytes(ends + authority.file.read_bytes())

    told = {"smtp.ca_file": both, "kafka.ca_file": authority.file}
    said = told_of(database, Machine(authorities=told))

    last = said.value(EXPIRES, file="kafka.ca_file")
    assert last is not None
    assert last > ENDS.timestamp()
    assert said.value(EXPIRES, file="smtp.ca_file") == last


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="there-is-no-such-file"),
        pytest.param(b"", id="an-empty-file"),
        pytest.param(
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", id="broken"
        ),
    ],
)
def test_a_file_that_holds_no_certificate_is_said_to_be_unreadable(
    database: Database, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "client.pem"
    if content is not None:
        file.write_bytes(content)

    said = told_of(database, Machine(own={"kafka.client_cert_file": file}))

    assert said.value(READABLE, file="kafka.client_cert_file") == 0
    assert EXPIRES not in said.values


def test_disk_and_certificates_are_told_where_the_database_does_not_answer(
    database: Database, authority: Authority, tmp_path: Path
) -> None:
    machine = Machine(folders={"data": tmp_path}, authorities={"smtp.ca_file": authority.file})
    database.close()

    said = told_of(database, machine)

    assert said.value(READABLE, file="smtp.ca_file") == 1
    assert said.value("danm_disk_size_bytes", what="data") is not None


def test_every_certificate_of_the_settings_is_looked_at_under_its_setting(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        database="postgresql+psycopg://danm@db/danm?sslrootcert=/etc/danm/db.pem&sslcert=/own.pem",
        kafka=Kafka(
            bootstrap=("broker.test:9093",),
            protocol="SSL",
            client_cert_file=Path("/etc/danm/kafka.pem"),
            client_key_file=Path("/etc/danm/kafka.key"),
            ca_file=Path("/etc/danm/kafka-ca.pem"),
        ),
        smtp=Smtp(ca_file=Path("/etc/danm/mail-ca.pem")),
    )

    machine = machine_of(settings)

    assert machine.folders == {"data": tmp_path}
    assert machine.own == {
        "kafka.client_cert_file": Path("/etc/danm/kafka.pem"),
        "database.sslcert": Path("/own.pem"),
    }
    assert machine.authorities == {
        "kafka.ca_file": Path("/etc/danm/kafka-ca.pem"),
        "smtp.ca_file": Path("/etc/danm/mail-ca.pem"),
        "database.sslrootcert": Path("/etc/danm/db.pem"),
    }


def test_the_authorities_of_the_machine_are_no_file(tmp_path: Path) -> None:
    url = "postgresql+psycopg://danm@db/danm?sslrootcert=system"

    assert machine_of(Settings(data_dir=tmp_path, database=url)).authorities == {}


def test_an_sqlite_file_elsewhere_has_a_disk_of_its_own(tmp_path: Path) -> None:
    elsewhere = Settings(data_dir=tmp_path, database="sqlite:////srv/danm/danm.sqlite")

    assert machine_of(Settings(data_dir=tmp_path)).folders == {"data": tmp_path}
    assert machine_of(elsewhere).folders == {"data": tmp_path, "database": Path("/srv/danm")}
