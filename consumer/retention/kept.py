"""What each table keeps, for how long, and why: the one place where that is decided. Pure.

Source of every length: design, "Retention", as proposals for the impact assessment; the data
protection officer must agree. What design does not name is an assumption, with the same condition.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.retention import Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """What the rows of one table hold, and until when.

    ``until`` names lengths in braces: ``{reference}``, ``{names}``, ``{quarantined}``, ``{cases}``.
    """

    holds: str
    until: str

    def words(self, retention: Retention) -> str:
        """Return until when, with the lengths of an installation."""
        return self.until.format(
            reference=f"{retention.reference.days} days",
            names=f"{retention.names.days} days",
            quarantined=f"{retention.quarantined.days} days",
            cases=f"{retention.case_months} months",
        )


_WITH_CASE = "with its case"
_FOR_EVER = "for ever; it names no case and nobody"
_OF_LISTS = "with its case; of feeds and lists {cases}"

KEPT: Mapping[str, Keep] = {
    "cases": Keep(
        holds="one incident's notification: milestones, grades, results, age bands, keyed hashes "
        "of household and children, the messages it is made of; its police reference, encrypted",
        until="{cases} after the last word on it, and while it waits, or a case that it is joined "
        "to or shares a home with does; the reference {reference} after the decision, or after "
        "the last word where that is later or no decision is told",
    ),
    "purged_cases": Keep(
        holds="of a case that was removed the keyed hash of its reference, and when",
        until="for ever, so that an old message sent again opens no new wait; without the key "
        "nobody can tell whose it is",
    ),
    "messages": Keep(
        holds="a hash of each message's source and id, and a digest, by which a repeat is known",
        until="with its case; of feeds {cases}",
    ),
    "home_cases": Keep(holds="keyed hashes of households and children", until=_WITH_CASE),
    "claims": Keep(holds="which rungs a case has used up", until=_WITH_CASE),
    "contacts": Keep(holds="when the council's feed spoke of a case", until=_WITH_CASE),
    "judgements": Keep(holds="the first result of each clock of a case", until=_WITH_CASE),
    "acknowledgements": Keep(
        holds="who had a case in hand, why, until when",
        until="with its case; names of people {names}",
    ),
    "alerts": Keep(holds="alarms: which case or feed, when, for which roles", until=_OF_LISTS),
    "outbox": Keep(holds="by which route an alarm or list left, and when", until=_OF_LISTS),
    "fates": Keep(holds="what became of what left", until=_OF_LISTS),
    "lists": Keep(holds="when each role's list went out; its text is not kept", until="{cases}"),
    "list_alerts": Keep(holds="which alarms a digest named", until=_OF_LISTS),
    "quarantine": Keep(
        holds="a message that could not be read, encrypted; whence it came and who took it on",
        until="its bytes {quarantined}, also where nobody dealt with it; names of people {names}; "
        "the note of it {cases} where somebody dealt with it, else until somebody does",
    ),
    "entered": Keep(
        holds="what people or the monitor itself entered, encrypted, and by whom",
        until="{names} after it was taken in; it is then part of its case",
    ),
    "audit": Keep(
        holds="who did what to which case code, and when: accounts, no references",
        until="for ever; it shows who looked, also after the case is gone",
    ),
    "back_tests": Keep(
        holds="the figures of the last try of other limits, shown on the page of the policy",
        until="until the next one; it names no case and nobody",
    ),
    "board_packs": Keep(
        holds="how many stood in each pack written for a board, to warn where the next one would "
        "show a single case beside it",
        until=_FOR_EVER,
    ),
    "audit_seals": Keep(
        holds="keyed hashes over runs of audit rows (`danm audit verify`)",
        until="as long as the audit",
    ),
    "board_sessions": Keep(
        holds="who is signed in to the board", until="until signed out, 8 h at most"
    ),
    "snapshot_rows": Keep(
        holds="keyed digests of the last file's rows, to find what the next one changes",
        until="{cases} after a file last told of it, also where its source has stopped or is no "
        "longer in the configuration; at the latest, by each file that comes, 775 days",
    ),
    "canaries": Keep(holds="test messages of the monitor's own", until="7 days"),
    "feed_hours": Keep(holds="messages of each feed by the hour", until="10 weeks"),
    "counts": Keep(holds="what the metrics count", until=_FOR_EVER),
    "figures": Keep(holds="shares and lengths as last made", until="an hour, then made anew"),
    "kept_weeks": Keep(holds="how each week stood, in numbers", until=_FOR_EVER),
    "reported_hours": Keep(holds="incidents reported by the hour", until=_FOR_EVER),
    "control_totals": Keep(holds="the force's own counts of a day", until=_FOR_EVER),
    "volume_episodes": Keep(holds="when far fewer incidents came than usual", until=_FOR_EVER),
    "deliveries": Keep(holds="when each file was due and came", until=_FOR_EVER),
    "files": Keep(
        holds="which files came: name, keyed digest, numbers of rows",
        until="for ever, so that a file that lies in its folder is not read twice",
    ),
    "feeds": Keep(holds="each source and when it last spoke", until=_FOR_EVER),
    "gaps": Keep(holds="numbers of messages that are missing", until="until they come"),
    "offsets": Keep(holds="how far each topic was read", until=_FOR_EVER),
    "instants": Keep(holds="when the monitor last did what", until=_FOR_EVER),
}
"""By table. A test compares the names with the database's own."""
