"""The panels of the house: each with a title, what it counts and leaves out, and where to go on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from grafana_foundation_sdk.builders import (
    bargauge,
    common,
    dashboard,
    prometheus,
    stat,
    table,
    timeseries,
)
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import common as shapes
from grafana_foundation_sdk.models.dashboard import (
    DashboardLinkType,
    DataSourceRef,
    DataTransformerConfig,
    GridPos,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from deploy.grafana.look import (
    BLUE,
    CANNOT_TELL,
    RISK_WORDS,
    VERMILLION,
    Override,
    as_words,
    mappings,
    one_colour,
    steps,
)
from deploy.grafana.queries import RISK

SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")

Panel = TypeVar("Panel", stat.Panel, bargauge.Panel, table.Panel, timeseries.Panel)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a reader is told of a panel, and where they go on from it."""

    title: str
    counts: str
    """What is counted, children or notifications: a sentence."""
    leaves_out: str
    board: str = ""
    """The page of the board, after `/board`."""
    runbook: str = ""
    """The runbook to follow where the panel shows trouble; none where nothing can be done."""

    @property
    def description(self) -> str:
        """The text behind the panel's i."""
        return f"{self.counts} {self.leaves_out} Where nothing can be said: {CANNOT_TELL}."


class Asked(Protocol):
    """One question to a source of data."""

    @property
    def source(self) -> DataSourceRef:
        """Where it is asked."""
        ...

    def target(self, ref_id: str) -> Builder[Dataquery]:
        """Return it as a panel holds it, under its letter."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question to Prometheus, asked of this instant unless ``is_range``."""

    expr: str
    legend: str = ""
    is_table: bool = False
    is_range: bool = False

    @property
    def source(self) -> DataSourceRef:
        """The Prometheus that the reader chose."""
        return SOURCE

    def target(self, ref_id: str) -> prometheus.Dataquery:
        """Return it as a panel holds it."""
        shape = PromQueryFormat.TABLE if self.is_table else PromQueryFormat.TIME_SERIES
        target = prometheus.Dataquery().expr(self.expr).ref_id(ref_id).format(shape)
        target = target.datasource(SOURCE).legend_format(self.legend)
        return target.range() if self.is_range else target.instant()


def each_risk(expr: str) -> list[Query]:
    """Return one query for each grade, the gravest first: one for all has them in any order."""
    return [
        Query(expr=expr.replace(RISK, f'{RISK}, risk="{risk}"'), legend="{{risk}}")
        for risk in RISK_WORDS
    ]


def tile(about: About, at: GridPos, queries: Sequence[Query]) -> stat.Panel:
    """Return one large number with its words beneath: the name of the query that answered."""
    panel = (
        stat.Panel()
        .text_mode(shapes.BigValueTextMode.VALUE_AND_NAME)
        .color_mode(shapes.BigValueColorMode.NONE)
        .graph_mode(shapes.BigValueGraphMode.NONE)
        .justify_mode(shapes.BigValueJustifyMode.CENTER)
        .wide_layout(False)
        .reduce_options(_last())
        .mappings(mappings())
        .thresholds(steps(BLUE))
    )
    return dressed(panel, about, at, queries)


def limited(panel: stat.Panel, limit: float) -> stat.Panel:
    """Return a tile whose number changes its colour from a limit on; its words say the limit."""
    panel = panel.color_mode(shapes.BigValueColorMode.VALUE)
    return panel.thresholds(steps(BLUE, (limit, VERMILLION)))


def bars(about: About, at: GridPos, queries: Sequence[Query]) -> bargauge.Panel:
    """Return horizontal bars, each with its name and its value in figures."""
    panel = (
        bargauge.Panel()
        .orientation(shapes.VizOrientation.HORIZONTAL)
        .display_mode(shapes.BarGaugeDisplayMode.BASIC)
        .value_mode(shapes.BarGaugeValueMode.TEXT)
        .name_placement(shapes.BarGaugeNamePlacement.LEFT)
        .show_unfilled(True)
        .reduce_options(_last())
        .min(0)
        .mappings(mappings())
        .thresholds(steps(BLUE))
    )
    return dressed(panel, about, at, queries)


def rows(
    about: About, at: GridPos, columns: Mapping[str, str], key: str, *, worst_first: str = ""
) -> table.Panel:
    """Return a table: one row for each ``key`` label, one column for each query by its name.

    The largest of the column ``worst_first`` stand first, where one is given.
    """
    queries = [Query(expr=expr, is_table=True) for expr in columns.values()]
    panel = table.Panel().show_header(True).mappings(mappings()).thresholds(steps(BLUE))
    for one in (*_joined_by(key), _renamed(columns), *_sorted_by(worst_first, is_desc=True)):
        panel = panel.with_transformation(one)
    return dressed(panel, about, at, queries)


def graded_rows(about: About, at: GridPos, columns: Mapping[str, str]) -> table.Panel:
    """Return a table with a row for each risk grade, the gravest first, and `all` at the end.

    Grafana puts joined rows in the order of the alphabet: the label is a place in the ladder, and
    is shown as the grade's word.
    """
    placed = {title: in_ladder_order(expr) for title, expr in columns.items()}
    words_ = [*RISK_WORDS.values(), "all risks"]
    texts = {f"{place}": word for place, word in enumerate(words_, 1)}
    return overridden(rows(about, at, placed, "risk"), [as_words("risk", "risk", texts)])


def in_ladder_order(expr: str) -> str:
    """Return an expression by risk whose label is the grade's place in the ladder."""
    for place, grade in enumerate([*RISK_WORDS, "all"], 1):
        expr = f'label_replace({expr}, "risk", "{place}", "risk", "{grade}")'
    return expr


def matrix(about: About, at: GridPos, expr: str, *, down: str, across: str) -> table.Panel:
    """Return a table with a row for each label ``down``, a column for each label ``across``.

    They come in the order of the label `at`.
    """
    panel = table.Panel().show_header(True).mappings(mappings()).thresholds(steps(BLUE))
    to_matrix = {"columnField": across, "rowField": down, "valueField": "Value"}
    for one in (
        *_sorted_by("at", is_desc=False),
        DataTransformerConfig(id_val="groupingToMatrix", options=to_matrix),
    ):
        panel = panel.with_transformation(one)
    return dressed(panel, about, at, [Query(expr=expr, is_table=True)])


def weeks(about: About, at: GridPos, columns: Mapping[str, str]) -> timeseries.Panel:
    """Return lines over weeks, from figures whose label `week` is the Monday they began."""
    queries = [Query(expr=expr, is_table=True) for expr in columns.values()]
    panel = empty_lines().show_points(shapes.VisibilityMode.ALWAYS).point_size(7)
    for one in (_as_time("week"), *_joined_by("week"), _renamed(columns)):
        panel = panel.with_transformation(one)
    return dressed(panel, about, at, queries)


def lines(about: About, at: GridPos, queries: Sequence[Query]) -> timeseries.Panel:
    """Return lines over the time range of the dashboard."""
    return dressed(empty_lines(), about, at, queries)


def overridden(panel: Panel, overrides: Iterable[Override]) -> Panel:
    """Return the panel with what is different about single series or columns."""
    for name, properties in overrides:
        panel = panel.override_by_name(name, list(properties))
    return panel


def dressed(panel: Panel, about: About, at: GridPos, queries: Sequence[Asked]) -> Panel:
    """Return a panel with what every panel of the house has."""
    panel = (
        panel.title(about.title)
        .description(about.description)
        .datasource(queries[0].source)
        .grid_pos(at)
        .no_value(CANNOT_TELL)
        .links(list(_links(about)))
    )
    for place, query in enumerate(queries):
        panel = panel.with_target(query.target(chr(ord("A") + place)))
    return panel


def _links(about: About) -> Iterable[dashboard.DashboardLink]:
    yield _link("Open the board", f"${{board}}/board{about.board}")
    if about.runbook:
        yield _link("What to do", f"${{runbooks}}/{about.runbook}.md")
    yield _link("How to read this", "${runbooks}/../how-to-read-this.md")


def _link(title: str, url: str) -> dashboard.DashboardLink:
    return dashboard.DashboardLink(title).type(DashboardLinkType.LINK).url(url).target_blank(True)


def _last() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def empty_lines() -> timeseries.Panel:
    """Return lines as the house draws them, with nothing asked yet."""
    legend = (
        common.VizLegendOptions()
        .display_mode(shapes.LegendDisplayMode.LIST)
        .placement(shapes.LegendPlacement.BOTTOM)
        .show_legend(True)
    )
    tooltip = common.VizTooltipOptions().mode(shapes.TooltipDisplayMode.MULTI)
    panel = timeseries.Panel().legend(legend).tooltip(tooltip).line_width(2).fill_opacity(0)
    return panel.color_scheme(one_colour(BLUE)).mappings(mappings()).thresholds(steps(BLUE))


def _joined_by(key: str) -> tuple[DataTransformerConfig, DataTransformerConfig]:
    """Return the steps that put the answers of all queries side by side, without their instants."""
    pattern = f"^({key}|Value.*)$"
    return (
        DataTransformerConfig(
            id_val="filterFieldsByName", options={"include": {"pattern": pattern}}
        ),
        DataTransformerConfig(id_val="joinByField", options={"byField": key, "mode": "outer"}),
    )


def _as_time(label: str) -> DataTransformerConfig:
    conversion = {"targetField": label, "destinationType": "time", "dateFormat": "YYYY-MM-DD"}
    return DataTransformerConfig(
        id_val="convertFieldType", options={"conversions": [conversion], "fields": {}}
    )


def _renamed(columns: Iterable[str]) -> DataTransformerConfig:
    names = list(columns)
    values = [f"Value #{chr(ord('A') + place)}" for place in range(len(names))]
    if len(names) == 1:
        values = ["Value"]
    return DataTransformerConfig(
        id_val="organize",
        options={
            "excludeByName": {},
            "indexByName": {},
            "renameByName": dict(zip(values, names, strict=True)),
        },
    )


def _sorted_by(column: str, *, is_desc: bool) -> Iterable[DataTransformerConfig]:
    if column:
        fields = [{"field": column, "desc": is_desc}]
        yield DataTransformerConfig(id_val="sortBy", options={"fields": {}, "sort": fields})
