"""A dashboard's frame: what may be chosen, where it links to, and how it is told apart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DashboardLinkType,
    VariableOption,
)

from deploy.grafana.look import RISK_WORDS
from schemas.policy import Policy

TAG = "danm"

ALL = "()"
"""The value that stands for all: see `deploy.grafana.queries`."""

WINDOWS = {"7d": "7 days", "28d": "28 days", "91d": "91 days"}

BOARD = "http://127.0.0.1:9464"
"""Where `danm run` serves the board, on its own machine, unless a site says otherwise."""

RUNBOOKS = "https://intranet.example/danm/runbooks"
"""Where a site keeps deploy/runbooks for its people: an example, to be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the files of one site differ by: its policy, and where its people find pages."""

    policy: Policy
    board: str = BOARD
    runbooks: str = RUNBOOKS


Variable = (
    dashboard.CustomVariable
    | dashboard.DatasourceVariable
    | dashboard.ConstantVariable
    | dashboard.TextBoxVariable
)


def page(uid: str, title: str, description: str, site: Site) -> dashboard.Dashboard:
    """Return an empty dashboard with the variables of a site."""
    return framed(uid, title, description, _variables(site))


def framed(
    uid: str, title: str, description: str, variables: Iterable[Variable]
) -> dashboard.Dashboard:
    """Return an empty dashboard with these variables."""
    frame = (
        dashboard.Dashboard(title)
        .uid(uid)
        .description(description)
        .tags([TAG])
        .timezone("Europe/London")
        .refresh("1m")
        .editable()
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .link(_other_pages())
    )
    for variable in variables:
        frame = frame.with_variable(variable)
    return frame


def _other_pages() -> dashboard.DashboardLink:
    link = dashboard.DashboardLink("Dashboards").type(DashboardLinkType.DASHBOARDS).tags([TAG])
    return link.include_vars(True)


def _variables(site: Site) -> Iterator[Variable]:
    councils = {code: council.name for code, council in site.policy.councils.items()}
    yield dashboard.DatasourceVariable("datasource").label("Data").type("prometheus")
    yield forces(site)
    yield _choice("council", "Council", councils, has_all=True)
    yield _choice("risk", "Risk", RISK_WORDS, has_all=True)
    yield _choice("window", "Looking back", WINDOWS, chosen="28d")
    yield from addresses(site)


def forces(site: Site) -> Variable:
    """Return the choice of a force: figures of two are never added up."""
    names = {code: force.name for code, force in site.policy.forces.items()}
    return _choice("force", "Force", names)


def addresses(site: Site) -> Iterator[Variable]:
    """Yield where the links of panels lead."""
    yield dashboard.ConstantVariable("board").value(site.board)
    yield dashboard.ConstantVariable("runbooks").value(site.runbooks)


def _choice(
    name: str, label: str, texts: Mapping[str, str], *, has_all: bool = False, chosen: str = ""
) -> dashboard.CustomVariable:
    options = [VariableOption(text=text, value=value) for value, text in texts.items()]
    if has_all:
        options = [VariableOption(text="All", value="$__all"), *options]
    first = next((one for one in options if one.value == chosen), options[0])
    for one in options:
        one.selected = one is first
    variable = (
        dashboard.CustomVariable(name)
        .label(label)
        .values(", ".join(f"{_escaped(text)} : {value}" for value, text in texts.items()))
        .options(options)
        .current(first)
        .multi(False)
        .allow_custom_value(False)
        .include_all(has_all)
    )
    return variable.all_value(ALL) if has_all else variable


def _escaped(text: str) -> str:
    """Return a name whose commas do not end it."""
    return text.replace(",", r"\,")
