"""The committed dashboards, read as Grafana reads them: no SDK is needed for this."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "deploy/grafana/dashboards"
FILES = sorted(FOLDER.glob("*.json"))

CHOSEN = {
    "force": "staffordshire",
    "council": "E06000021",
    "risk": "high",
    "window": "28d",
    "__rate_interval": "5m",
    "__range": "7d",
    "__interval": "1m",
}
"""What somebody chose, as Grafana puts it into queries."""

EVERYTHING = CHOSEN | {"council": "()", "risk": "()"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel with where it stands, for readable test names."""

    dashboard: str
    told: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.told["title"])

    @property
    def targets(self) -> list[dict[str, Any]]:
        return list(self.told["targets"])

    @property
    def defaults(self) -> dict[str, Any]:
        return dict(self.told["fieldConfig"]["defaults"])

    @property
    def overrides(self) -> list[dict[str, Any]]:
        return [one for each in self.told["fieldConfig"]["overrides"] for one in each["properties"]]

    def __str__(self) -> str:
        return f"{self.dashboard}: {self.title}"


def dashboard(file: Path) -> dict[str, Any]:
    """Return a committed dashboard."""
    return dict(json.loads(file.read_text(encoding="utf-8")))


def panels() -> list[Panel]:
    """Return every panel of every dashboard."""
    return [Panel(dashboard=file.stem, told=one) for file in FILES for one in _panels(file)]


def _panels(file: Path) -> Iterator[dict[str, Any]]:
    yield from dashboard(file)["panels"]


def asked(expr: str, chosen: dict[str, str] = CHOSEN) -> str:
    """Return a query as Grafana sends it, the variables filled in."""
    return re.sub(r"\$\{?(\w+)\}?", lambda found: chosen.get(found[1], found[0]), expr)
