"""Machine trouble in a real Alertmanager: there while it lasts, gone when it is over."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.alertmanager import LASTS, Alertmanager, MachineTrouble, Reporter
from consumer import wall_clock
from schemas.moments import parse_instant, zulu
from tests.command_line import danm
from tests.programs import Program, until
from tests.servers.alertmanager import RealAlertmanager
from tests.servers.mail_server import free_port

pytestmark = pytest.mark.integration

SILENT = MachineTrouble(name="DanmFeedNotTrusted", labels={"feed": "/police/x"}, says="silent")
STUCK = MachineTrouble(
    name="DanmLoopStuck", labels={"loop": "watch"}, severity="critical", says="it hangs"
)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealAlertmanager]:
    with RealAlertmanager(tmp_path_factory.mktemp("alertmanager")) as running:
        yield running


def test_a_trouble_is_there_while_it_lasts_and_gone_when_it_is_over(
    real: RealAlertmanager,
) -> None:
    reporter = Reporter(alertmanager=Alertmanager([real.url]))
    # Alertmanager takes an end that lies ahead for no end yet.
    now = wall_clock.now() - timedelta(seconds=10)

    assert reporter.tell([SILENT, STUCK], now)
    until(lambda: real.names() == ["DanmFeedNotTrusted", "DanmLoopStuck"], "both are there")
    silent = next(one for one in real.active() if one["labels"]["alertname"] == SILENT.name)
    assert silent["labels"] == {
        "alertname": "DanmFeedNotTrusted", "feed": "/police/x", "job": "danm",
        "severity": "warning",
    }  # fmt: skip
    assert silent["annotations"] == {"summary": "silent"}
    assert zulu(parse_instant(silent["startsAt"])) == zulu(now)
    assert zulu(parse_instant(silent["endsAt"])) == zulu(now + LASTS)

    later = now + timedelta(seconds=1)
    assert reporter.tell([STUCK], later)
    until(lambda: real.names() == ["DanmLoopStuck"], "one is over")
    assert zulu(parse_instant(real.active()[0]["startsAt"])) == zulu(now)
    assert zulu(parse_instant(real.active()[0]["endsAt"])) == zulu(later + LASTS)

    assert reporter.tell([], later + timedelta(seconds=1))
    until(lambda: real.names() == [], "all is well")


def test_a_trouble_that_is_over_by_a_clock_ahead_of_the_other_is_over_a_little_later(
    real: RealAlertmanager,
) -> None:
    reporter = Reporter(alertmanager=Alertmanager([real.url]))
    ahead = timedelta(seconds=3)
    reporter.tell([SILENT], wall_clock.now() + ahead - timedelta(seconds=1))
    reporter.tell([], wall_clock.now() + ahead)
    assert real.names() == ["DanmFeedNotTrusted"]

    def is_over() -> bool:
        reporter.tell([], wall_clock.now() + ahead)
        return real.names() == []

    until(is_over, "it is over")


def test_one_member_of_a_cluster_that_is_gone_keeps_nobody_from_being_told(
    real: RealAlertmanager,
) -> None:
    gone = f"http://127.0.0.1:{free_port()}"
    reporter = Reporter(alertmanager=Alertmanager([gone, real.url]))

    assert reporter.tell([SILENT], wall_clock.now())

    until(lambda: real.names() == ["DanmFeedNotTrusted"], "it is there")
    assert reporter.tell([], wall_clock.now())


def test_check_says_whether_it_takes_what_we_tell_it(
    real: RealAlertmanager, tmp_path: Path
) -> None:
    (tmp_path / "danm.toml").write_text(f'alertmanager.url = "{real.url}"\n')
    (tmp_path / "gone.toml").write_text(f'alertmanager.url = "http://127.0.0.1:{free_port()}"\n')

    there = danm("--config", "danm.toml", "check", at=tmp_path)
    gone = danm("--config", "gone.toml", "check", at=tmp_path)

    assert "ok       Alertmanager: answers, and takes what we tell it\n" in there.out
    assert "problem  Alertmanager: Alertmanager cannot be reached: ConnectionRef" in gone.out


def test_a_running_monitor_tells_of_its_quarantine(real: RealAlertmanager, tmp_path: Path) -> None:
    damaged = tmp_path / "in.ndjson"
    damaged.write_text("this is no message of STF-26-0012345\n")
    config = tmp_path / "danm.toml"
    config.write_text(
        f'data_dir = "{tmp_path / "data"}"\nlog_format = "json"\nhttp.port = 0\n'
        f'alertmanager.url = "{real.url}"\n'
    )

    with Program.start(tmp_path, "run", str(damaged), "--config", str(config)) as program:
        program.until(
            lambda: "DanmQuarantineOpen" in real.names(), "the quarantine is told", within=60
        )
        code = program.stop()

    told = next(one for one in real.active() if one["labels"]["alertname"] == "DanmQuarantineOpen")
    assert "1 message" in told["annotations"]["summary"]
    assert "STF-26-0012345" not in str(real.active())
    assert code == 0
