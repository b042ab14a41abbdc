"""What is wrong with a file that people agreed on, in words that name the place and the mend."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas.policy_form import known_keys

LENGTH_MEND = 'write a number and its unit, such as "8 h", "30 min" or "3 days"'

INNER_MENDS = {
    "source": "say where the number comes from",
    "owner": "say who owns the number",
    "opening": 'write such as monday-thursday = "08:30-17:00", each weekday once',
    "closed_days": "write days such as 2026-12-29, without quotes",
}
"""What to do, by a key anywhere in the place of the problem."""

TABLE_MENDS = {
    **dict.fromkeys(("duty", "pickup", "escalate", "ceiling", "decision"), LENGTH_MEND),
    **dict.fromkeys(("contact_feed", "not_yet"), LENGTH_MEND),
    "version": "use letters, digits, full stops and hyphens, such as 2026-2",
    "in_force_from": "write a day such as 2026-11-01, or an instant with its offset",
    "lists": 'write at = ["08:30", "16:00"] and days = "every" or "open"',
    "recipients": "name at least one role, mash_duty where EDT may stand in",
    "councils": "use the nine-character ONS code, such as E06000021",
    "forces": "give the force's code as its messages do, its name and its councils",
}
"""What to do, by the table or key of the file in which the problem lies."""

PLAIN_FACTS = {
    "missing": "is missing",
    "extra_forbidden": "is not a key of this table",
    "too_short": "is empty",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "is empty",
}
"""What is wrong, by pydantic's name for it, where the place says the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mends:
    """What to do about what is wrong in one kind of file.

    ``inner`` is by a key anywhere in the place, ``table`` by its first one; ``known`` yields every
    key there is; ``example`` is what shows how.
    """

    inner: Mapping[str, str]
    table: Mapping[str, str]
    known: Callable[[], Iterable[str]]
    example: str


POLICY_MENDS = Mends(
    inner=INNER_MENDS,
    table=TABLE_MENDS,
    known=known_keys,
    example="the policy that ships with the program",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong or doubtful in such a file."""

    file: str
    place: str
    fact: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.fact} ({self.mend})"


def explain(file: str, error: ValidationError, mends: Mends = POLICY_MENDS) -> Iterator[Problem]:
    """Yield each thing the strict reading refused, with its value: such a file is about nobody."""
    for details in error.errors(include_url=False):
        yield Problem(
            file=file,
            place=_place(details["loc"]),
            fact=_fact(details),
            mend=_mend(details, mends),
        )


def _place(steps: Sequence[int | str]) -> str:
    """Return the place as a reader of the file finds it; entries of a list count from 1."""
    named = [step for step in steps if step != "[key]"]
    return ".".join(f"entry {step + 1}" if isinstance(step, int) else step for step in named)


def _fact(details: ErrorDetails) -> str:
    match details["type"]:
        case "value_error":
            return str(details["ctx"]["error"])
        case "enum" | "literal_error":
            return f"{details['input']!r} is not known here"
        case "string_pattern_mismatch" if str(details["input"]).strip():
            return f"{details['input']!r} is not of the right form"
        case kind:
            return PLAIN_FACTS.get(kind, details["msg"])


def _mend(details: ErrorDetails, mends: Mends) -> str:
    steps, wrong = [str(step) for step in details["loc"]], str(details["input"])
    if details["type"] == "missing":
        return f"add {steps[-1]}; {mends.example} shows how"
    if details["type"] == "extra_forbidden":
        return _did_you_mean(steps[-1], list(mends.known())) or "remove it"
    if details["type"] in ("enum", "literal_error"):
        allowed = _words(details["ctx"]["expected"])
        return _did_you_mean(wrong, allowed) or f"use one of {', '.join(allowed)}"
    return _mend_by_place(steps, mends)


def _words(expected: str) -> list[str]:
    return [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]


def _did_you_mean(wrong: str, known: list[str]) -> str:
    close = get_close_matches(wrong, known, n=1)
    return f"did you mean {close[0]}?" if close else ""


def _mend_by_place(steps: list[str], mends: Mends) -> str:
    inner = next((mends.inner[step] for step in reversed(steps) if step in mends.inner), None)
    return inner or mends.table.get(steps[0], f"see {mends.example}")
