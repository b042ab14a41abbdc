"""What the readme promises holds for whoever clones the repository: one command, and it shows."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.servers.required import REQUIRE_ALL, missing, require_program

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
ON_REQUEST = f"{REQUIRE_ALL}=1"
DEMO, TESTS = "uv run danm demo", "uv run pytest"
WITHIN_SECONDS = 120


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The last commit, and nothing that only lies in this folder."""
    if os.environ.get(REQUIRE_ALL) != "1":
        pytest.skip(f"installs everything anew: run it with {ON_REQUEST}")
    git = str(require_program("git", debian_package="git"))
    if not (ROOT / ".git").exists():
        missing("this is no clone of the repository; get it by git clone")
    run(tmp_path, git, "clone", "--quiet", f"file://{ROOT}", "clone")
    return tmp_path / "clone"


def run(folder: Path, *command: str, **env: str) -> str:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DANM_") and name != "VIRTUAL_ENV"
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env=clean | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_names_the_two_commands_on_lines_of_their_own(clone: Path) -> None:
    lines = (clone / "README.md").read_text(encoding="utf-8").splitlines()

    assert {DEMO, TESTS} <= {re.sub(r"\s+#.*", "", line).strip() for line in lines}


def test_the_demo_of_a_fresh_clone_plays_with_nothing_set_up(clone: Path, tmp_path: Path) -> None:
    require_program("uv", debian_package="pipx, then pipx install uv")

    shown = run(clone, *DEMO.split(), "--once", DANM_DATA_DIR=str(tmp_path / "empty"))

    assert "Made-up data" in shown
    assert "Who is waiting" in shown
    assert (tmp_path / "empty" / "demo.sqlite").is_file()
