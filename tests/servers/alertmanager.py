"""A real Alertmanager (Debian's) on this machine, that tells nobody unless it is told whom."""

import json
import os
import subprocess
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.programs import until
from tests.servers.mail_server import free_port
from tests.servers.one_process import OneProcess
from tests.servers.required import require_program

CONFIG = "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n"


@dataclass
class RealAlertmanager(OneProcess):
    """One running Alertmanager with its data in a folder."""

    folder: Path
    port: int = field(default_factory=free_port)
    config: str = CONFIG
    authorities: Path | None = None
    """Whom it believes; None for those of this machine."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        program = require_program(
            "prometheus-alertmanager", debian_package="prometheus-alertmanager"
        )
        config = self.folder / "alertmanager.yml"
        config.write_text(self.config)
        with (self.folder / "alertmanager.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    program,
                    f"--config.file={config}",
                    f"--storage.path={self.folder}",
                    f"--web.listen-address=127.0.0.1:{self.port}",
                    "--cluster.listen-address=",
                ],
                stdout=log,
                stderr=log,
                env=os.environ
                | ({"SSL_CERT_FILE": str(self.authorities)} if self.authorities else {}),
            )
        until(self._is_ready, "Alertmanager is ready")
        return self

    def tell(self, labels: Mapping[str, str]) -> None:
        """Tell it of something that is wrong, as Prometheus would."""
        request = urllib.request.Request(  # noqa: S310
            f"{self.url}/api/v2/alerts",
            json.dumps([{"labels": dict(labels)}]).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            assert answer.status == 200

    def active(self) -> list[dict[str, Any]]:
        """Return what it knows to be wrong just now."""
        with urllib.request.urlopen(f"{self.url}/api/v2/alerts", timeout=10) as answer:  # noqa: S310
            told: list[dict[str, Any]] = json.load(answer)
        return told

    def names(self) -> list[str]:
        """Return the names of what is wrong just now."""
        return sorted(one["labels"]["alertname"] for one in self.active())

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=1) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False
