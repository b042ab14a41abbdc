"""In which order rows are taken where not all can be at once."""

from typing import Any

from sqlalchemy import Case, ColumnElement, case

from schemas.words import Risk


def gravest_first(risk: ColumnElement[Any]) -> Case[int]:
    """Return the order of risk grades, the strictest first; what has none comes last."""
    return case({grade.value: -grade.strictness for grade in Risk}, value=risk, else_=1)
