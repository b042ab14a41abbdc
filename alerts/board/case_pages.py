"""The page of one case, and what people say of it there: in hand, given up, "we already have this".

The forms call the functions that the commands call; each is audited there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from alerts.board import forms
from alerts.board.asking import Done
from alerts.board.board import Board, case_path
from alerts.board.case_facts import case_facts
from alerts.board.case_view import case_view
from alerts.board.forms import WHOLE, Filled
from alerts.board.pages import Page, answer, see_other
from alerts.board.tokens import COOKIE, GOOD_FOR_SECONDS
from alerts.hand_receipts import HandReceipt, enter_receipt
from alerts.taking_in_hand import give_up, take_in_hand
from schemas.auditing import Signature
from schemas.case_codes import NoCaseCode, read_handle
from schemas.database import CommitUnknown
from schemas.in_hand import Hold
from schemas.moments import local_day
from schemas.trouble import Trouble

ACTOR = "board"
"""The actor of the audit rows: without a sign-in nobody is known but by the name typed."""

IN_HAND, GIVE_UP, RECEIPT = "in-hand", "give-up", "receipt"
DEEDS = (IN_HAND, GIVE_UP, RECEIPT)

DONE = {
    IN_HAND: "Done. The case is in hand. It stays on the list, with the name.",
    GIVE_UP: "Done. Nobody has the case in hand any more.",
    RECEIPT: "Done. The receipt was entered. It counts as soon as the monitor has taken it in, "
    "within seconds where it runs. Open this page again to see it.",
}
"""What is said after each deed."""

STALE = (
    "This page was open for too long, or did not come from this board. Nothing was changed. Check "
    "what you typed and send it again."
)
UNKNOWN = (
    "The connection to the database was lost at the last moment. It may have been stored or not. "
    "To send it again does no harm."
)


@dataclass(frozen=True, slots=True)
class CasePages:
    """The page of a case, and its forms."""

    _board: Board

    def show(self, request: Request, now: datetime) -> Response:
        """Show one case, at its one address however its code was typed."""
        typed = request.path_params["code"]
        try:
            code = read_handle(typed)
        except NoCaseCode as error:
            return self._no_case(str(error), now, typed)
        if code != typed:
            return see_other(case_path(code))
        done = DONE.get(request.query_params.get("done", ""), "")
        return self._page(request, code, now, {}, done=done)

    def doing(self, deed: str) -> Done:
        """Return what does one deed, and then sends to the page of the case."""

        def done(request: Request, values: Mapping[str, str], now: datetime) -> Response:
            return self._do(request, deed, values, now)

        return done

    def _do(
        self, request: Request, deed: str, values: Mapping[str, str], now: datetime
    ) -> Response:
        try:
            code = read_handle(request.path_params["code"])
        except NoCaseCode as error:
            return self._no_case(str(error), now, request.path_params["code"])
        if self._is_ours(request, code, deed, values):
            filled = self._done(code, deed, values, now)
        else:
            filled = Filled(values, {WHOLE: STALE})
        if filled is None:
            return see_other(f"{case_path(code)}?done={deed}")
        return self._page(request, code, now, {deed: filled})

    def _is_ours(self, request: Request, code: str, deed: str, values: Mapping[str, str]) -> bool:
        """Whether a form came from our own page in this browser."""
        if not _is_same_origin(request):
            return False
        cookie, token = request.cookies.get(COOKIE, ""), values.get("token", "")
        return self._board.tokens.is_ours(token, cookie, _purpose(code, deed))

    def _done(
        self, code: str, deed: str, values: Mapping[str, str], now: datetime
    ) -> Filled | None:
        """Do it; return None, or the form with what is wrong."""
        try:
            return self._try(code, deed, values, now)
        except Trouble as error:
            words = f"{error.fact[0].upper()}{error.fact[1:]}. Nothing was changed."
            return Filled(values, {WHOLE: words})
        except CommitUnknown:
            return Filled(values, {WHOLE: UNKNOWN})

    def _try(self, code: str, deed: str, values: Mapping[str, str], now: datetime) -> Filled | None:
        database, by = self._board.database, Signature(actor=ACTOR, at=now)
        read: Hold | HandReceipt | Filled
        if deed == GIVE_UP:
            give_up(database, code, by)
            return None
        read = forms.read_hold(values, now) if deed == IN_HAND else forms.read_receipt(values)
        match read:
            case Filled():
                return read
            case Hold():
                take_in_hand(database, code, read, by)
            case HandReceipt():
                enter_receipt(database, self._board.house.keys, code, read, by)
        return None

    def _page(
        self,
        request: Request,
        code: str,
        now: datetime,
        filled: Mapping[str, Filled],
        *,
        done: str = "",
    ) -> Response:
        with self._board.database.read() as connection:
            facts = case_facts(connection, code, now)
        if facts is None:
            return self._no_case(f"No case has the code {code}.", now, code)
        policy = self._board.house.policies.by_version(facts.case.policy)
        cookie = request.cookies.get(COOKIE) or self._board.tokens.new_cookie()
        tokens = {deed: self._board.tokens.token(cookie, _purpose(code, deed)) for deed in DEEDS}
        empty = {IN_HAND: Filled(), GIVE_UP: Filled(), RECEIPT: _today(now)}
        values = {
            "view": case_view(facts, policy),
            "path": case_path(code),
            "tokens": tokens,
            "forms": empty | dict(filled),
            "choices": forms,
            "done": done,
        }
        wrong = any(one.errors for one in filled.values())
        title = f"Error: case {code}" if wrong else f"Case {code}"
        page = Page(template="case.html", title=title, status=422 if wrong else 200, values=values)
        response = answer(self._board, page, now)
        response.set_cookie(
            COOKIE, cookie, max_age=GOOD_FOR_SECONDS, httponly=True, samesite="strict", path="/case"
        )
        return response

    def _no_case(self, why: str, now: datetime, typed: str) -> Response:
        values = {"typed": typed[:40], "error": why}
        page = Page(template="find.html", title="No such case", status=404, values=values)
        return answer(self._board, page, now)


def _is_same_origin(request: Request) -> bool:
    """Whether the browser says so; one that says nothing is judged by cookie and token alone.

    Our own forms have the origin "null": their pages tell nobody where they were, not even us.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host")


def _purpose(code: str, deed: str) -> str:
    return f"{code}/{deed}"


def _today(now: datetime) -> Filled:
    return Filled({"day": local_day(now).isoformat()})
