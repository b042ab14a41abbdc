"""`/api/v1`: the flat tables for programs, to be read only, as JSON or CSV, with a token."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import JSONResponse, Response, StreamingResponse

from alerts.board.api_fetching import API, MOST_ROWS, Caller, Fetch, Fetches
from alerts.board.api_problems import add_problems
from alerts.board.api_tables import Dictionary, Problem, answer_model, csv_parts, dictionary_csv
from alerts.board.api_tokens import Token, token_of
from alerts.board.api_wholes import WHOLES
from alerts.board.board import Board
from alerts.board.door import refusal
from alerts.board.rate import address_of
from alerts.board.visit import Visit
from alerts.flat import TABLES, Page, cell_text, dictionary_rows
from schemas.moments import zulu

CSV = "text/csv"

_UNNAMED = "Figures are given to those with a token: send it as Authorization: Bearer TOKEN."
_UNKNOWN = "That token is none of this monitor's. Ask the data manager for one."
_TOO_MANY = "That was too often without a token of ours. Wait a minute."
_SIGN_IN = "No program has a token here, and people sign in. Name one in the settings: api.tokens."
_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="The token that the data manager gave you. It answers for its councils alone.",
)

_Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


# Each bound stands on its own type: beside a None the description would leave it out.
_After = Annotated[str, Field(pattern=r"^-?[0-9]{1,16}_[A-Za-z0-9-]{1,36}$")]
_AtMost = Annotated[int, Field(ge=1, le=MOST_ROWS)]


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


class _Form(BaseModel):
    """What any list may be asked for with; another parameter is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "csv"] | SkipJsonSchema[None] = Field(
        default=None,
        description="Else the header Accept says which; JSON where it says neither.",
        json_schema_extra=_without_default,
    )


class _Place(_Form):
    """Which page of a list."""

    after: _After | SkipJsonSchema[None] = Field(
        default=None,
        description="Where to go on: take it from `next` of the page before.",
        json_schema_extra=_without_default,
    )
    at_most: _AtMost | SkipJsonSchema[None] = Field(
        default=None,
        description="Rows of how many incidents or alerts a page holds. Not given: 500 as JSON, "
        "all there are as CSV.",
        json_schema_extra=_without_default,
    )


@dataclass(frozen=True, slots=True)
class _Api:
    """What every answer is made from."""

    board: Board
    tokens: tuple[Token, ...]
    fetches: Fetches

    def caller(self, request: Request, given: _Given) -> Caller:
        """Return who asks, or refuse.

        Raises:
            HTTPException: Without a token of ours, or where the board itself would not answer.
        """
        if self.tokens:
            return Caller(token=self._token(request, given))
        if self.board.has_sign_in:
            raise HTTPException(403, _SIGN_IN)
        if (why := refusal(self.board, dict(request.headers.raw))) is not None:
            raise HTTPException(403, why.strip())
        return Caller()

    def _token(self, request: Request, given: HTTPAuthorizationCredentials | None) -> Token:
        found = None if given is None else token_of(self.tokens, given.credentials)
        if found is not None:
            return found
        # Only who has none is counted: nobody at the same address keeps a program from its figures.
        if not self.board.rate.takes(f"api {address_of(request)}"):
            raise HTTPException(429, _TOO_MANY, {"retry-after": "60"})
        words = _UNNAMED if given is None else _UNKNOWN
        raise HTTPException(401, words, {"www-authenticate": "Bearer"})

    def whole(self, request: Request, caller: Caller, name: str, form: _Form) -> Response:
        """Return a list as it is now, in the audit before it leaves."""
        visit = self._visit(request, caller)
        found = WHOLES[name](visit)
        self.fetches.note(caller, name, visit.now)
        # No rows are no zero where a feed is silent.
        can_tell = {} if found.can_tell is None else {"can_tell": found.can_tell}
        if _is_csv(request, form.format):
            columns = (*TABLES[name].names, *can_tell)
            parts = csv_parts(columns, [[row | can_tell for row in found.rows]])
            told = {key.replace("_", "-"): cell_text(value) for key, value in can_tell.items()}
            return _csv(name, parts, told)
        whole = {"as_of": zulu(visit.now), "next": None, "rows": found.rows}
        return JSONResponse(whole | can_tell)

    def _visit(self, request: Request, caller: Caller) -> Visit:
        now, person = self.board.now(), caller.person
        return Visit(request=request, board=self.board, person=person, now=now, cookie="")

    def rows(self, request: Request, caller: Caller, name: str, place: _Place) -> Response:
        """Return the rows of a table, in the audit before they leave."""
        is_csv = _is_csv(request, place.format)
        visit = self._visit(request, caller)
        fetch = Fetch(
            visit=visit,
            table=name,
            after=place.after,
            at_most=place.at_most if is_csv or place.at_most else MOST_ROWS,
        )
        pages = fetch.pages()
        # Read before anything is answered: what goes wrong here can still be said.
        first = next(pages)
        self.fetches.note(caller, name, visit.now)
        if is_csv:
            return _csv_rows(fetch, first, pages)
        told: dict[str, Any] = {
            "as_of": zulu(visit.now),
            "next": fetch.next_path(first, place.format),
            "rows": first.rows,
        }
        return JSONResponse(told)


def mount_api(app: FastAPI, board: Board, tokens: tuple[Token, ...]) -> None:
    """Add `/api/v1` to the web app: with tokens for whoever has one, else where the board is."""
    app.mount(API, api_app(board, tokens))


def api_app(board: Board, tokens: tuple[Token, ...]) -> FastAPI:
    """Return an app of these lists alone, which describes itself at `/openapi.json`."""
    app = FastAPI(
        title="Domestic abuse notification latency monitor: figures",
        description="Flat tables to be read only. They are exact and about single families: "
        "figures for a board or for publication must suppress small numbers first.",
        version="1",
        servers=[{"url": API}],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    api = _Api(board, tokens, Fetches(board.database))
    add_problems(app)
    for name in TABLES:
        _add_table(app, api, name)
    _add_dictionary(app, api)
    _add_description(app, api)
    return app


def _add_table(app: FastAPI, api: _Api, name: str) -> None:
    caller = Annotated[Caller, Depends(api.caller)]

    def whole(request: Request, who: caller, form: Annotated[_Form, Query()]) -> Response:
        return api.whole(request, who, name, form)

    def paged(request: Request, who: caller, place: Annotated[_Place, Query()]) -> Response:
        return api.rows(request, who, name, place)

    app.add_api_route(
        f"/{name}",
        whole if name in WHOLES else paged,
        operation_id=name,
        summary=f"The table {name}",
        description=TABLES[name].about,
        responses=_responses(answer_model(TABLES[name])),
        response_class=JSONResponse,
    )


def _add_dictionary(app: FastAPI, api: _Api) -> None:
    caller = Annotated[Caller, Depends(api.caller)]

    def dictionary(request: Request, _who: caller, form: Annotated[_Form, Query()]) -> Response:
        if _is_csv(request, form.format):
            return _csv("dictionary", dictionary_csv(dictionary_rows()))
        return JSONResponse({"columns": list(dictionary_rows())})

    app.add_api_route(
        "/dictionary",
        dictionary,
        summary="What every column means",
        responses=_responses(Dictionary),
        response_class=JSONResponse,
    )


def _add_description(app: FastAPI, api: _Api) -> None:
    def description() -> Response:
        return JSONResponse(app.openapi())

    app.add_api_route(
        "/openapi.json",
        description,
        dependencies=[Depends(api.caller)],
        include_in_schema=False,
    )


def _responses(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    said = {
        401: "No token, or none of ours.",
        403: "Nobody has a token here, and the board itself would not answer.",
        422: "A parameter is unknown or cannot be.",
        500: "A case keeps a version of the policy that is not loaded.",
        429: "Too often without a token of ours in one minute.",
        503: "The database does not answer.",
    }
    found = {
        "model": model,
        "description": "The rows; CSV begins with the mark of UTF-8 and has its columns named. "
        "Where a list has `can_tell` that is its last column, and the header `can-tell` says it "
        "also where there is no row.",
        "content": {CSV: {"schema": {"type": "string"}}},
    }
    problems: dict[int | str, dict[str, Any]] = {
        code: {"model": Problem, "description": why} for code, why in said.items()
    }
    return {200: found, **problems}


def _csv_rows(fetch: Fetch, first: Page, others: Iterator[Page]) -> Response:
    columns = TABLES[fetch.table].names
    parts = csv_parts(columns, (found.rows for found in chain([first], others)))
    headers = {}
    if fetch.at_most is not None and (path := fetch.next_path(first, "csv")) is not None:
        headers["link"] = f'<{path}>; rel="next"'
    return _csv(fetch.table, parts, headers)


def _csv(name: str, parts: Iterator[str], more: Mapping[str, str] | None = None) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}.csv"', **(more or {})}
    return StreamingResponse(parts, media_type=CSV, headers=headers)


def _is_csv(request: Request, form: str | None) -> bool:
    if form is not None:
        return form == "csv"
    wanted = dict(_accepted(request.headers.get("accept", "")))
    return wanted.get(CSV, 0.0) > wanted.get("application/json", 0.0)


def _accepted(header: str) -> Iterator[tuple[str, float]]:
    """Yield the types that somebody takes, each with how gladly, 0 to 1."""
    for one in header.split(","):
        sort, *rest = (part.strip().lower() for part in one.split(";"))
        told = next((part[2:] for part in rest if part.startswith("q=")), "1")
        try:
            yield sort, float(told)
        except ValueError:
            yield sort, 0.0
