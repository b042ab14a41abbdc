"""A dashboard as Grafana 11 stores it: only what the preview draws. Nothing is asked here."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Place(_Part):
    """Where a panel stands on a grid of 24 columns; a row is 30 pixels high, with 8 between."""

    x: int
    y: int
    w: int
    h: int


class Target(_Part):
    """One query of a panel."""

    expr: str = ""
    ref: str = Field(default="A", alias="refId")
    legend: str = Field(default="__auto", alias="legendFormat")
    is_instant: bool = Field(default=False, alias="instant")
    result_format: str = Field(default="time_series", alias="format")
    interval: str = ""
    is_hidden: bool = Field(default=False, alias="hide")


class Transformation(_Part):
    """A step between what a query found and what is drawn."""

    kind: str = Field(alias="id")
    options: dict[str, Any] = {}
    is_disabled: bool = Field(default=False, alias="disabled")


class Override(_Part):
    """Settings for the fields that a matcher finds."""

    matcher: dict[str, Any]
    properties: list[dict[str, Any]] = []


class FieldConfig(_Part):
    """How the fields of a panel are written and coloured."""

    defaults: dict[str, Any] = {}
    overrides: list[Override] = []


class Panel(_Part):
    """One panel, with its queries."""

    kind: str = Field(alias="type")
    title: str = ""
    description: str = ""
    place: Place = Field(default=Place(x=0, y=0, w=24, h=1), alias="gridPos")
    targets: list[Target] = []
    transformations: list[Transformation] = []
    options: dict[str, Any] = {}
    field_config: FieldConfig = Field(default=FieldConfig(), alias="fieldConfig")
    interval: str | None = None
    time_from: str | None = Field(default=None, alias="timeFrom")
    links: list[dict[str, Any]] = []
    is_transparent: bool = Field(default=False, alias="transparent")
    panels: list["Panel"] = []

    @property
    def asked(self) -> list[Target]:
        """The queries that are run."""
        return [one for one in self.targets if one.expr and not one.is_hidden]


class Variable(_Part):
    """A choice at the top of the page."""

    name: str
    kind: str = Field(alias="type")
    label: str | None = None
    query: Any = ""
    current: dict[str, Any] = {}
    options: list[dict[str, Any]] = []
    all_value: str | None = Field(default=None, alias="allValue")
    hide: int | None = 0


class Period(_Part):
    """What stretch of time is shown."""

    since: str = Field(default="now-6h", alias="from")
    until: str = Field(default="now", alias="to")


class Templating(_Part):
    """The choices of a dashboard."""

    variables: list[Variable] = Field(default=[], alias="list")


class Dashboard(_Part):
    """A whole page."""

    uid: str = ""
    title: str
    description: str = ""
    panels: list[Panel] = []
    templating: Templating = Templating()
    time: Period = Period()
    links: list[dict[str, Any]] = []

    @property
    def every_panel(self) -> list[Panel]:
        """All panels from top to bottom, those folded into a row too."""
        return sorted(_unfolded(self.panels), key=lambda one: (one.place.y, one.place.x))


def _unfolded(panels: Iterable[Panel]) -> Iterator[Panel]:
    for panel in panels:
        yield panel
        yield from _unfolded(panel.panels)


def read_dashboard(file: Path) -> Dashboard:
    """Return the dashboard of a file.

    Raises:
        ValidationError: The file is no dashboard.
    """
    return Dashboard.model_validate_json(file.read_bytes())
