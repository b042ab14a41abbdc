"""The messages that could not be read: the list, and a page for each where it is dealt with."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement
from starlette.responses import Response

from alerts.board import quarantine_forms as forms
from alerts.board.asking import LARGEST_FORM, Done, Posts, Reads, Route
from alerts.board.board import HOME
from alerts.board.desk import Desk, Fate
from alerts.board.forms import WHOLE, Filled
from alerts.board.once import done_at, done_words, said
from alerts.board.pages import Page, answer
from alerts.board.quarantine_one import (
    DEEDS,
    DISMISS,
    MEND,
    RETRY,
    SHOW,
    TAKE,
    one_held,
    one_view,
)
from alerts.board.quarantine_scope import unread_of
from alerts.board.quarantine_taking import Taking, take
from alerts.board.quarantine_view import counts_by_source, quarantine_view, unread
from alerts.board.rights import Right
from alerts.board.trying import COUNTS_SOON, Outcome, tried
from alerts.board.visit import Visit

QUARANTINE = f"{HOME}/quarantine"
ONE = f"{QUARANTINE}/{{id}}"

_ENTERED = f"It was entered. {COUNTS_SOON}"

DONE = {
    TAKE: "Done. The list shows who deals with it.",
    RETRY: f"Done. It can be read now. {_ENTERED}",
    MEND: f"Done. {_ENTERED}",
    DISMISS: "Done. It no longer counts as open. It stays held, and can still be tried again.",
}
"""What is said after each deed."""

NOT_HELD = "Nothing of this message is held, so there is nothing to show."


def quarantine(visit: Visit) -> Response:
    """Show the messages that could not be read; to who may not see each, how many there are."""
    seen = _seen(visit)
    sees_each = visit.may(Right.SEE_QUARANTINE)
    with visit.board.database.read() as connection:
        found = unread(connection, seen) if sees_each else None
        counts = () if sees_each else counts_by_source(connection, seen, visit.now)
    view = None if found is None else quarantine_view(found, visit.now)
    values = {"view": view, "counts": counts}
    template = "quarantine.html" if sees_each else "quarantine_counts.html"
    page = Page(template=template, title="Quarantine", current="quarantine", values=values)
    return answer(visit, page)


def _seen(visit: Visit) -> ColumnElement[bool]:
    house = visit.board.house
    return unread_of(visit.person, house.owners, house.policies.at(visit.now))


def one(visit: Visit) -> Response:
    """Show one message that could not be read, never a value of it."""
    done = done_words(visit, _path(visit), DONE)
    page = _page(visit, {}, done=done)
    return said(page, _path(visit)) if done else page


def doing(deed: str) -> Done:
    """Return what does one deed, and then sends to the page of the message."""

    def answered(visit: Visit, values: Mapping[str, str]) -> Response:
        desk = visit.board.desk
        if desk is None or not _is_held(visit):
            return _none(visit)
        done = tried(visit, _purpose(visit, deed), values, lambda: _done(visit, desk, deed, values))
        match done:
            case None:
                return done_at(visit, _path(visit), deed)
            case Filled():
                return _page(visit, {deed: done})
            case str():
                # In the answer itself: no address leads to it, and nothing shows it twice.
                return _page(visit, {MEND: Filled({"message": done})}, is_shown=True)

    return answered


def _done(visit: Visit, desk: Desk, deed: str, values: Mapping[str, str]) -> Outcome:
    if deed == SHOW:
        return _shown(visit, desk, values)
    fate = _try(visit, desk, deed, values)
    if isinstance(fate, Filled):
        return fate
    return None if fate.is_done else Filled(values, {WHOLE: fate.words})


def _shown(visit: Visit, desk: Desk, values: Mapping[str, str]) -> Filled | str:
    why = forms.read_show(values)
    if isinstance(why, Filled):
        return why
    raw = desk.show(_id(visit), why, visit.signature)
    if raw is None:
        return Filled({}, {WHOLE: NOT_HELD})
    # What is no UTF-8 is to be seen as such, and mended: it must not keep anybody from reading.
    return raw.decode("utf-8", errors="backslashreplace")


def _try(visit: Visit, desk: Desk, deed: str, values: Mapping[str, str]) -> Fate | Filled:
    held, by = _id(visit), visit.signature
    if deed == RETRY:
        return desk.retry(held, by)
    if deed == MEND:
        raw = forms.read_mended(values)
        return raw if isinstance(raw, Filled) else desk.mend(held, raw, by)
    if deed == DISMISS:
        why = forms.read_dismissal(values, desk.dismissals)
        return why if isinstance(why, Filled) else desk.dismiss(held, why, by)
    taking = forms.read_taking(values, visit.person.name)
    return taking if isinstance(taking, Filled) else _taken(visit, taking)


def _taken(visit: Visit, taking: Taking) -> Fate:
    take(visit.board.database, _id(visit), taking, visit.signature)
    return Fate(is_done=True, words=DONE[TAKE])


def _page(
    visit: Visit, filled: Mapping[str, Filled], *, done: str = "", is_shown: bool = False
) -> Response:
    """Return the page of a message, its forms as they were filled in."""
    with visit.board.database.read() as connection:
        row = one_held(connection, _id(visit), _seen(visit))
    if row is None:
        return _none(visit)
    view, desk = one_view(row, visit.now), visit.board.desk
    may = view.deeds if desk is not None and visit.may(Right.MEND_QUARANTINE) else ()
    values = {
        "view": view,
        "path": _path(visit),
        "tokens": {deed: visit.token(_purpose(visit, deed)) for deed in may},
        "forms": {deed: Filled() for deed in DEEDS}
        | {TAKE: Filled({"name": visit.person.name})}
        | dict(filled),
        "dismissals": {} if desk is None else desk.dismissals,
        "show_reasons": forms.SHOW_REASONS,
        "done": done,
        "is_shown": is_shown,
    }
    wrong = any(form.errors for form in filled.values())
    title = f"Message {view.row.short_id}"
    page = Page(
        template="quarantine_one.html",
        title=f"Error: {title}" if wrong else title,
        current="quarantine",
        status=422 if wrong else 200,
        values=values,
    )
    return answer(visit, page)


def _is_held(visit: Visit) -> bool:
    with visit.board.database.read() as connection:
        return one_held(connection, _id(visit), _seen(visit)) is not None


def _none(visit: Visit) -> Response:
    page = Page(
        template="quarantine_none.html", title="No such message", current="quarantine", status=404
    )
    return answer(visit, page)


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["id"])


def _path(visit: Visit) -> str:
    return f"{QUARANTINE}/{_id(visit)}"


def _purpose(visit: Visit, deed: str) -> str:
    return f"quarantine/{_id(visit)}/{deed}"


def _largest(deed: str) -> int:
    return forms.LARGEST_MENDED if deed == MEND else LARGEST_FORM


ROUTES: tuple[Route, ...] = (
    Reads(QUARANTINE, Right.COUNT_QUARANTINE, quarantine),
    Reads(ONE, Right.SEE_QUARANTINE, one),
    *(Posts(f"{ONE}/{deed}", Right.MEND_QUARANTINE, doing(deed), _largest(deed)) for deed in DEEDS),
)
