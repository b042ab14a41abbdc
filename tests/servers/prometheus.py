"""A real Prometheus, from Debian, that scrapes one program every second."""

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

from tests.servers.required import require_program

PATIENCE = 30.0
"""Seconds until a query is given up."""


STORAGE = "prometheus"
"""Where it keeps what it scraped; a past that lies there before it starts is known to it."""


@contextmanager
def prometheus(folder: Path, target: str, *options: str) -> Iterator[str]:
    """Run a Prometheus that scrapes one target every second; give its address."""
    program = require_program("prometheus", debian_package="prometheus")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    config = folder / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 1s}\n"
        f"scrape_configs: [{{job_name: danm, static_configs: [{{targets: ['{target}']}}]}}]\n"
    )
    command = [
        str(program),
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / STORAGE}",
        f"--web.listen-address={address}",
        *options,
    ]
    with (
        (folder / "prometheus.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,
    ):
        try:
            yield f"http://{address}"
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
