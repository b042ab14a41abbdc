"""`danm check --send ROLE`: a marked test alert, by the ways that one for that role would go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.channels import Parcel, PermanentFailure, TemporaryFailure
from alerts.routing import Way, second_way, ways_of
from alerts.standing_in import with_note
from alerts.wording import AlarmText
from consumer.finding import Finding
from consumer.outgoing import Outgoing
from schemas.alert import Alert, alert_id
from schemas.moments import zulu
from schemas.policy import Policy, PolicyBook
from schemas.policy_words import ROLE_WORDS
from schemas.routes import Route
from schemas.trouble import Trouble
from schemas.words import Delivery, Kind, Role, Rung

TEXT = AlarmText(
    subject="[TEST] Test alert: nothing has happened",
    body="TEST: somebody tries whether alerts reach you. There is no child behind this, and "
    "nothing to do.\n",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Live:
    """How alerts are addressed here, whether or not it is a trial run."""

    policies: PolicyBook
    channels: tuple[str, ...]
    routes: Mapping[str, Route]
    is_shadow: bool = False


def send_test(
    leaving: Outgoing, policies: PolicyBook, role: Role, council: str | None, now: datetime
) -> Iterator[Finding]:
    """Send a test alert as one for a role would go, its second route too; yield what became of it.

    Also in shadow it goes to the role itself: somebody asked for it.

    Raises:
        Trouble: There is no such council, or there are several and none was named.
    """
    alert = _test_alert(role, _council(policies.at(now), leaving, council), now)
    roads = _Live(policies=policies, channels=leaving.names, routes=leaving.routes)
    firsts = ways_of(alert, roads)
    seconds = (second_way(way.route, way.roles, leaving.routes) for way in firsts)
    for way in [*firsts, *filter(None, seconds)]:
        yield _sent(leaving, alert, way, now)


def _council(policy: Policy, leaving: Outgoing, named: str | None) -> str | None:
    known = ", ".join(f"{one.code} ({one.name})" for one in policy.councils.values())
    if named is not None and named not in policy.councils:
        raise Trouble(f"the policy knows no council {named}", f"give --council one of: {known}")
    if named is None and leaving.routes and len(policy.councils) > 1:
        raise Trouble("the policy knows several councils", f"give --council one of: {known}")
    return named


def _test_alert(role: Role, council: str | None, now: datetime) -> Alert:
    return Alert(
        alert_id=alert_id("test", role, council or "", zulu(now)),
        kind=Kind.WAIT,
        rung=Rung.NOTICE,
        clock=None,
        due_at=now,
        raised_at=now,
        delivery=Delivery.NOW,
        recipients=frozenset({role}),
        reason="test",
        local_authority=council,
    )


def _sent(leaving: Outgoing, alert: Alert, way: Way, now: datetime) -> Finding:
    route = leaving.routes.get(way.route)
    parcel = Parcel(
        alert=alert,
        text=TEXT if way.instead is None else with_note(TEXT, way.instead, way.roles),
        addresses=() if route is None else route.addresses,
        instead=way.instead,
        sent_at=now,
        is_test=True,
    )
    name = f"test alert by {f'route {way.route}' if way.route else way.channel}"
    whom = ", ".join(word for role, word in ROLE_WORDS.items() if role in way.roles)
    try:
        leaving.channel(way.channel).send(parcel)
    except (TemporaryFailure, PermanentFailure) as failure:
        return Finding(name=name, said=f"not accepted for: {whom}", mend=f"mend this: {failure}")
    if way.instead is not None:
        said = f"accepted by {way.channel} for the data manager, in place of: {whom}"
        return Finding(name=name, said=said, mend="set up a route for them")
    return Finding(name=name, said=f"accepted by {way.channel}, for: {whom}")
