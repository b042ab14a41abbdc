"""The settings of Prometheus as they ship, with TLS written in: who it is, it must show."""

import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.deploy.rules import PROMETHEUS
from tests.servers.mail_server import free_port
from tests.servers.prometheus import found_by, prometheus_by
from tests.servers.tls import Authority, new_authority

pytestmark = pytest.mark.integration


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return new_authority(tmp_path)


@pytest.fixture
def before_danm(authority: Authority) -> Iterator[HTTPServer]:
    """A server that ends TLS before danm, and lets in only whom the authority knows."""
    context = authority.serving("127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.file)
    with HTTPServer("127.0.0.1", 0, ssl_context=context) as server:
        server.expect_request("/metrics").respond_with_data(
            'danm_collector_up{collector="feeds"} 1\n', content_type="text/plain; version=0.0.4"
        )
        yield server


@pytest.mark.parametrize(
    ("knows", "up"),
    [
        pytest.param(True, "1", id="by-papers-of-our-authority"),
        pytest.param(False, "0", id="by-papers-of-another"),
    ],
)
def test_danm_is_scraped_over_tls_by_whom_the_authority_knows(
    before_danm: HTTPServer, authority: Authority, tmp_path: Path, knows: bool, up: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    papers = (authority if knows else new_authority(elsewhere)).papers("prometheus")
    folder = tmp_path / "prometheus"
    shutil.copytree(PROMETHEUS, folder)
    shutil.copy(authority.file, folder / "danm-ca.pem")
    shutil.copy(papers.certificate, folder / "prometheus.pem")
    shutil.copy(papers.key, folder / "prometheus.key")
    (folder / "targets" / "danm.yml").write_text(f"- targets: ['127.0.0.1:{before_danm.port}']\n")
    settings = folder / "prometheus.yml"
    text = settings.read_text().replace("#tls ", "").replace(": 15s", ": 1s")
    settings.write_text(text.replace("scrape_timeout: 10s", "scrape_timeout: 1s"))

    with prometheus_by(settings, free_port()) as address:
        found = found_by(address, 'up{job="danm"}')

    assert [one["value"][1] for one in found] == [up]
    assert bool(before_danm.log) is knows
