"""A runbook for each alert about the machines, with commands that there are."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from consumer.commands import app
from tests.deploy.rules import ALERTS, RUNBOOKS, own_alerts

PAGES = sorted(file for file in RUNBOOKS.glob("*.md") if file.stem != "README")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def test_every_alert_of_prometheus_and_of_danm_itself_has_a_runbook_and_each_is_referred_to() -> (
    None
):
    of_prometheus = {alert.name for alert in ALERTS}

    assert len(own_alerts()) > 10
    assert {page.stem for page in PAGES} == of_prometheus | own_alerts()
    for alert in ALERTS:
        assert alert.annotations["runbook_url"] == f"deploy/runbooks/{alert.name}.md"


def test_the_list_of_runbooks_names_each_and_who_tells_of_it() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\(\1\.md\) \| (.+) \|$", (RUNBOOKS / "README.md").read_text(),
                      re.MULTILINE)  # fmt: skip

    of_prometheus = {alert.name for alert in ALERTS}
    said = {"danm": own_alerts() - of_prometheus, "Prometheus": of_prometheus - own_alerts(),
            "danm and Prometheus": of_prometheus & own_alerts()}  # fmt: skip
    assert dict(rows) == {name: who for who, names in said.items() for name in names}


@each_page
def test_a_runbook_is_one_page_of_the_same_five_parts(page: Path) -> None:
    text = page.read_text()

    assert text.startswith(f"# {page.stem}\n\n")
    assert "\n\n**For children.** " in text
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["First step", "Then", "Over when"]
    assert len(text.splitlines()) <= 60


@each_page
def test_every_link_of_a_runbook_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        assert (RUNBOOKS / link).is_file()


@each_page
def test_every_command_of_danm_in_a_runbook_exists_with_its_options(page: Path) -> None:
    for line in _code(page.read_text()):
        for words in re.findall(r"(?<![\w/-])danm ((?:[a-z-]+ ?)+[^|`\n]*)", line):
            _require_command(words.split())


def _code(text: str) -> list[str]:
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    outside = re.sub(r"^```\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [
        one for one in [*lines, *re.findall(r"`([^`\n]+)`", outside)] if one.startswith("danm ")
    ]


def _require_command(words: list[str]) -> None:
    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    assert command.name != "danm", words
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options
