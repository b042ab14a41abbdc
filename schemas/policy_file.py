"""Reads a policy from its file, or says everything that is wrong with it at once."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from pydantic import ValidationError

from schemas.durations import NotADuration, parse_duration, say_duration
from schemas.policy import Policy, PolicyBook
from schemas.policy_build import policy_of
from schemas.policy_form import PolicyForm
from schemas.policy_problems import Problem, explain
from schemas.words import Risk

DEFAULT_POLICY = Path(__file__).with_name("default_policy.toml")
"""The policy that ships with the program: proposals, to be agreed by council and force."""


class WrongPolicy(ValueError):
    """A policy file cannot be used; the message names every problem, its place and the mend."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, and say them all in one line."""
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


def load_policy(path: Path | None) -> Policy:
    """Return the policy of a file; None is the one that ships with the program.

    Raises:
        WrongPolicy: The file cannot be read or used.
    """
    outcome = _read(path or DEFAULT_POLICY)
    if isinstance(outcome, PolicyForm):
        return policy_of(outcome)
    raise WrongPolicy(outcome)


def load_policies(paths: Iterable[Path]) -> PolicyBook:
    """Return the policies of several files as one book; of no file, the default one.

    Raises:
        WrongPolicy: A file cannot be used, or two share a version or a day of coming into force.
    """
    files = tuple(paths) or (DEFAULT_POLICY,)
    outcomes = [_read(path) for path in files]
    wrong = [problem for outcome in outcomes if isinstance(outcome, list) for problem in outcome]
    if wrong:
        raise WrongPolicy(wrong)
    try:
        return PolicyBook(policy_of(form) for form in outcomes if isinstance(form, PolicyForm))
    except ValueError as error:
        names = ", ".join(str(path) for path in files)
        mend = "give each file its own version and its own in_force_from"
        raise WrongPolicy(
            [Problem(file=names, place="in_force_from", fact=str(error), mend=mend)]
        ) from error


def problems(path: Path) -> list[Problem]:
    """Return everything that is wrong with a policy file; an empty list if it can be used."""
    outcome = _read(path)
    return outcome if isinstance(outcome, list) else []


def _read(path: Path) -> PolicyForm | list[Problem]:
    try:
        # Windows editors put a byte order mark in front, which TOML does not allow.
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        mend = "give the path of a policy file"
        return [Problem(file=str(path), place="file", fact=str(error.strerror), mend=mend)]
    except UnicodeDecodeError:
        mend = "save it as UTF-8"
        return [Problem(file=str(path), place="file", fact="is not UTF-8 text", mend=mend)]
    except tomllib.TOMLDecodeError as error:
        mend = "mend that line; text stands in quotes, tables in [brackets]"
        return [Problem(file=str(path), place="file", fact=f"is not TOML: {error}", mend=mend)]
    return _check(str(path), _with_lists(document))


def _with_lists(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return a file's tables, with the times of lists that ship where the file is older than those.

    A case keeps its version of the policy, so that a file once in force can always be read.
    """
    if "lists" in document:
        return document
    shipped = tomllib.loads(DEFAULT_POLICY.read_text(encoding="utf-8"))
    return {**document, "lists": shipped["lists"]}


def _check(file: str, document: Mapping[str, object]) -> PolicyForm | list[Problem]:
    wrong = [*_ladder_problems(file, document), *_force_problems(file, document)]
    try:
        form = PolicyForm.model_validate(document)
    except ValidationError as error:
        return [*explain(file, error), *wrong]
    return wrong or form


def _ladder_problems(file: str, document: Mapping[str, object]) -> Iterator[Problem]:
    """Yield where warn < late < ceiling does not hold, whatever else is wrong in the file."""
    ceiling = _length(document, "ceiling", "after")
    for clock in ("duty", "pickup"):
        for risk in Risk:
            warn = _length(document, clock, risk.value, "warn")
            late = _length(document, clock, risk.value, "late")
            place = f"{clock}.{risk}"
            if warn and late and warn >= late:
                fact = f"{say_duration(warn)} is not before late, {say_duration(late)}"
                mend = "make warn shorter than late"
                yield Problem(file=file, place=f"{place}.warn", fact=fact, mend=mend)
            if clock == "duty" and late and ceiling and late >= ceiling:
                fact = f"{say_duration(late)} is not before the ceiling, {say_duration(ceiling)}"
                mend = "make late shorter, or ceiling.after longer"
                yield Problem(file=file, place=f"{place}.late", fact=fact, mend=mend)


def _force_problems(file: str, document: Mapping[str, object]) -> Iterator[Problem]:
    """Yield forces whose councils are not in the file."""
    councils, forces = document.get("councils"), document.get("forces")
    if not isinstance(councils, dict) or not isinstance(forces, dict):
        return
    for name in forces:
        named = _at(document, "forces", name, "councils")
        for code in named if isinstance(named, list) else ():
            if code not in councils:
                fact, mend = f"{code!r} is not a council of this file", f"add [councils.{code}]"
                yield Problem(file=file, place=f"forces.{name}.councils", fact=fact, mend=mend)


def _at(document: object, *keys: str) -> object:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _length(document: Mapping[str, object], *keys: str) -> timedelta | None:
    """Return a length of time where one can be read; what cannot is a problem named elsewhere."""
    try:
        return parse_duration(_at(document, *keys))
    except NotADuration:
        return None
