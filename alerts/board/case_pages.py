"""The page of one case, and what people say of it there: in hand, given up, "we already have this".

The forms call the functions that the commands call; each is audited there.
"""

from collections.abc import Mapping

from starlette.responses import Response

from alerts.board import forms
from alerts.board.asking import Done, Posts, Reads, Route
from alerts.board.board import CASE, case_path
from alerts.board.case_facts import CaseFacts, case_facts
from alerts.board.case_view import case_view
from alerts.board.forms import WHOLE, Filled
from alerts.board.pages import Page, answer, see_other
from alerts.board.rights import Right
from alerts.board.scope import sees
from alerts.board.visit import Visit
from alerts.hand_receipts import HandReceipt, enter_receipt
from alerts.taking_in_hand import give_up, take_in_hand
from schemas.case_codes import NoCaseCode, read_handle
from schemas.database import CommitUnknown
from schemas.in_hand import Hold
from schemas.moments import local_day
from schemas.trouble import Trouble

IN_HAND, GIVE_UP, RECEIPT = "in-hand", "give-up", "receipt"
DEEDS = (IN_HAND, GIVE_UP, RECEIPT)

DONE = {
    IN_HAND: "Done. The case is in hand. It stays on the list, with the name.",
    GIVE_UP: "Done. Nobody has the case in hand any more.",
    RECEIPT: "Done. The receipt was entered. It counts as soon as the monitor has taken it in, "
    "within seconds where it runs. Open this page again to see it.",
}
"""What is said after each deed."""

NO_SUCH = "No case has the code {}."

STALE = (
    "This page was open for too long, or did not come from this board. Nothing was changed. Check "
    "what you typed and send it again."
)
UNKNOWN = (
    "The connection to the database was lost at the last moment. It may have been stored or not. "
    "To send it again does no harm."
)


DEED_RIGHTS = {
    IN_HAND: Right.TAKE_IN_HAND,
    GIVE_UP: Right.TAKE_IN_HAND,
    RECEIPT: Right.ENTER_RECEIPT,
}
"""Who may do each deed."""


def find(visit: Visit) -> Response:
    """Send to the case whose code was typed."""
    typed = visit.request.query_params.get("code", "")
    try:
        return see_other(case_path(read_handle(typed)))
    except NoCaseCode as error:
        return no_case(visit, str(error), typed, title="Open a case", status=400)


def show(visit: Visit) -> Response:
    """Show one case, at its one address however its code was typed."""
    typed = visit.request.path_params["code"]
    try:
        code = read_handle(typed)
    except NoCaseCode as error:
        return no_case(visit, str(error), typed)
    if code != typed:
        return see_other(case_path(code))
    done = DONE.get(visit.request.query_params.get("done", ""), "")
    return case_page(visit, code, {}, done=done)


def doing(deed: str) -> Done:
    """Return what does one deed, and then sends to the page of the case."""

    def done(visit: Visit, values: Mapping[str, str]) -> Response:
        typed = visit.request.path_params["code"]
        try:
            code = read_handle(typed)
        except NoCaseCode as error:
            return no_case(visit, str(error), typed)
        if seen_case(visit, code) is None:
            return no_case(visit, NO_SUCH.format(code), code)
        if visit.is_ours(values, _purpose(code, deed)):
            filled = _done(visit, code, deed, values)
        else:
            filled = Filled(values, {WHOLE: STALE})
        if filled is None:
            return see_other(f"{case_path(code)}?done={deed}")
        return case_page(visit, code, {deed: filled})

    return done


def seen_case(visit: Visit, code: str) -> CaseFacts | None:
    """Return a case that somebody may see; None where there is none, or it is not theirs."""
    with visit.board.database.read() as connection:
        facts = case_facts(connection, code, visit.now)
    policy = visit.board.house.policies.at(visit.now)
    return facts if facts is not None and sees(visit.person, facts.case, policy) else None


def _done(visit: Visit, code: str, deed: str, values: Mapping[str, str]) -> Filled | None:
    """Do it; return None, or the form with what is wrong."""
    try:
        return _try(visit, code, deed, values)
    except Trouble as error:
        words = f"{error.fact[0].upper()}{error.fact[1:]}. Nothing was changed."
        return Filled(values, {WHOLE: words})
    except CommitUnknown:
        return Filled(values, {WHOLE: UNKNOWN})


def _try(visit: Visit, code: str, deed: str, values: Mapping[str, str]) -> Filled | None:
    database, by = visit.board.database, visit.signature
    read: Hold | HandReceipt | Filled
    if deed == GIVE_UP:
        give_up(database, code, by)
        return None
    read = forms.read_hold(values, visit.now) if deed == IN_HAND else forms.read_receipt(values)
    match read:
        case Filled():
            return read
        case Hold():
            take_in_hand(database, code, read, by)
        case HandReceipt():
            enter_receipt(database, visit.board.house.keys, code, read, by)
    return None


def case_page(visit: Visit, code: str, filled: Mapping[str, Filled], *, done: str = "") -> Response:
    """Return the page of a case, its forms as they were filled in."""
    facts = seen_case(visit, code)
    if facts is None:
        return no_case(visit, NO_SUCH.format(code), code)
    policy = visit.board.house.policies.by_version(facts.case.policy)
    may = [deed for deed in DEEDS if visit.may(DEED_RIGHTS[deed])]
    named = {"name": visit.person.name}
    empty = {
        IN_HAND: Filled(named),
        GIVE_UP: Filled(),
        RECEIPT: Filled(named | {"day": local_day(visit.now).isoformat()}),
    }
    values = {
        "view": case_view(facts, policy),
        "path": case_path(code),
        "tokens": {deed: visit.token(_purpose(code, deed)) for deed in may},
        "forms": empty | dict(filled),
        "choices": forms,
        "done": done,
    }
    wrong = any(one.errors for one in filled.values())
    title = f"Error: case {code}" if wrong else f"Case {code}"
    page = Page(
        template="case.html",
        title=title,
        status=422 if wrong else 200,
        values=values,
        has_forms=True,
    )
    return answer(visit, page)


def no_case(
    visit: Visit, why: str, typed: str, *, title: str = "No such case", status: int = 404
) -> Response:
    """Say that no case is shown, and let another code be typed."""
    values = {"typed": typed[:40], "error": why}
    return answer(visit, Page(template="find.html", title=title, status=status, values=values))


def _purpose(code: str, deed: str) -> str:
    return f"{code}/{deed}"


ROUTES: tuple[Route, ...] = (
    Reads(CASE, Right.SEE_CASES, find),
    Reads(f"{CASE}/{{code}}", Right.SEE_CASES, show),
    *(Posts(f"{CASE}/{{code}}/{deed}", DEED_RIGHTS[deed], doing(deed)) for deed in DEEDS),
)
