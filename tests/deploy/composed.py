"""compose.yml, read as its own program reads it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.dockerfile import CONTAINER

COMPOSE = CONTAINER / "compose.yml"
OWN_IMAGE = "danm:0.1.0"


@cache
def compose() -> dict[str, Any]:
    """Return the whole file, with what its parts share put in."""
    told: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return told


def services() -> dict[str, dict[str, Any]]:
    """Return each service by its name."""
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


def own_services() -> dict[str, dict[str, Any]]:
    """Return those that run our image."""
    return {name: one for name, one in services().items() if one["image"] == OWN_IMAGE}


def environment(service: str) -> dict[str, str]:
    """Return the variables of a service."""
    return {name: str(value) for name, value in services()[service].get("environment", {}).items()}


def files_of(service: str) -> dict[str, Path]:
    """Return what is put into a service's container of ours: place there, file here."""
    told = services()[service]
    configs = {
        one["target"]: compose()["configs"][one["source"]]["file"]
        for one in told.get("configs", ())
    }
    binds = {
        target: source
        for source, target, *_ in (one.split(":") for one in told.get("volumes", ()))
        if source.startswith(".")
    }
    return {target: (CONTAINER / source).resolve() for target, source in (configs | binds).items()}


def secrets_of(service: str) -> dict[str, str]:
    """Return the secrets that a service is given: name, and place in its container."""
    given = services()[service].get("secrets", ())
    whole = [one if isinstance(one, dict) else {"source": one} for one in given]
    return {one["source"]: one.get("target", f"/run/secrets/{one['source']}") for one in whole}


def said_to(service: str) -> str:
    """Return all that is set for a service: its command, its variables, its files."""
    told = services()[service]
    files = [
        file
        for place in files_of(service).values()
        for file in (place.glob("*.yml") if place.is_dir() else (place,))
    ]
    words = [*told.get("command", ()), *environment(service).values()]
    return "\n".join([*words, *(file.read_text(encoding="utf-8") for file in files)])
