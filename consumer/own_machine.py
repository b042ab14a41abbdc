"""Which folders and certificates of the settings a running process depends on."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import make_url

from consumer.metrics.machine import Machine
from consumer.opening import sqlite_file
from consumer.setting_kinds import Section
from consumer.settings import Settings

_OWN, _AUTHORITIES = "cert_file", "ca_file"
"""How the names of such settings end."""


def machine_of(settings: Settings) -> Machine:
    """Return what the settings name; the database's own papers stand in its URL."""
    files = dict(_files(settings))
    database = _papers_of_database(settings.database_url)
    return Machine(
        folders=_folders(settings),
        own=_ending(files, _OWN) | _ending(database, "sslcert"),
        authorities=_ending(files, _AUTHORITIES) | _ending(database, "sslrootcert"),
    )


def _folders(settings: Settings) -> Mapping[str, Path]:
    data = {"data": settings.data_dir}
    file = sqlite_file(settings.database_url)
    if file is None or file.parent.absolute() == settings.data_dir.absolute():
        return data
    return data | {"database": file.parent}


def _files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield every path of a section, by its name in the settings."""
    for name, section in settings:
        if isinstance(section, Section):
            yield from ((f"{name}.{key}", at) for key, at in section if isinstance(at, Path))


def _ending(files: Mapping[str, Path], end: str) -> dict[str, Path]:
    return {name: at for name, at in files.items() if name.endswith(end)}


def _papers_of_database(url: str) -> Mapping[str, Path]:
    query = make_url(url).query
    named = ((key, query.get(key)) for key in ("sslcert", "sslrootcert"))
    # "system" is no file: the authorities of this machine.
    files = ((key, at) for key, at in named if isinstance(at, str) and at != "system")
    return {f"database.{key}": Path(at) for key, at in files}
