"""The reference of all settings, written from the settings: `deploy/configuration.md`."""

import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.networks import IPvAnyNetwork

from consumer.setting_kinds import OwnerOnly
from consumer.settings import Settings
from schemas.durations import say_duration

HEAD = """# Configuration

Written by `danm settings`; do not edit.

Settings stand in a TOML file (`danm run --config danm.toml`), in variables, or both: an option of
the command line stands above a variable, a variable above the file. A list in a variable is
separated by commas. A variable that is empty counts as not there. `danm check` says if all is well.

Secrets stand in files of their own, never here. What is marked *file, mode 600* is refused where
anyone but its owner can read it; only where it is root's may its group read it (0440, as systemd
and Kubernetes hand secrets over).
"""

_ROW = "| `{name}` | {variable} | {sort} | {default} | {does} |\n"
_COLUMNS = "| setting | variable | what may stand there | if not given | what it does |\n"
_RULE = "|---|---|---|---|---|\n"

_SORTS: dict[object, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    Path: "path",
    datetime: "instant with its offset, such as 2026-11-20T08:00:00Z",
    timedelta: 'length of time, such as "60 min"',
    time: 'time of day, such as "07:00"',
    IPvAnyNetwork: "network, such as 10.1.0.0/16",
}
"""In plain words; a setting of another type has no words yet, and says so loudly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting: where it stands in the file, and its variable."""

    name: str
    variable: str | None
    """None inside tables whose names people choose: they are written as JSON, whole."""
    field: FieldInfo

    @property
    def row(self) -> str:
        """Its line in the table of its section."""
        cells = {
            "name": self.name,
            "variable": f"`{self.variable}`" if self.variable else "",
            "sort": _sort(self.field),
            "default": _default(self.field),
            "does": _words(self.field.description or ""),
        }
        return _ROW.format(**{name: text.replace("|", "\\|") for name, text in cells.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the file with its settings; the first has no title: it is the file itself."""

    title: str
    says: str
    settings: tuple[Setting, ...]


def reference() -> str:
    """Return every setting as Markdown, a table a section."""
    return HEAD + "".join(_written(table) for table in tables())


def tables() -> Iterator[Table]:
    """Yield the file itself, and each table in it."""
    fields = Settings.model_fields
    own = {name: field for name, field in fields.items() if _inside(field) is None}
    yield Table(title="", says="At the top of the file.", settings=tuple(_settings(own, "DANM_")))
    for name, field in fields.items():
        if (section := _inside(field)) is not None:
            yield _table(name, field, section)


def variables() -> frozenset[str]:
    """Return the variables of all settings, and of the tables written whole."""
    single = {one.variable for table in tables() for one in table.settings if one.variable}
    return frozenset(single | {f"DANM_{name.upper()}" for name in Settings.model_fields})


def _table(name: str, field: FieldInfo, section: type[BaseModel]) -> Table:
    fields, says = section.model_fields, f"{_words(section.__doc__ or '')}"
    shapes: dict[object, str] = {dict: f"[{name}.NAME]", list: f"[[{name}]]"}
    shape = shapes.get(get_origin(field.annotation))
    if shape is None:
        prefix = f"DANM_{name.upper()}__"
        return Table(title=f"[{name}]", says=says, settings=tuple(_settings(fields, prefix)))
    whole = (
        f"{says} {_words(field.description or '')} As a variable: `DANM_{name.upper()}`, as JSON."
    )
    return Table(title=shape, says=whole, settings=tuple(_settings(fields, None)))


def _settings(fields: dict[str, FieldInfo], prefix: str | None) -> Iterator[Setting]:
    for name, field in fields.items():
        variable = None if prefix is None else f"{prefix}{name.upper()}"
        yield Setting(name=name, variable=variable, field=field)


def _inside(field: FieldInfo) -> type[BaseModel] | None:
    """Return the section that a setting is, or is a list or a choice of names of; else None."""
    kinds = (field.annotation, *get_args(field.annotation)[-1:])
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)


def _written(table: Table) -> str:
    title = f"\n## `{table.title}`\n\n" if table.title else "\n"
    rows = "".join(setting.row for setting in table.settings)
    return f"{title}{table.says}\n\n{_COLUMNS}{_RULE}{rows}"


def _sort(field: FieldInfo) -> str:
    whole: Any = field.annotation
    for one in field.metadata:
        whole = Annotated[whole, one]
    bounds = [str(one) for one in (_bound(field, "ge"), _bound(field, "le")) if one is not None]
    return f"{_kind(whole)}, {' to '.join(bounds)}" if bounds else _kind(whole)


def _bound(field: FieldInfo, name: str) -> object:
    found = (getattr(one, name, None) for one in field.metadata)
    return next((one for one in found if one is not None), None)


def _kind(annotation: Any) -> str:
    """Return in plain words what a type takes."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        is_secret = any(isinstance(part, OwnerOnly) for part in parts)
        return _kind(parts[0]).replace("path", "file, mode 600") if is_secret else _kind(parts[0])
    if origin in (Union, types.UnionType):
        return _kind(next(part for part in parts if part is not type(None)))
    if origin is tuple:
        return f"list: {_kind(parts[0])}"
    if origin is Literal:
        return _one_of(parts)
    return _named(annotation)


def _named(kind: Any) -> str:
    """Return in plain words what a type takes that is made of no others."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _one_of([one.value for one in kind])
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields.items()
        return f"table of {', '.join(f'`{name}` ({_sort(field)})' for name, field in fields)}"
    return _SORTS[kind]


def _one_of(values: Any) -> str:
    *before, last = [f'"{value}"' for value in values]
    return f"{', '.join(before)} or {last}"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    value = field.get_default(call_default_factory=True)
    return "none" if value in (None, ()) else _in_words(value)


def _in_words(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(map(_in_words, value))
        case timedelta():
            return say_duration(value)
        case Enum():
            return str(value.value)
        case _:
            return str(value)


def _words(docstring: str) -> str:
    """Return a docstring in one line, with the words that fit a settings file."""
    line = re.sub(r"\s+", " ", docstring).strip()
    line = re.sub(r"\bNone:", "not given:", line.replace("``", "`"))
    return re.sub(r"(^|[.] )not given:", r"\1Not given:", line)
