"""Which of those who wait somebody wants to see: as it stands in the address of the page. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from alerts.lists import WaitingRow
from alerts.plain_words import RUNGS
from schemas.policy_words import RISK_WORDS
from schemas.words import Risk, Rung

NO_RUNG = "none"
"""In the address: those for whom no alarm has rung yet."""

RUNG_CHOICES = {
    Rung.CEILING.value: RUNGS[Rung.CEILING],
    Rung.ESCALATE.value: RUNGS[Rung.ESCALATE],
    Rung.BREACH.value: RUNGS[Rung.BREACH],
    Rung.WARN.value: RUNGS[Rung.WARN],
    NO_RUNG: "no alarm yet",
}
"""What can be chosen, in words, the gravest first."""

RISK_CHOICES = {risk.value: words for risk, words in RISK_WORDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFilter:
    """What is asked for; None asks for all. ``page`` counts from 1."""

    risk: Risk | None = None
    rung: str | None = None
    council: str | None = None
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str], councils: Collection[str]) -> "WaitingFilter":
        """Return what an address asks for; what it means nothing by is not asked for.

        ``councils``: the codes of those that whoever asks may see.
        """
        risk, rung, council = (query.get(name, "") for name in ("risk", "rung", "council"))
        return cls(
            risk=Risk(risk) if risk in RISK_CHOICES else None,
            rung=rung if rung in RUNG_CHOICES else None,
            council=council if council in councils else None,
            page=page_number(query.get("page", "")),
        )

    @property
    def chooses(self) -> bool:
        """Whether rows are left out that are on the list."""
        return self.risk is not None or self.rung is not None

    def chosen(self, rows: Iterable[WaitingRow]) -> tuple[WaitingRow, ...]:
        """Return the rows that are asked for, in the order given."""
        if not self.chooses:
            return tuple(rows)
        return tuple(row for row in rows if self._is_chosen(row))

    def _is_chosen(self, row: WaitingRow) -> bool:
        rung = NO_RUNG if row.rung is None else row.rung.value
        return self.risk in (None, row.about.risk) and self.rung in (None, rung)

    def on_page(self, page: int) -> str:
        """Return the query of another page of the same."""
        asked = replace(self, page=page)
        named = {"risk": asked.risk, "rung": asked.rung, "council": asked.council, "page": page}
        told = {name: value for name, value in named.items() if value not in (None, 1)}
        return f"?{urlencode(told)}" if told else ""


def page_number(text: str) -> int:
    """Return the number of a page; the first where it is none."""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) <= 6 else 1
