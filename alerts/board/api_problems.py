"""What a program is told where it gets no figures: plain words, and nothing of what it sent."""

from collections.abc import Mapping
from typing import cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from alerts.flat import NoSuchPlace
from schemas.database import CommitUnknown, DatabaseTrouble
from schemas.policy import UnknownVersion

_WORDS: Mapping[int, str] = {
    404: "There is no such list; /api/v1/openapi.json names all.",
    405: "Figures are only read here: ask with GET.",
}
_UNKNOWN = "A parameter is not known here; /api/v1/openapi.json names all."
_AWAY = "The database does not answer."
_NO_POLICY = "A case keeps a version of the policy that is not loaded. Tell the data manager."


def add_problems(app: FastAPI) -> None:
    """Let an app answer in words whatever goes wrong."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _wrong)
    app.add_exception_handler(NoSuchPlace, _no_place)
    app.add_exception_handler(UnknownVersion, _no_policy)
    for away in (SQLAlchemyError, DatabaseTrouble, CommitUnknown):
        app.add_exception_handler(away, _away)


def _refused(_request: Request, error: Exception) -> Response:
    told = cast("HTTPException", error)
    return _said(told.status_code, _WORDS.get(told.status_code, told.detail), told.headers)


def _wrong(_request: Request, error: Exception) -> Response:
    first = cast("RequestValidationError", error).errors()[0]
    if first["type"] == "extra_forbidden":
        return _said(422, _UNKNOWN)
    return _said(422, f"{first['loc'][1]}: {first['msg']}.")


def _no_place(_request: Request, error: Exception) -> Response:
    return _said(422, f"after: {error}.")


def _no_policy(_request: Request, _error: Exception) -> Response:
    return _said(500, _NO_POLICY)


def _away(_request: Request, _error: Exception) -> Response:
    # Not its words: they may name servers and files to whoever asks.
    return _said(503, _AWAY)


def _said(status: int, words: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"detail": words}, status, headers)
