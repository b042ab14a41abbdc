"""The settings as they ship, on real servers: a danm that is stopped is told once, by mail.

Only addresses are changed, and what rings or is told after minutes is after seconds.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.deploy.rules import DEPLOY, PROMETHEUS
from tests.programs import Program, ask, until
from tests.servers.alertmanager import RealAlertmanager
from tests.servers.mail_server import Mailbox, free_port, mail_server
from tests.servers.prometheus import prometheus_by
from tests.servers.tls import Authority, new_authority

pytestmark = pytest.mark.integration

TOKEN = "of-the-heartbeat"
WITHIN = 120.0


@dataclass
class Site:
    """Everything that ICT sets up, and what came of it."""

    folder: Path
    authority: Authority
    box: Mailbox
    beats: HTTPServer
    danm_port: int = field(default_factory=free_port)
    prometheus_port: int = field(default_factory=free_port)

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.box.messages]

    def told(self, subject: str) -> list[tuple[str, str]]:
        """Return to whom a mail went, and its text."""
        return [
            (to, text_of(mail))
            for mail, (to,) in zip(self.box.messages, self.box.envelopes, strict=True)
            if mail["Subject"] == subject
        ]

    def alertmanager(self, mail_port: int) -> RealAlertmanager:
        """Return it with the settings as they ship, less their addresses."""
        folder = self.folder / "alertmanager"
        shutil.copytree(DEPLOY / "alertmanager", folder)
        secrets = {"mail.password": "correct horse", "heartbeat.token": TOKEN}
        for name, secret in secrets.items():
            (folder / name).write_text(secret)
        settings = sooner((folder / "alertmanager.yml").read_text())
        for was, now in (
            ("mail.example.gov.uk:587", f"localhost:{mail_port}"),
            ("/etc/prometheus/", f"{folder}/"),
            ("https://heartbeat.example.gov.uk", self.beats.url_for("").rstrip("/")),
        ):
            assert was in settings
            settings = settings.replace(was, now)
        return RealAlertmanager(folder, config=settings, authorities=self.authority.file)

    def prometheus(self, alertmanager: RealAlertmanager) -> Path:
        """Return the settings of Prometheus as they ship, less their addresses."""
        folder = self.folder / "prometheus"
        shutil.copytree(PROMETHEUS, folder)
        for file in (folder / "rules").glob("*.yml"):
            file.write_text(re.sub(r"for: (\d+)m", rung_sooner, file.read_text()))
        for name, port in (("danm", self.danm_port), ("alertmanager", alertmanager.port)):
            (folder / "targets" / f"{name}.yml").write_text(f"- targets: ['127.0.0.1:{port}']\n")
        settings = folder / "prometheus.yml"
        text = re.sub(r": 1[05]s", ": 1s", settings.read_text())
        settings.write_text(text.replace("127.0.0.1:9090", f"127.0.0.1:{self.prometheus_port}"))
        return settings

    def danm(self, alertmanager: RealAlertmanager) -> Program:
        """Start danm on a message that it cannot read, at the port that Prometheus knows."""
        settings = self.folder / "danm.toml"
        settings.write_text(
            f'data_dir = "{self.folder / "data"}"\nlog_format = "json"\n'
            f'http.port = {self.danm_port}\nalertmanager.url = "{alertmanager.url}"\n'
        )
        damaged = self.folder / "in.ndjson"
        damaged.write_text("this is no message of STF-26-0012345\n")
        return Program.start(self.folder, "run", str(damaged), "--config", str(settings))


def rung_sooner(lasting: re.Match[str]) -> str:
    """Return for how long something must last, less a minute's 59 seconds.

    And eight more, as a Prometheus that starts finds its targets only after five.
    """
    return f"for: {int(lasting[1]) + 8}s"


def text_of(mail: EmailMessage) -> str:
    """Return what somebody reads."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def sooner(settings: str) -> str:
    """Return the settings of Alertmanager with seconds for minutes before a message."""
    settings = settings.replace("group_wait: 30s", "group_wait: 1s")
    return re.sub(r"group_interval: (\d+)m", r"group_interval: \1s", settings)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    authority = new_authority(tmp_path)
    with HTTPServer("localhost", 0, ssl_context=authority.serving("localhost")) as beats:
        beats.expect_request(
            re.compile("/(danm|prometheus)"), headers={"Authorization": f"Bearer {TOKEN}"}
        ).respond_with_data("OK")
        box = Mailbox(wants_login=True)
        yield Site(folder=tmp_path, authority=authority, box=box, beats=beats)


def muted(alertmanager: RealAlertmanager) -> dict[str, bool]:
    """Return every alert there is, and whether another one keeps it from being told."""
    return {
        one["labels"]["alertname"]: bool(one["status"]["inhibitedBy"])
        for one in alertmanager.active()
    }


def is_proved(site: Site) -> bool:
    """Whether a canary came through and an audit passed."""
    status, text = ask(f"http://127.0.0.1:{site.danm_port}/metrics")
    proofs = (
        "danm_canary_last_passed_timestamp_seconds{",
        "danm_audit_last_passed_timestamp_seconds ",
    )
    return status == 200 and all(f"\n{proof}" in text for proof in proofs)


def test_a_stopped_danm_is_told_once_and_no_other_trouble_reads_as_over_meanwhile(
    site: Site,
) -> None:
    starttls = site.authority.serving("localhost")
    with (
        mail_server(site.box, starttls=starttls) as mail_port,
        site.alertmanager(mail_port) as told,
        site.danm(told) as program,
    ):
        program.until_it_runs()
        program.until(lambda: is_proved(site), "it has proved that it works", within=WITHIN)
        with prometheus_by(site.prometheus(told), site.prometheus_port):
            stop_and_start(site, told, program)

    assert "STF-26" not in str([mail.as_string() for mail in site.box.messages])
    assert site.box.were_private == [True] * len(site.box.messages)


def stop_and_start(site: Site, told: RealAlertmanager, program: Program) -> None:
    """Live through a stop: what people are told while it lasts, and when it is over."""
    quarantine, down = "warning: DanmQuarantineOpen", "critical: DanmDown"
    until(lambda: len(site.told(f"[danm machines] {quarantine}")) == 2, "quarantine", WITHIN)
    until(lambda: beaten(site) == {"/danm", "/prometheus"}, "both hearts beat", WITHIN)

    assert program.stop() == 0
    until(lambda: muted(told).get("DanmFiguresAbsent", False), "the figures are missed", WITHIN)
    until(lambda: len(site.told(f"[danm machines] {down}")) == 2, "it is told", WITHIN)
    assert not muted(told)["DanmDown"]
    assert "DanmQuarantineOpen" in muted(told)

    with site.danm(told) as again:
        again.until_it_runs()
        until(lambda: "[danm machines] over: DanmDown" in site.subjects, "it is over", WITHIN)
        assert {"DanmFeedNotTrusted", "DanmQuarantineOpen"} <= set(muted(told))

    (first, text), (second, _) = site.told(f"[danm machines] {down}")
    assert {first, second} == {"ict-on-call@example.gov.uk", "danm-data-manager@example.gov.uk"}
    assert "systemctl status danm" in text
    assert "What to do: https://intranet.example/danm/runbooks/DanmDown.md" in text
    assert not [one for one in site.subjects if "FiguresAbsent" in one]
    assert not [one for one in site.subjects if re.search("over: (?!DanmDown)", one)]
    assert told.names().count("DanmQuarantineOpen") == 1
    assert "PrometheusRuleFails" not in told.names()


def beaten(site: Site) -> set[str]:
    """Return which heartbeats the service outside has heard and let in."""
    return {request.path for request, answer in site.beats.log if answer.status_code == 200}
