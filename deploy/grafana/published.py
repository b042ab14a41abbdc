"""*Published weeks*: rounded figures of finished weeks, the same again next month. Optional.

They come from PostgreSQL, by an account that reads nothing else: deploy/postgresql/reporting.sql.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from grafana_foundation_sdk.builders import dashboard, table, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.dashboard import (
    DashboardSpecialValueMapOptions,
    DataSourceRef,
    DynamicConfigValue,
    GridPos,
    SpecialValueMap,
    SpecialValueMatch,
    ValueMappingResult,
)

from deploy.grafana.look import (
    BLUE,
    COUNT,
    GREY,
    RISK_WORDS,
    VERMILLION,
    Override,
    as_words,
    prop,
    steps,
)
from deploy.grafana.page import Site, Variable, addresses, forces, framed
from deploy.grafana.panels import About, dressed, empty_lines, overridden

UID = "danm-published"
KIND = "grafana-postgresql-datasource"
PERCENT = "percent"
HIDDEN = "hidden"

_WEEKS = (
    "reporting.weeks_on(coalesce(nullif(${meeting:sqlstring}, '')::date,"
    " (now() AT TIME ZONE 'Europe/London')::date)) AS told"
    " WHERE told.force = ${force:sqlstring} AND told.risk"
)
"""The weeks as known at midnight before the meeting; today where the reader gives no day."""

_LEAVES_OUT = (
    "Leaves out weeks that are not over. Counts are rounded to 5; hidden are 1 to 4, and what "
    "would give such a count away. What was corrected after the meeting's day does not change them."
)


class _Asked(Dataquery):
    """SQL as Grafana's PostgreSQL source takes it; the SDK has no type of it."""

    def __init__(self, told: dict[str, object]) -> None:
        self._told = told

    def to_json(self) -> dict[str, object]:
        return self._told


@dataclass(frozen=True, slots=True, kw_only=True)
class Sql(Builder[Dataquery]):
    """One question to PostgreSQL."""

    text: str
    shape: str = "table"
    ref_id: str = "A"

    @property
    def source(self) -> DataSourceRef:
        """The account of the published figures."""
        return DataSourceRef(type_val=KIND, uid="${published}")

    def target(self, ref_id: str) -> "Sql":
        """Return it as a panel holds it."""
        return Sql(text=self.text, shape=self.shape, ref_id=ref_id)

    def build(self) -> Dataquery:
        """Return it in Grafana's form."""
        return _Asked(
            {
                "refId": self.ref_id,
                "datasource": self.source.to_json(),
                "editorMode": "code",
                "format": self.shape,
                "rawQuery": True,
                "rawSql": self.text,
            }
        )


def published(site: Site) -> dashboard.Dashboard:
    """Return the dashboard, with the forces and councils of a site."""
    frame = framed(
        UID,
        "Published weeks: rounded, and the same again next month",
        "Finished weeks for boards and joint meetings: small counts hidden, others rounded to 5.",
        _variables(site),
    )
    frame = frame.time("now-26w", "now").refresh("")
    names = {code: council.name for code, council in site.policy.councils.items()}
    councils = as_words("council", "council", names, width=160)
    for panel in (_share(names), _all_risks(councils), _by_risk(councils)):
        frame = frame.with_panel(panel)
    return frame


def _variables(site: Site) -> Iterator[Variable]:
    yield dashboard.DatasourceVariable("published").label("Data").type(KIND)
    yield forces(site)
    yield (
        dashboard.TextBoxVariable("meeting")
        .label("As known before (a day such as 2026-11-25; empty: today)")
        .default_value("")
    )
    yield from addresses(site)


def _share(names: dict[str, str]) -> timeseries.Panel:
    about = About(
        title="Told in time, of all notifications of a week",
        counts="Counts notifications of all risks by the week in which the police knew: the share "
        "of which the front door was told in time, from the rounded counts.",
        leaves_out=_LEAVES_OUT,
        board="/about",
    )
    text = (
        "SELECT told.week::timestamptz AS time, told.local_authority AS metric,"  # noqa: S608 - Grafana quotes
        f" told.in_time_percent AS value FROM {_WEEKS} = 'all' ORDER BY 1, 2"
    )
    asked = [Sql(text=text, shape="time_series")]
    panel = dressed(empty_lines(), about, GridPos(x=0, y=0, w=24, h=8), asked)
    panel = panel.unit(PERCENT).decimals(0).min(0).max(100).mappings([_hidden()])
    dashed = prop("custom.lineStyle", {"fill": "dash", "dash": [10, 6]})
    overrides: list[Override] = [
        (code, [prop("displayName", name), *([] if place == 0 else [_colour(place), dashed])])
        for place, (code, name) in enumerate(names.items())
    ]
    return overridden(panel, overrides)


def _colour(place: int) -> DynamicConfigValue:
    return prop("color", {"mode": "fixed", "fixedColor": (BLUE, VERMILLION, GREY)[place % 3]})


def _all_risks(councils: Override) -> table.Panel:
    about = About(
        title="Each week, all risks together",
        counts="Counts notifications by the week in which the police knew, and by how the time "
        "until the front door was told came out.",
        leaves_out=_LEAVES_OUT,
        board="/about",
    )
    return _weeks_table(about, GridPos(x=0, y=8, w=12, h=14), f"{_WEEKS} = 'all'", [councils])


def _by_risk(councils: Override) -> table.Panel:
    about = About(
        title="Each week, by risk",
        counts="Counts notifications by the week in which the police knew, by risk, and by how the "
        "time until the front door was told came out.",
        leaves_out=f"{_LEAVES_OUT} By risk only in weeks in which no risk has a small count.",
        board="/about",
    )
    risks = as_words("risk", "risk", RISK_WORDS)
    at = GridPos(x=12, y=8, w=12, h=14)
    return _weeks_table(about, at, f"{_WEEKS} <> 'all'", [councils, risks], more="told.risk, ")


def _weeks_table(
    about: About, at: GridPos, weeks: str, overrides: list[Override], *, more: str = ""
) -> table.Panel:
    text = (
        "SELECT told.week::text AS week, told.local_authority AS council, "  # noqa: S608 - Grafana quotes
        f'{more}told.notifications, told.in_time AS "in time", told.late,'
        ' told.cannot_tell AS "cannot tell", told.still_open AS "still open",'
        f' told.in_time_percent AS "in time %" FROM {weeks} ORDER BY told.week DESC, 2, 3'
    )
    panel = table.Panel().show_header(True).thresholds(steps(BLUE))
    panel = dressed(panel, about, at, [Sql(text=text)])
    return overridden(panel.unit(COUNT).decimals(0).mappings([_hidden()]), overrides)


def _hidden() -> SpecialValueMap:
    """Return the words of a count that is not shown: it is no 0, and it can be told."""
    return SpecialValueMap(
        options=DashboardSpecialValueMapOptions(
            match=SpecialValueMatch.NULL_AND_NAN,
            result=ValueMappingResult(text=HIDDEN, color=GREY, index=0),
        )
    )
