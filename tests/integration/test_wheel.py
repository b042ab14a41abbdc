"""What people install is whole: an editable install hides a file that was forgotten."""

import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from alerts.board import pages
from schemas import migrating
from tests.servers.required import require_program

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv(ROOT, "build", "--wheel", "--out-dir", str(folder))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The folder of programs of a clean environment that holds the wheel and what it needs."""
    uv(wheel.parent, "venv", "clean")
    uv(wheel.parent, "pip", "install", "--python", "clean/bin/python", str(wheel))
    return wheel.parent / "clean" / "bin"


def uv(folder: Path, *arguments: str) -> None:
    program = str(require_program("uv", debian_package="pipx, then pipx install uv"))
    done = subprocess.run(
        [program, "--quiet", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def run(program: Path, *arguments: str, quiet: bool = True) -> str:
    """Run it where nothing of the source tree is found by chance; ``quiet`` says no warnings."""
    done = subprocess.run(
        [str(program), *arguments],
        cwd=program.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (quiet and done.stderr), done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_that_an_upgrade_needs(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())

    needed = [file for file in migrating.SCRIPTS.rglob("*") if file.suffix in {".py", ".mako"}]
    assert len(needed) >= 5
    assert {str(file.relative_to(ROOT)) for file in needed} <= names


def test_the_wheel_holds_every_page_of_the_board(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())

    needed = [*(pages.HERE / "templates").iterdir(), *(pages.HERE / "static").iterdir()]
    assert len(needed) >= 10
    assert {str(file.relative_to(ROOT)) for file in needed} <= names


def test_the_wheel_holds_what_ships_with_the_program_and_no_tests(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())

    assert {"schemas/default_policy.toml", "schemas/py.typed"} <= names
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {
        "alerts",
        "consumer",
        "reviews",
        "schemas",
    }


def test_an_installed_program_helps_makes_its_tables_and_runs_the_demo(
    installed: Path, sqlite_url: str, tmp_path: Path
) -> None:
    newest = sorted((migrating.SCRIPTS / "versions").glob("[0-9]*.py"))[-1].stem
    danm, folder = installed / "danm", str(tmp_path / "data")

    assert "quarantine" in run(danm, "--help")
    assert newest in run(danm, "db", "upgrade", "--database", sqlite_url, "--data-dir", folder)
    assert "Who is waiting" in run(danm, "demo", "--once", "--data-dir", folder, quiet=False)
