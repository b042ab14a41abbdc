"""`python -m deploy.grafana.preview`: a dashboard's JSON as a page, with what a Prometheus says.

For where no Grafana can run: it draws the panels' kinds that the dashboards use, with Grafana's own
units, mappings and transformations, near enough to judge what a reader would see. Ends with 0
where the page is written, 1 where a query is refused or a panel cannot be drawn.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from consumer import wall_clock
from deploy.grafana.preview.dashboards import read_dashboard
from deploy.grafana.preview.drawing import page
from deploy.grafana.preview.panels import Scene
from deploy.grafana.preview.queries import Prometheus, QueryRefused, choices, words_of
from deploy.grafana.preview.transforming import UnknownTransformation
from deploy.grafana.preview.units import UnknownUnit
from schemas.moments import parse_instant


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page and return the exit code."""
    given = _parser().parse_args(arguments)
    dashboard, prometheus = read_dashboard(given.dashboard), Prometheus(url=given.prometheus)
    now: datetime = given.now or wall_clock.now()
    chosen = dict(one.split("=", 1) for one in given.choose)
    try:
        values = choices(dashboard, prometheus, chosen, now)
        words = words_of(dashboard, values)
        scene = Scene(now=now, choices=values, words=words, width=given.width)
        given.to.write_text(page(dashboard, scene, prometheus), encoding="utf-8")
    except (QueryRefused, UnknownTransformation, UnknownUnit) as trouble:
        sys.stderr.write(f"{given.dashboard}: {trouble}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.grafana.preview", description=__doc__)
    parser.add_argument("--prometheus", default="http://127.0.0.1:9090", metavar="URL")
    parser.add_argument("--dashboard", type=Path, required=True, metavar="FILE")
    parser.add_argument("--to", type=Path, required=True, metavar="PAGE", help="an HTML file")
    parser.add_argument("--now", type=parse_instant, metavar="INSTANT", help="default: now")
    parser.add_argument("--width", type=int, default=1920, metavar="PIXELS", help="of the screen")
    parser.add_argument(
        "--choose", action="append", default=[], metavar="NAME=VALUE", help="of a variable"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
