"""The fixed sentences of alarms: what happened, and what to do. Pure.

Written to be read at 02:00 by someone alone: short words, one thought a sentence. The words follow
the design: late, not breach; tell a senior, not escalate; the council's own front-door name.
"""

from dataclasses import dataclass

from schemas.words import Kind, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """The fixed part of one alarm; in braces: force, front_door, who, risk, other_case."""

    subject: str
    lead: str
    to_do: str


ASK_POLICE = (
    "First look whether {front_door} already has it. If so, record that in your case system. "
    "If not, ring the police desk and ask them to send it now."
)

WAITS = {
    Rung.WARN: Saying(
        subject="Soon late: front door not told yet",
        lead="{force} know about {who}. {front_door} has not been told yet. It will soon be late.",
        to_do=ASK_POLICE,
    ),
    Rung.BREACH: Saying(
        subject="Late: front door not told",
        lead="{force} know about {who}. {front_door} has still not been told. It is late.",
        to_do=ASK_POLICE + " Police desk: send it now, or say why you cannot.",
    ),
    Rung.ESCALATE: Saying(
        subject="Tell a senior: late, and nobody has taken it on",
        lead="{force} know about {who}. {front_door} has not been told. An alarm that it is late "
        "was sent, and nobody has said that they are dealing with it.",
        to_do="Name one person, at the police or the council, who deals with it now.",
    ),
    Rung.CEILING: Saying(
        subject="Past the top limit: front door not told",
        lead="{force} know about {who}. {front_door} has not been told. The wait is past the top "
        "limit, which holds for every child whatever the risk.",
        to_do="Have it sent today. Agree between police and council who sees the family first. "
        "Then find out together what went wrong.",
    ),
}
"""Police knew → front door told, still open."""

REGRADES = {
    Rung.WARN: Saying(
        subject="Risk changed: soon late, front door not told yet",
        lead="The police changed the risk to {risk}. They know about {who}, and {front_door} has "
        "not been told yet. With this risk it will soon be late.",
        to_do=ASK_POLICE,
    ),
    Rung.BREACH: Saying(
        subject="Risk changed: now late, front door not told",
        lead="The police changed the risk to {risk}. They know about {who}, and {front_door} has "
        "not been told. With this risk it is already late.",
        to_do=ASK_POLICE + " Police desk: send it now, or say why you cannot.",
    ),
    Rung.ESCALATE: Saying(
        subject="Risk changed: tell a senior, front door not told",
        lead="The police changed the risk to {risk}. They know about {who}, and {front_door} has "
        "not been told. It is late, and nobody has said that they are dealing with it.",
        to_do="Name one person, at the police or the council, who deals with it now.",
    ),
    Rung.CEILING: Saying(
        subject="Risk changed: past the top limit, front door not told",
        lead="The police changed the risk to {risk}. They know about {who}, and {front_door} has "
        "not been told. The wait is past the top limit.",
        to_do="Have it sent today. Agree between police and council who sees the family first.",
    ),
}

PICKUPS = {
    Rung.WARN: Saying(
        subject="Soon late: told, but not picked up yet",
        lead="{front_door} was told about {who}. Nobody has recorded it yet. It will soon be late.",
        to_do="Find the notification in your inbox and record it as a contact.",
    ),
    Rung.BREACH: Saying(
        subject="Late: told, but not picked up",
        lead="{front_door} was told about {who}. Nobody has recorded it. It is late.",
        to_do="Find the notification in your inbox and record it as a contact now. If you cannot "
        "find it, ask the police desk to send it again.",
    ),
}
"""The council's own clock; counted in the hours in which the front door is open."""

CAME_LATE = Saying(
    subject="Came late: front door told after the limit",
    lead="{front_door} has now been told about {who}. It came after the limit.",
    to_do="Deal with it before others of the same risk: these children have waited already.",
)
NOT_SHARED = Saying(
    subject="Police chose not to tell the front door",
    lead="{force} know about {who} and chose not to tell {front_door}.",
    to_do="Look at the case and decide whether you agree. If not, ring and ask for it to be sent.",
)
CHILDREN_NOT_KNOWN = Saying(
    subject="Which children live there is not known yet",
    lead="{force} know about an incident, but not yet which children live there. Until they say "
    "so, no alarm will ring for this case.",
    to_do="Police desk: find out which children live there, and send the list. If there are none, "
    "say so.",
)

NOTICES = {
    Kind.REPEAT: Saying(
        subject="Again in the same home, while the front door waits",
        lead="{force} know about {who}. The same home or child is in an earlier case, case code "
        "{other_case}, and {front_door} has still not been told of that one.",
        to_do="Ring the police desk now. Ask for both cases to be sent at once, and deal with "
        "them as one.",
    ),
    Kind.CLEARED: Saying(
        subject="No longer waiting",
        lead="The wait for {front_door} to be told about {who} is over. An alarm had rung for it.",
        to_do="You need do nothing more about that alarm.",
    ),
    Kind.SILENCE: Saying(
        subject="A feed is silent",
        lead="A feed that should be sending messages sends none. While it is silent, a child may "
        "wait and nobody sees it. Figures from this feed are not to be trusted.",
        to_do="Data manager: ask the sender's helpdesk whether their system runs. Front door: ring "
        "the police desk and ask what came in since the last message.",
    ),
    Kind.VOLUME: Saying(
        subject="Fewer incidents than usual",
        lead="Far fewer incidents were reported than usual for these days. Some may not reach us. "
        "Few messages do not mean that few children are hurt.",
        to_do="Ask the police whether it was quiet, or whether their system or their rules have "
        "changed.",
    ),
    Kind.RECONCILIATION: Saying(
        subject="The police count more incidents than came",
        lead="The police counted more incidents with children on one day than we hold. Each one "
        "that is missing may be a child nobody is watching.",
        to_do="Ask the police for the list of that day, and compare it case by case.",
    ),
    Kind.QUARANTINE: Saying(
        subject="A message could not be read",
        lead="At least one message could not be read, and was set aside. It may be about a child, "
        "so no alarm may ring for that child.",
        to_do="Data manager: run danm quarantine to see where it came from. Ask the sender to "
        "mend it and send it again. "
        "Until then ask the police desk by phone what it was about.",
    ),
    Kind.CONFLICT: Saying(
        subject="Two messages contradict each other",
        lead="Two messages carry the same number but say different things. We kept the first and "
        "set the second aside.",
        to_do="Data manager: run danm quarantine to see where it came from. Ask the sender which "
        "of the two is right.",
    ),
    Kind.GAP: Saying(
        subject="Messages are missing",
        lead="Some messages from a feed never came. They may be about children.",
        to_do="Ask the sender to send the missing messages again.",
    ),
}
"""Alarms that are notices whatever the case's rungs. Source of all kinds: contract section 3."""
