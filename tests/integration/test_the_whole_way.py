"""What the README shows of a real run can be seen by anyone."""

import subprocess
import sys

import pytest

from tests.programs import ROOT
from tests.servers.required import require_program

pytestmark = pytest.mark.integration


def test_an_alert_goes_from_kafka_to_a_mailbox_and_the_figures_to_prometheus() -> None:
    require_program("prometheus", debian_package="prometheus")
    command = [sys.executable, "-m", "tests.the_whole_way"]

    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)

    assert shown.returncode == 0, shown.stderr
    assert "Subject: Late: front door not told (case code " in shown.stdout
    assert "  1  force=staffordshire, local_authority=E06000021, risk=high, verdict=met" in (
        shown.stdout.splitlines()
    )
    assert "SIGTERM: exit code 0" in shown.stdout
