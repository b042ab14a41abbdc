"""What the pages tell people to type and to open is there."""

import re
from pathlib import Path

import pytest
import typer

from consumer.commands import app
from tests.programs import ROOT

PAGES = [
    *(
        ROOT / "deploy" / name
        for name in ("small-council.md", "region.md", "upgrade.md", "joint-review.md")
    ),
    *(ROOT / "deploy" / name / "README.md" for name in ("kubernetes", "backup")),
]
LINK = re.compile(r"\]\(([^)#:]+)(#[^)]*)?\)")
REPOSITORY_FILE = re.compile(r"(?<![\w./-])deploy/[\w./*-]*[\w*]")
MADE_BY_THE_READER = {"deploy/container/secrets"}
UNIT = re.compile(r"\bdanm(?:-\w+)?\.(?:service|timer)\b")
COMMAND = re.compile(r"(?:`(?:sudo )?|bin/|^)danm (?:--\w+ \S+ )?([a-z-]+)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_file_unit_and_command_of_a_page_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    commands = set(typer.main.get_group(app).commands)
    links = {target for target, _ in LINK.findall(text)}

    assert [one for one in links if not (page.parent / one).exists()] == []
    named = set(REPOSITORY_FILE.findall(text)) - MADE_BY_THE_READER
    assert [one for one in named if not list(ROOT.glob(one))] == []
    assert [one for one in UNIT.findall(text) if not (ROOT / "deploy/systemd" / one).exists()] == []
    assert set(COMMAND.findall(text)) - commands == set()
