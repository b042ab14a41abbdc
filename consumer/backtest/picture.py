"""A back-test as one picture (SVG), with its alternative text; the same bytes for the same input.

Old and new differ by hatching as well as by colour, and both colours by lightness, so that the
picture can be read by the colour-blind and in a black and white print.
"""

from collections.abc import Iterable, Sequence
from html import escape
from io import StringIO
from textwrap import fill
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from consumer.backtest.counting import by_hour, by_role
from consumer.backtest.running import Outcome
from consumer.backtest.shifts import ASLEEP_FROM, ASLEEP_UNTIL
from consumer.backtest.waits import gains
from consumer.backtest.words import NEW, OLD, Compared, headline, period_words, sort_words
from schemas.policy_words import ROLE_WORDS
from schemas.words import Role

_OLD: dict[str, Any] = {"color": "#0072B2", "edgecolor": "white", "linewidth": 0.5}
_NEW: dict[str, Any] = {
    "color": "#E69F00",
    "edgecolor": "#5b3f00",
    "linewidth": 0.5,
    "hatch": "////",
}
"""Blue and orange of Okabe and Ito's palette, which is safe for every sort of colour blindness."""

_STYLE: Any = {
    # Without a fixed salt every run names its parts anew.
    "svg.hashsalt": "danm",
    "font.size": 9,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
}
_BAR = 0.4
"""How thick a bar is, of the room that a pair has."""


def picture(outcome: Outcome, compared: Compared) -> str:
    """Return the picture as SVG text that says in words what it shows."""
    with rc_context(_STYLE):
        room = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12, wspace=0.04, hspace=0.05)
        figure = Figure(figsize=(11.7, 8.3), layout=room)
        (hours, roles), (sorts, waits) = figure.subplots(2, 2)
        _draw_hours(hours, outcome)
        _draw_roles(roles, outcome)
        _draw_sorts(sorts, outcome)
        _draw_waits(waits, outcome)
        figure.suptitle(_title(outcome), x=0.012, ha="left", fontsize=12.5, fontweight="bold")
        figure.supxlabel(_foot(outcome, compared), x=0.012, ha="left", fontsize=8)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    return _with_words(out.getvalue(), "\n".join(in_words(outcome, compared)))


def _title(outcome: Outcome) -> str:
    first, second, _ = headline(outcome)
    return "\n".join(fill(line, 105) for line in (first, second))


def _foot(outcome: Outcome, compared: Compared) -> str:
    words = (
        f"{NEW}: {compared.new_versions}; {OLD}: {compared.old_versions}. "
        f"{period_words(outcome.period)}, {outcome.cases:,} cases. An alarm counts once for each "
        "role that it interrupts, and by itself, also where one digest would gather many. Alarms "
        "about feeds are left out."
    )
    return fill(words, 175)


def _draw_hours(axes: Axes, outcome: Outcome) -> None:
    old, new = by_hour(outcome.old.interrupted), by_hour(outcome.new.interrupted)
    hours = range(24)
    for start, end in ((-0.5, ASLEEP_UNTIL.hour - 0.5), (ASLEEP_FROM.hour - 0.5, 23.5)):
        axes.axvspan(start, end, color="#dddddd", zorder=0, linewidth=0)
    axes.bar([at - _BAR / 2 for at in hours], [old[at] for at in hours], _BAR, label=OLD, **_OLD)
    axes.bar([at + _BAR / 2 for at in hours], [new[at] for at in hours], _BAR, label=NEW, **_NEW)
    axes.set_xlim(-0.6, 23.6)
    axes.set_title("Interruptions by hour of the day", pad=26)
    axes.set_xlabel("hour, UK time; grey: people sleep (23:00 to 07:00)")
    axes.set_xticks(range(0, 24, 3), [f"{hour:02}" for hour in range(0, 24, 3)])
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.legend(frameon=False, ncols=2, loc="lower left", bbox_to_anchor=(-0.02, 0.98))


def _draw_roles(axes: Axes, outcome: Outcome) -> None:
    old, new = by_role(outcome.old.interrupted), by_role(outcome.new.interrupted)
    roles = [role for role in Role if old[role] or new[role]]
    names = [ROLE_WORDS[role] for role in roles]
    _pairs(axes, names, [old[role] for role in roles], [new[role] for role in roles])
    axes.set_title("Interruptions by role", pad=26)
    axes.set_xlabel("interruptions")


def _draw_sorts(axes: Axes, outcome: Outcome) -> None:
    old, new = outcome.old.alarms, outcome.new.alarms
    sorts = sorted({*old, *new}, key=lambda one: one.order)
    names = [sort_words(sort) for sort in sorts]
    _pairs(axes, names, [old[sort] for sort in sorts], [new[sort] for sort in sorts])
    axes.set_title("Alarms by rung, on a list or at once")
    axes.set_xlabel("alarms")


def _pairs(axes: Axes, names: Sequence[str], old: Sequence[int], new: Sequence[int]) -> None:
    """Draw two bars for each name, the policy in force above."""
    for numbers, shift, style in ((old, -_BAR / 2, _OLD), (new, _BAR / 2, _NEW)):
        places = [place + shift for place in range(len(names))]
        bars = axes.barh(places, numbers, _BAR, **style)
        axes.bar_label(bars, fmt="{:,.0f}", padding=2, fontsize=7.5)
    _rows(axes, names)


def _rows(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), [fill(name, 36) for name in names], fontsize=8)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6, min_n_ticks=1))
    axes.margins(x=0.1)


def _draw_waits(axes: Axes, outcome: Outcome) -> None:
    found = gains(wait.alarm for wait in outcome.waits)
    bars = axes.barh(range(len(found)), list(found.values()), 0.6, **_NEW)
    axes.bar_label(bars, fmt="{:,.0f}", padding=2, fontsize=7.5)
    _rows(axes, list(found))
    axes.set_title("Waits: when told under the new policy")
    axes.set_xlabel("waits, by when somebody is first told")


def in_words(outcome: Outcome, compared: Compared) -> list[str]:
    """Return everything the picture shows, in words: its alternative text."""
    old, new = outcome.old, outcome.new
    hours = by_hour(old.interrupted), by_hour(new.interrupted)
    roles = by_role(old.interrupted), by_role(new.interrupted)
    found = gains(wait.alarm for wait in outcome.waits)
    return [
        f"Four bar charts compare two policies. {_foot(outcome, compared)}".replace("\n", " "),
        *headline(outcome),
        "Interruptions by hour of the day, in force and new: "
        + _list(f"{at:02}:00 {hours[0][at]} and {hours[1][at]}" for at in range(24)),
        "Interruptions by role, in force and new: "
        + _list(f"{ROLE_WORDS[role]} {roles[0][role]} and {roles[1][role]}" for role in Role),
        "Alarms by rung, in force and new: "
        + _list(
            f"{sort_words(sort)} {old.alarms[sort]} and {new.alarms[sort]}"
            for sort in sorted({*old.alarms, *new.alarms}, key=lambda one: one.order)
        ),
        "Waits, and when somebody is first told under the new policy: "
        + _list(f"{name} {number}" for name, number in found.items()),
    ]


def _list(parts: Iterable[str]) -> str:
    return f"{'; '.join(parts) or 'none'}."


def _with_words(svg: str, words: str) -> str:
    """Return an SVG that a screen reader reads as one picture with these words."""
    start = svg.index("<svg ")
    end = svg.index(">", start)
    return (
        f'{svg[:end]} role="img" aria-labelledby="title words">\n'
        f'<title id="title">Back-test of a policy</title>\n<desc id="words">{escape(words)}</desc>'
        f"{svg[end + 1 :]}"
    )
