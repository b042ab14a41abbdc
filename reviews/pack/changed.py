"""What changed, which actions are done or open, and what came of each. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from reviews.agreed import Action, Agreed
from reviews.pack.effect_words import FIGURES, effect_words
from reviews.pack.effects import Effect
from reviews.pack.parts import Column, Form, Period, Section, Table
from reviews.pack.words import day_words, number_words, roles_words
from schemas.moments import local_day
from schemas.policy_words import ROLE_WORDS

_CHANGES = (
    Column(name="change", heading="No.", form=Form.COUNT),
    Column(name="since", heading="Since"),
    Column(name="what", heading="What changed"),
    Column(name="concerns", heading="Where"),
    Column(name="agreed_by", heading="Agreed by"),
    Column(name="effect", heading="What came of it"),
)
_ACTIONS = (
    Column(name="agreed_on", heading="Agreed on"),
    Column(name="what", heading="Action"),
    Column(name="concerns", heading="Where"),
    Column(name="owner", heading="Who does it"),
    Column(name="agreed_by", heading="Agreed by"),
    Column(name="should_move", heading="Should move"),
    Column(name="due", heading="Due"),
    Column(name="state", heading="State"),
)


def changed_section(
    agreed: Agreed, effects: Sequence[Effect], period: Period, places: Mapping[str, str]
) -> Section:
    """Return changes and actions; ``effects`` are those of `Agreed.happened`, in its order."""
    today = local_day(period.as_of)
    return Section(
        name="changed",
        question="What changed, and what was agreed to do?",
        sentences=_sentences(agreed, today),
        tables=(*_changes(effects), *_actions(agreed.actions, today, places)),
        notes=_NOTES if agreed.changes or agreed.actions else (),
    )


_NOTES = (
    "An action that is done is a change since the day on which it was done. What came of a change "
    "is a comparison of the days before and after it, told below in full; it is no proof of why.",
)


def _sentences(agreed: Agreed, today: date) -> tuple[str, ...]:
    if not agreed.changes and not agreed.actions:
        return (
            "No changes and no actions were given for this review. Write down today what is "
            "agreed, by whom and until when, and the next pack begins with what came of it.",
        )
    done = sum(one.done_on is not None for one in agreed.actions)
    overdue = sum(_is_overdue(one, today) for one in agreed.actions)
    still = len(agreed.actions) - done - overdue
    return (
        f"{number_words(len(agreed.happened), 'change')}, {done:,} of them by an action that was "
        f"done. Of {number_words(len(agreed.actions), 'action')} {done:,} done, {still:,} open, "
        f"{overdue:,} not done and past the day by which that was due.",
    )


def _is_overdue(one: Action, today: date) -> bool:
    return one.done_on is None and one.by < today


def _state(one: Action, today: date) -> str:
    if one.done_on is None:
        return "PAST ITS DAY, not done" if _is_overdue(one, today) else "open"
    late = " (after its day)" if one.done_on > one.by else ""
    return f"done on {day_words(one.done_on)}{late}"


def _changes(effects: Sequence[Effect]) -> tuple[Table, ...]:
    rows = [
        (
            one.number,
            one.change.since.isoformat(),
            one.change.what,
            one.place,
            roles_words(one.change.agreed_by),
            effect_words(one),
        )
        for one in effects
    ]
    title = "What changed, and what came of it"
    return (Table(name="changes", title=title, columns=_CHANGES, rows=rows),) if rows else ()


def _actions(
    actions: Sequence[Action], today: date, places: Mapping[str, str]
) -> tuple[Table, ...]:
    rows = [
        (
            one.agreed_on.isoformat(),
            one.what,
            places.get(one.concerns, one.concerns),
            ROLE_WORDS[one.owner],
            roles_words(one.agreed_by),
            FIGURES[one.figure],
            one.by.isoformat(),
            _state(one, today),
        )
        for one in actions
    ]
    return (Table(name="actions", title="Actions", columns=_ACTIONS, rows=rows),) if rows else ()
