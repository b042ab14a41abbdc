"""The heartbeat on real servers: taken, refused, sent elsewhere, or never answered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from alerts.channels import PermanentFailure, TemporaryFailure
from alerts.channels.calls import Caller, Reach
from consumer.heartbeat import CALLED, Receiver, receiver_of
from consumer.heartbeat_settings import Heartbeat
from tests.servers.raw_server import RawServer, hanging, trickling
from tests.servers.tls import Authority, new_authority

PATH = "/ping/0b6c9d1e-secret"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer("127.0.0.1", 0) as running:
        yield running


def receiver(folder: Path, url: str, ca_file: Path | None = None) -> Receiver:
    file = folder / "url"
    file.touch(mode=0o600)
    file.write_text(url)
    made = receiver_of(Heartbeat(url_file=file, ca_file=ca_file))
    assert made is not None
    return made


def test_it_is_a_get_without_anything_of_ours(server: HTTPServer, tmp_path: Path) -> None:
    server.expect_request(PATH, method="GET").respond_with_data("OK")

    receiver(tmp_path, server.url_for(PATH)).call()

    ((request, _),) = server.log
    assert (request.data, request.query_string) == (b"", b"")
    assert request.headers["User-Agent"] == "danm"


def test_it_goes_over_tls_to_whom_the_authority_knows(authority: Authority, tmp_path: Path) -> None:
    with HTTPServer("localhost", 0, ssl_context=authority.serving("localhost")) as server:
        server.expect_request(PATH).respond_with_data("OK")
        url = f"https://localhost:{server.port}{PATH}"

        receiver(tmp_path, url, authority.file).call()
        with pytest.raises(TemporaryFailure, match="certificate does not hold"):
            receiver(tmp_path, url).call()

        assert len(server.log) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_sends_it_elsewhere(server: HTTPServer, tmp_path: Path, status: int) -> None:
    server.expect_request("/elsewhere").respond_with_data("OK")
    headers = {"Location": server.url_for("/elsewhere")}
    server.expect_request(PATH).respond_with_data("", status=status, headers=headers)

    with pytest.raises(PermanentFailure, match=f"answers {status}"):
        receiver(tmp_path, server.url_for(PATH)).call()

    assert len(server.log) == 1


@pytest.mark.parametrize(
    ("status", "failure"),
    [(404, PermanentFailure), (429, TemporaryFailure), (500, TemporaryFailure)],
)
def test_what_is_refused_was_not_taken(
    server: HTTPServer, tmp_path: Path, status: int, failure: type[Exception]
) -> None:
    server.expect_request(PATH).respond_with_data("", status=status)

    with pytest.raises(failure) as refused:
        receiver(tmp_path, server.url_for(PATH)).call()

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("script", [hanging, trickling])
def test_whoever_never_answers_keeps_nobody_waiting(tmp_path: Path, script: object) -> None:
    with RawServer(script) as server:  # type: ignore[arg-type]
        made = receiver(tmp_path, f"http://127.0.0.1:{server.port}{PATH}")
        within = Reach(
            called=CALLED,
            hosts=frozenset(),
            networks=made.caller._reach.networks,
            time_out=timedelta(seconds=1),
        )

        with pytest.raises(TemporaryFailure, match="took over 1 s") as slow:
            replace(made, caller=Caller(within)).call()

    assert "secret" not in str(slow.value)
