"""Which team of the council took the receipts, and how much of it came in time."""

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.models.dashboard import GridPos

from deploy.grafana import queries as ask
from deploy.grafana.look import COUNT, SHARE, as_words, prop
from deploy.grafana.panels import About, overridden, rows
from reviews.delays import Taker

TAKER_WORDS = {
    Taker.MASH: "MASH, named in the message",
    Taker.EDT: "EDT, named in the message",
    Taker.UNNAMED_OPEN: "not named: front door open",
    Taker.UNNAMED_CLOSED: "not named: front door closed",
}


def teams_table(at: GridPos) -> table.Panel:
    """Return how much came in time of what each team took."""
    about = About(
        title="EDT against day: who took it, and how much of it came in time, last $window",
        counts="Counts notifications that a team took, by the team that the receipt's message "
        "names: the share that came within its limit, with the 95 % interval and how many it rests "
        "on (n). Where no team is named the front-door hours speak, in rows of their own.",
        leaves_out="Leaves out those still waiting, which no team has: so these shares are higher "
        "than *told in time*. It says when police told, not how a team worked. Not said of fewer "
        "than 20.",
        board="/about",
    )
    chosen = 'received_by!=""'
    columns = {
        title: ask.figure(f"danm_taken_{metric}", "received_by", chosen)
        for title, metric in (
            ("came in time", "in_time_ratio"),
            ("at least", "in_time_low_ratio"),
            ("at most", "in_time_high_ratio"),
            ("notifications (n)", "sample"),
        )
    }
    panel = rows(about, at, columns, "received_by").unit(SHARE).decimals(0)
    whole = [prop("unit", COUNT), prop("decimals", 0)]
    texts = {taker.value: told for taker, told in TAKER_WORDS.items()}
    team = as_words("received_by", "who took it", texts, width=220)
    return overridden(panel, [("notifications (n)", whole), team])
