"""A real Prometheus, from Debian, that scrapes one program every second."""

import json
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

from tests.servers.mail_server import free_port
from tests.servers.required import require_program

PATIENCE = 30.0
"""Seconds until a query is given up."""


STORAGE = "prometheus"
"""Where it keeps what it scraped; a past that lies there before it starts is known to it."""


@contextmanager
def prometheus(
    folder: Path, target: str, *options: str, rules: Sequence[Path] = ()
) -> Iterator[str]:
    """Run a Prometheus that scrapes one target every second; give its address."""
    config = folder / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
        f"rule_files: {json.dumps([str(file) for file in rules])}\n"
        f"scrape_configs: [{{job_name: danm, static_configs: [{{targets: ['{target}']}}]}}]\n"
    )
    with prometheus_by(config, free_port(), *options) as address:
        yield address


@contextmanager
def prometheus_by(config: Path, port: int, *options: str) -> Iterator[str]:
    """Run a Prometheus by settings of one's own, its data beside them; give its address."""
    program = require_program("prometheus", debian_package="prometheus")
    command = [
        str(program),
        f"--config.file={config}",
        f"--storage.tsdb.path={config.parent / STORAGE}",
        f"--web.listen-address=127.0.0.1:{port}",
        *options,
    ]
    with (
        (config.parent / "prometheus.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,
    ):
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)


def found_by(prometheus: str, query: str) -> list[dict[str, Any]]:
    """Return what a query finds, as soon as it finds anything."""
    url = f"{prometheus}/api/v1/query?{urlencode({'query': query})}"
    until = monotonic() + PATIENCE
    while monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310
                found = json.loads(answer.read())["data"]["result"]
        except urllib.error.URLError:
            found = []
        if found:
            return list(found)
        sleep(0.2)
    raise AssertionError(f"nothing came within {PATIENCE} s: {query}")
