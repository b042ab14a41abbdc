"""The demo as people start it: a history in seconds, then a county that lives on until Ctrl-C."""

import re
import signal
from pathlib import Path
from time import monotonic

import pytest

from tests.programs import Program, ask
from tests.scraped import scraped

pytestmark = pytest.mark.integration

WHOLE_HISTORY_WITHIN = 15.0
ENDS_WITHIN = 5.0
ALERT = re.compile(r"TELL NOW|On the list")
ADDRESS = re.compile(r"Metrics: (http://\S+)/metrics")


def demo(folder: Path, *options: str) -> Program:
    folder.mkdir(exist_ok=True)
    env = {"DANM_HTTP__PORT": "0", "DANM_DATA_DIR": str(folder / "data")}
    return Program.start(folder, "demo", *options, env=env)


def test_once_plays_the_history_says_who_waits_and_ends(tmp_path: Path) -> None:
    began = monotonic()
    with demo(tmp_path, "--once") as program:
        code = program.ended()
    took = monotonic() - began

    assert code == 0
    assert took < WHOLE_HISTORY_WITHIN
    assert "Made-up data" in program.stdout
    assert "Who is waiting" in program.stdout
    assert re.search(r"\d+ messages about \d+ incidents", program.stdout)


def test_live_alerts_appear_metrics_answer_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    with demo(tmp_path) as program:
        program.until(lambda: ADDRESS.search(program.stdout) is not None, "it says where it serves")
        program.until(lambda: len(ALERT.findall(program.stdout)) >= 3, "alerts appear")
        status, metrics = ask(f"{address(program)}/metrics")
        ready = ask(f"{address(program)}/readyz")
        opened_on = ask(f"{address(program)}/")

        code = program.stop(signal.SIGINT, ENDS_WITHIN)

    assert (code, status, ready) == (0, 200, (200, "ready\n"))
    board, summary = (
        program.stdout.index("The board, in a browser"),
        program.stdout.index("messages about"),
    )
    assert board < summary
    assert opened_on[0] == 200
    assert "<h1>Waiting now</h1>" in opened_on[1]
    assert "SIMULATED" in opened_on[1]
    told = scraped(metrics.encode())
    assert (told.total("danm_alerts_total") or 0) > len(ALERT.findall(program.stdout))
    assert (told.total("danm_receipts_total") or 0) > 0
    assert "The demo has ended" in program.stdout


def test_a_second_demo_on_the_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with demo(tmp_path) as first:
        first.until(lambda: "Who is waiting" in first.stdout, "the history is played")
        with demo(tmp_path, "--once") as second:
            assert second.ended() == 2
        assert not first.has_ended

    assert "demo.sqlite.lock is held by process" in second.stderr


def address(program: Program) -> str:
    found = ADDRESS.search(program.stdout)
    assert found is not None
    return found[1]
