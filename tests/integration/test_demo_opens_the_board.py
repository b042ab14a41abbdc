"""The demo opens on the board: before a person at a terminal, and before nobody else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.programs import Program, until
from tests.terminals import at_terminal

pytestmark = pytest.mark.integration

LIVE = "Now live"


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], str]:
    """Tells which page a browser of this machine was asked for; empty for none."""
    script, asked = tmp_path / "browser", tmp_path / "asked"
    script.write_text(f'#!/bin/sh\nprintf %s "$1" > "{asked}"\n')
    script.chmod(0o700)
    return lambda: asked.read_text() if asked.exists() else ""


def demo_env(folder: Path) -> dict[str, str]:
    return {
        "DANM_HTTP__PORT": "0",
        "DANM_DATA_DIR": str(folder / "data"),
        "BROWSER": f"{folder / 'browser'} %s &",
        "TERM": "xterm",
    }


def test_at_a_terminal_the_board_opens_in_the_browser(
    tmp_path: Path, opened: Callable[[], str]
) -> None:
    with at_terminal("demo", env=demo_env(tmp_path)) as terminal:
        until(lambda: opened() != "", "the browser is asked for a page")
        terminal.until_shown(LIVE)

    assert f"The board, in a browser: {opened()}" in terminal.screen
    assert opened().startswith("http://127.0.0.1:")


def test_a_person_who_wants_no_browser_gets_the_address_alone(
    tmp_path: Path, opened: Callable[[], str]
) -> None:
    with at_terminal("demo", "--no-browser", env=demo_env(tmp_path)) as terminal:
        terminal.until_shown(LIVE)

    assert "The board, in a browser: http://" in terminal.screen
    assert opened() == ""


def test_a_browser_that_would_take_the_terminal_over_is_not_opened(
    tmp_path: Path, opened: Callable[[], str]
) -> None:
    env = demo_env(tmp_path) | {"BROWSER": f"{tmp_path / 'browser'} %s"}
    with at_terminal("demo", env=env) as terminal:
        terminal.until_shown(LIVE)

    assert opened() == ""


def test_where_nobody_sits_at_a_terminal_no_browser_opens(
    tmp_path: Path, opened: Callable[[], str]
) -> None:
    with Program.start(tmp_path, "demo", env=demo_env(tmp_path)) as program:
        program.until(lambda: LIVE in program.stdout, "it goes live")

    assert opened() == ""


def test_a_history_played_once_opens_nothing(tmp_path: Path, opened: Callable[[], str]) -> None:
    with at_terminal("demo", "--once", env=demo_env(tmp_path)) as terminal:
        terminal.until_shown("Who is waiting")

    assert "The board" not in terminal.screen
    assert opened() == ""
