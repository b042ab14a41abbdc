"""The manifest: what a pack was made from, and a digest of each of its files. Pure."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from reviews.pack.parts import Pack
from reviews.render.about import About
from schemas.moments import zulu

KIND = "danm review"
"""By what a manifest is known as one of ours."""


def manifest_of(pack: Pack, about: About, files: Mapping[str, bytes]) -> bytes:
    """Return the manifest as JSON."""
    period = pack.period
    told: dict[str, Any] = {
        "pack": KIND,
        "code_version": about.code_version,
        "policies": sorted(about.policies),
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "as_of": zulu(period.as_of),
        "inputs_as_of": None if about.known_to is None else zulu(about.known_to),
        "audience": pack.audience.value,
        "made_up": about.made_up,
        "changes_sha256": about.agreed_sha256,
        "files": {
            name: {"bytes": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        },
    }
    return f"{json.dumps(told, indent=2, ensure_ascii=False)}\n".encode()
