"""The page by which ICT sets up Prometheus and Alertmanager, followed word for word."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.command_line import REPOSITORY
from tests.deploy.rules import PROMETHEUS
from tests.servers.alertmanager import RealAlertmanager
from tests.servers.required import require_program

PAGE = (PROMETHEUS / "README.md").read_text()
SHELL = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
TRY = "amtool alert add"


def lines(beginning: str) -> list[str]:
    """Return the lines that the page gives to a shell, by how they begin."""
    return [line for block in SHELL for line in block.splitlines() if line.startswith(beginning)]


def run(line: str, *, at: Path = REPOSITORY) -> None:
    done = subprocess.run(
        ["bash", "-c", line], cwd=at, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_what_the_page_puts_there_is_taken_by_both(tmp_path: Path) -> None:
    require_program("promtool", debian_package="prometheus")
    require_program("amtool", debian_package="prometheus-alertmanager")

    copied, checked = lines("cp "), [*lines("promtool check"), *lines("amtool check")]
    for line in [*copied, *checked]:
        run(line.replace("/etc/prometheus", str(tmp_path)))

    assert (len(copied), len(checked)) == (2, 2)
    assert {"prometheus.yml", "alertmanager.yml", "rules", "targets", "templates"} == {
        one.name for one in tmp_path.iterdir()
    }


@pytest.mark.integration
def test_the_alert_by_which_the_page_tries_it_reaches_alertmanager(tmp_path: Path) -> None:
    (line,) = lines(TRY)

    with RealAlertmanager(tmp_path) as real:
        run(line.replace("http://127.0.0.1:9093", real.url))

        assert real.names() == ["DanmDown"]


@pytest.mark.parametrize(
    "link", re.findall(r"\]\(([^)#]+)\)", PAGE), ids=lambda link: Path(link).name
)
def test_every_link_of_the_page_leads_somewhere(link: str) -> None:
    assert (PROMETHEUS / link).exists()
