"""The page of one case, and what people do there, such as "in hand" and "we already have this".

The forms call the functions that the commands call; each is audited there.
"""

from collections.abc import Mapping

from starlette.responses import Response

from alerts.board import forms
from alerts.board.asking import Done, Posts, Reads, Route
from alerts.board.board import CASE, case_path
from alerts.board.case_deeds import (
    CORRECT,
    DEED_RIGHTS,
    DEEDS,
    DONE,
    IN_HAND,
    NEED_NO_REFERENCE,
    RECEIPT,
    REOPEN,
    do,
)
from alerts.board.case_facts import (
    CaseFacts,
    as_police_were_told,
    case_facts,
    without_holds,
)
from alerts.board.case_view import case_view
from alerts.board.forms import Filled
from alerts.board.once import done_at, done_words, said
from alerts.board.pages import Page, answer, see_other
from alerts.board.rights import Right
from alerts.board.scope import sees
from alerts.board.trying import tried
from alerts.board.visit import Visit
from schemas.case_codes import NoCaseCode, read_handle
from schemas.moments import local_day

NO_SUCH = "No case has the code {}."
FIND = "Open a case"
TOO_OLD = "This page was open for too long. Type the case code again."


def ask(visit: Visit) -> Response:
    """Ask for a case code."""
    return answer(visit, Page(template="find.html", title=FIND, values={"error": ""}))


def find(visit: Visit, values: Mapping[str, str]) -> Response:
    """Send to the case whose code was typed. Any other text, such as a reference, is not repeated.

    It comes in a form, not in an address, which browsers and the servers between would keep.
    """
    if not visit.is_ours(values, CASE):
        return no_case(visit, TOO_OLD, title=FIND, status=422)
    try:
        return see_other(case_path(read_handle(values.get("code", ""))))
    except NoCaseCode as error:
        return no_case(visit, str(error), title=FIND, status=422)


def show(visit: Visit) -> Response:
    """Show one case, at its one address however its code was typed."""
    typed = visit.request.path_params["code"]
    try:
        code = read_handle(typed)
    except NoCaseCode as error:
        return no_case(visit, str(error))
    if code != typed:
        return see_other(case_path(code))
    path = case_path(code)
    done = done_words(visit, path, DONE)
    page = case_page(visit, code, {}, done=done)
    return said(page, path) if done else page


def doing(deed: str) -> Done:
    """Return what does one deed, and then sends to the page of the case."""

    def answered(visit: Visit, values: Mapping[str, str]) -> Response:
        typed = visit.request.path_params["code"]
        try:
            code = read_handle(typed)
        except NoCaseCode as error:
            return no_case(visit, str(error))
        if seen_case(visit, code) is None:
            return no_case(visit, NO_SUCH.format(code))
        done = tried(visit, _purpose(code, deed), values, lambda: do(visit, code, deed, values))
        match done:
            case None:
                return done_at(visit, case_path(code), deed)
            case Filled():
                return case_page(visit, code, {deed: done})
            case str():
                # In the answer itself: no address leads to it, and nothing shows it twice.
                return case_page(visit, code, {}, reference=done)

    return answered


def seen_case(visit: Visit, code: str) -> CaseFacts | None:
    """Return a case that somebody may see; None where there is none, or it is not theirs."""
    with visit.board.database.read() as connection:
        facts = case_facts(connection, code, visit.now)
    policy = visit.board.house.policies.at(visit.now)
    if facts is None or not sees(visit.person, facts.case, policy):
        return None
    if not visit.may(Right.SEE_COUNCIL_NOTES):
        facts = without_holds(facts)
    return facts if visit.may(Right.SEE_ALERTS) else as_police_were_told(facts)


def case_page(
    visit: Visit,
    code: str,
    filled: Mapping[str, Filled],
    *,
    done: str = "",
    reference: str = "",
) -> Response:
    """Return the page of a case, its forms as they were filled in."""
    facts = seen_case(visit, code)
    if facts is None:
        return no_case(visit, NO_SUCH.format(code))
    possible = DEEDS if facts.has_reference else NEED_NO_REFERENCE
    may = [deed for deed in possible if visit.may(DEED_RIGHTS[deed])]
    values = {
        "view": case_view(facts, visit.board.house.policies.by_version(facts.case.policy)),
        "path": case_path(code),
        "tokens": {deed: visit.token(_purpose(code, deed)) for deed in may},
        "forms": _empty(visit) | dict(filled),
        "choices": forms,
        "done": done,
        "reference": reference,
        "is_reference_kept": facts.has_reference,
    }
    wrong = any(one.errors for one in filled.values())
    title = f"Error: case {code}" if wrong else f"Case {code}"
    page = Page(
        template="case.html",
        title=title,
        status=422 if wrong else 200,
        values=values,
    )
    return answer(visit, page)


def _empty(visit: Visit) -> dict[str, Filled]:
    named = {"name": visit.person.name}
    dated = named | {"day": local_day(visit.now).isoformat()}
    return {deed: Filled() for deed in DEEDS} | {
        IN_HAND: Filled(named),
        RECEIPT: Filled(dated),
        REOPEN: Filled(named),
        CORRECT: Filled(named),
    }


def no_case(visit: Visit, why: str, *, title: str = "No such case", status: int = 404) -> Response:
    """Say that no case is shown, and let another code be typed."""
    page = Page(template="find.html", title=title, status=status, values={"error": why})
    return answer(visit, page)


def _purpose(code: str, deed: str) -> str:
    return f"{code}/{deed}"


ROUTES: tuple[Route, ...] = (
    Reads(CASE, Right.SEE_CASES, ask),
    Posts(CASE, Right.SEE_CASES, find),
    Reads(f"{CASE}/{{code}}", Right.SEE_CASES, show),
    *(Posts(f"{CASE}/{{code}}/{deed}", DEED_RIGHTS[deed], doing(deed)) for deed in DEEDS),
)
