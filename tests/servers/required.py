"""What tests need of the machine: found, or the test is skipped with the way to get it.

Under `DANM_REQUIRE_ALL=1`, as in CI, what is missing fails the test instead.
"""

import os
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import pytest

REQUIRE_ALL = "DANM_REQUIRE_ALL"


class ServerUnavailable(Exception):
    """A real server cannot be had on this machine; the text says what is missing."""


def require_program(name: str, *, debian_package: str) -> Path:
    """Return where a program is; skip the test where it is not installed."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not installed; on Debian: apt-get install {debian_package}")
    return Path(found)


def require_package(module: str, *, group: str) -> Any:
    """Return a module of an optional group; skip the tests of a file where it is not installed."""
    if os.environ.get(REQUIRE_ALL) == "1":
        return import_module(module)
    return pytest.importorskip(module, reason=f"not installed: uv sync --group {group}")


def missing(what_and_mend: str) -> NoReturn:
    """Skip the test, or fail it where everything is required."""
    if os.environ.get(REQUIRE_ALL) == "1":
        pytest.fail(f"{what_and_mend} ({REQUIRE_ALL}=1 forbids to skip)", pytrace=False)
    pytest.skip(what_and_mend)
