"""Reads what was agreed from the text of its file, or says everything wrong with it. Pure."""

import tomllib
from collections.abc import Collection

from pydantic import ValidationError

from reviews.agreed.agreeing import Agreed
from reviews.agreed.form import FileForm, known_keys
from schemas.policy_problems import Mends, Problem, explain

_MENDS = Mends(
    inner={
        "date": "write a day such as 2026-11-01, without quotes",
        "by": "write a day such as 2026-11-01 that is not before date",
        "done_on": "write the day on which it was done, such as 2026-11-01",
        "what": "say in a sentence what was changed, without the name of any person",
        "agreed_by": 'name roles, such as ["director", "police_manager"]',
        "concerns": "name the code of a force or of a council, as the policy has it",
        "figure": "write told_in_time or half_within",
        "rebase": "say why the chart begins anew",
        "leg": "write it as MILESTONE_to_MILESTONE, such as reported_to_sent",
        "hours": "write a number of hours such as 4 or 0.5",
        "of_100": "write a number up to 100, such as 90",
    },
    table={
        "action": "let date come first, give done_on where it is done, and rebase only then",
        "limit": "keep one limit for each part of the way",
        "goal": "keep one goal for each council",
    },
    known=known_keys,
    example="deploy/review/agreed.toml",
)


def agreed_of(
    content: bytes, *, file: str, forces: Collection[str], councils: Collection[str]
) -> Agreed | list[Problem]:
    """Return what was agreed, or each thing that is wrong with the file.

    ``forces`` and ``councils`` are the codes that it may name.
    """
    try:
        # Windows editors put a byte order mark in front, which TOML does not allow.
        document = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return [Problem(file=file, place="file", fact="is not UTF-8 text", mend="save it as UTF-8")]
    except tomllib.TOMLDecodeError as error:
        mend = "mend that line; text stands in quotes, tables in [[double brackets]]"
        return [Problem(file=file, place="file", fact=f"is not TOML: {error}", mend=mend)]
    try:
        form = FileForm.model_validate(document)
    except ValidationError as error:
        return list(explain(file, error, _MENDS))
    return _unknown_places(form, file, {*forces, *councils}) or form.made()


def _unknown_places(form: FileForm, file: str, known: Collection[str]) -> list[Problem]:
    mend = f"name one of {', '.join(sorted(known))}"
    return [
        Problem(file=file, place=place, fact=f"{code!r} is not in the policy", mend=mend)
        for place, code in form.places()
        if code not in known
    ]
