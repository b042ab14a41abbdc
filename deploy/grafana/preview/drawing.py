"""A dashboard asked and drawn as one page that needs nothing else."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.grafana.preview.dashboards import Dashboard, Panel
from deploy.grafana.preview.frames import Frame, frames_of, legend_of_variables
from deploy.grafana.preview.panels import NARROW, Drawn, Scene, drawn
from deploy.grafana.preview.queries import Prometheus, found_by, window_of
from deploy.grafana.preview.transforming import transformed
from deploy.grafana.preview.units import LOCAL

_LARGEST, _SMALLEST = 46, 15
"""Letters of a large number, in pixels."""


def asked(panel: Panel, dashboard: Dashboard, scene: Scene, prometheus: Prometheus) -> list[Frame]:
    """Return what a panel's queries find, after its transformations.

    Raises:
        QueryRefused: Prometheus does not accept a query.
        UnknownTransformation: The preview cannot do a step.
    """
    window = window_of(panel, dashboard, scene.now)
    answers = [
        (
            legend_of_variables(target, scene.choices),
            found_by(target, window, scene.choices, prometheus),
        )
        for target in panel.asked
    ]
    return transformed(frames_of(answers), panel.transformations)


def every_drawn(dashboard: Dashboard, scene: Scene, prometheus: Prometheus) -> Iterator[Drawn]:
    """Yield each panel from top to bottom."""
    for panel in dashboard.every_panel:
        yield drawn(panel, asked(panel, dashboard, scene, prometheus), scene)


def page(dashboard: Dashboard, scene: Scene, prometheus: Prometheus) -> str:
    """Return the whole page as HTML."""
    room = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    room.filters["base64"] = lambda text: b64encode(str(text).encode()).decode()
    return room.get_template("page.html.j2").render(
        dashboard=dashboard,
        scene=scene,
        labels=_labels(dashboard),
        panels=list(every_drawn(dashboard, scene, prometheus)),
        at=f"{scene.now.astimezone(LOCAL):%a %d %B %Y %H:%M}",
        is_narrow=scene.width < NARROW,
        size=lambda text, one: _letters(text, one, scene.width),
    )


def _labels(dashboard: Dashboard) -> dict[str, str]:
    """Return the name of each choice that a reader can make."""
    return {
        one.name: one.label or one.name
        for one in dashboard.templating.variables
        if one.kind not in ("constant", "datasource")
    }


def _letters(text: str, one: Drawn, width: int) -> int:
    """Return how large a text may be in its tile, in pixels: about 0.6 of that is its width."""
    share = 1.0 if width < NARROW else one.panel.place.w / 24
    is_beside = one.panel.options.get("orientation") != "horizontal"
    room = (width * share - 40) / (len(one.tiles) if is_beside else 1)
    return round(min(max(room / (0.58 * max(len(text), 1)), _SMALLEST), _LARGEST))
