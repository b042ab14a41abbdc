"""One thing that `danm check` looked at: well, to be thought about, or to be mended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schemas.trouble import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. ``mend`` is None where it is well."""

    name: str
    said: str
    mend: str | None = None

    is_warning: bool = False
    """Whether it works as it is and is yet not as it should be."""

    @property
    def is_well(self) -> bool:
        """Whether nothing must be done."""
        return self.mend is None or self.is_warning

    def line(self) -> str:
        """Return it in one line: ``ok``, ``warning`` or ``problem``, what, and the mend."""
        mend = "" if self.mend is None else f"; {self.mend}"
        return f"{self._sort:<8} {self.name}: {self.said}{mend}"

    def as_json(self) -> dict[str, Any]:
        """Return it for programs; the mend is absent where there is nothing to mend."""
        told: dict[str, Any] = {"check": self.name, "ok": self.is_well, "said": self.said}
        if self.is_warning:
            told["warning"] = True
        return told if self.mend is None else told | {"mend": self.mend}

    @property
    def _sort(self) -> str:
        if self.is_warning:
            return "warning"
        return "ok" if self.is_well else "problem"


def tried(name: str, look: Callable[[], str]) -> Finding:
    """Return what a look says, or the trouble it meets."""
    try:
        return Finding(name=name, said=look())
    except Trouble as trouble:
        return wrong(name, trouble)


def wrong(name: str, trouble: Trouble) -> Finding:
    """Return a trouble as a finding."""
    return Finding(name=name, said=trouble.fact, mend=trouble.mend)
