#!/usr/bin/env python3
"""Writes the dashboards, as Grafana loads them, with the limits and names of a policy.

Run it again when the policy changes: limits, forces and councils stand in the files. The files in
dashboards/ are those of the default policy. Ends with 0 where they are written, with --check also
where they already are as they should be, else with 1; with 2 where the policy cannot be read.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana.health import health
from deploy.grafana.leaders import leaders
from deploy.grafana.legs import legs
from deploy.grafana.mash_now import mash_now
from deploy.grafana.page import BOARD, RUNBOOKS, Site
from deploy.grafana.published import published
from schemas.policy_file import WrongPolicy, load_policy

FOLDER = Path(__file__).with_name("dashboards")
FOLDER_OF_PUBLISHED = Path(__file__).with_name("published")
AS_IT_SHOULD_BE, DIFFERENT, CANNOT_BUILD = 0, 1, 2

PAGES = (leaders, mash_now, legs, health)
"""Every dashboard of Prometheus; each takes the site."""

PUBLISHED = (published,)
"""Those of the published figures, which need a second source of data."""

Pages = Sequence[Callable[[Site], Dashboard]]


def documents(site: Site, pages: Pages = PAGES) -> Iterator[tuple[str, str]]:
    """Yield the file name and text of each dashboard."""
    for build in pages:
        dashboard = build(site).build()
        for number, panel in enumerate(dashboard.panels or [], start=1):
            panel.id_val = number
        document = json.loads(json.dumps(dashboard, cls=JSONEncoder))
        # Provisioned dashboards belong to no database: Grafana gives the number, we give the uid.
        document["id"] = None
        yield f"{dashboard.uid}.json", json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def outdated(site: Site, folder: Path, pages: Pages = PAGES) -> list[str]:
    """Return the files in a folder that are not as the site and the code say."""
    return [
        name
        for name, text in documents(site, pages)
        if not (file := folder / name).exists() or file.read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write the files, or only tell which are outdated."""
    given = _arguments()
    try:
        policy = load_policy(given.policy)
    except WrongPolicy as wrong:
        sys.stderr.write(f"build.py: {wrong}\n")
        return CANNOT_BUILD
    site = Site(policy=policy, board=given.board, runbooks=given.runbooks)
    pages = PUBLISHED if given.published else PAGES
    folder = given.to or (FOLDER_OF_PUBLISHED if given.published else FOLDER)
    if given.check:
        found = outdated(site, folder, pages)
        sys.stdout.write("".join(f"outdated: {name}\n" for name in found))
        return DIFFERENT if found else AS_IT_SHOULD_BE
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents(site, pages):
        (folder / name).write_text(text, encoding="utf-8")
    return AS_IT_SHOULD_BE


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--policy", type=Path, help="the site's policy; else the default")
    parser.add_argument("--board", default=BOARD, help="address at which the board is served")
    parser.add_argument("--runbooks", default=RUNBOOKS, help="address of your runbooks")
    parser.add_argument("--to", type=Path, help="folder of the files; else beside this script")
    parser.add_argument("--published", action="store_true", help="the published figures instead")
    parser.add_argument("--check", action="store_true", help="write nothing; tell what is outdated")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
