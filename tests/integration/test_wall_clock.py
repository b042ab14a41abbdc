"""The one real clock."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consumer import clock_check_kernel
from consumer.wall_clock import both_clocks, now

ASK_THE_KERNEL = """
import ctypes
asked = (ctypes.c_long * 64)()
state = ctypes.CDLL(None).adjtimex(asked)
print("nothing" if state < 0 else "unsynchronised" if state == 5 else "synchronised")
"""
"""By the state that the call returns (5 is TIME_ERROR), where the program reads the status."""

KERNEL_SAYS = {"nothing": None, "unsynchronised": False, "synchronised": True}


def test_the_clock_tells_utc_in_whole_seconds_and_never_runs_ahead() -> None:
    told = now()
    real = datetime.now(UTC)  # noqa: TID251 - compared with the real clock itself

    assert told.tzinfo is UTC
    assert told.microsecond == 0
    assert timedelta(0) <= real - told < timedelta(seconds=5)


def test_both_clocks_are_read_of_one_moment() -> None:
    first, second = both_clocks(), both_clocks()

    by_the_wall = (second[0] - first[0]).total_seconds()
    assert abs(by_the_wall - (second[1] - first[1])) < 0.5


def test_the_kernel_says_whether_its_clock_is_kept_right_or_nobody_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock_check_kernel, "_SIGNS_OF_A_CONTAINER", ())
    monkeypatch.setattr(clock_check_kernel, "_VARIABLES_OF_A_CONTAINER", ())
    told = subprocess.run(
        [sys.executable, "-c", ASK_THE_KERNEL], capture_output=True, text=True, check=True
    )

    assert clock_check_kernel.is_synchronised() is KERNEL_SAYS[told.stdout.strip()]


@pytest.mark.parametrize("sign", ["a-file", "a-variable"])
def test_in_a_container_nobody_can_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    files = (str(tmp_path),) if sign == "a-file" else ()
    monkeypatch.setattr(clock_check_kernel, "_SIGNS_OF_A_CONTAINER", files)
    monkeypatch.setattr(clock_check_kernel, "_VARIABLES_OF_A_CONTAINER", ("DANM_TEST_POD",))
    if sign == "a-variable":
        monkeypatch.setenv("DANM_TEST_POD", "oci")

    assert clock_check_kernel.is_synchronised() is None
