"""Who is told of which alarm, at which hour, and whether at once."""

from itertools import product
from pathlib import Path

import pytest

from schemas.policy_file import load_policy
from schemas.telling import LADDER, NOTICE_OCCASIONS, POLICE_ROLES, NoSuchAlarm
from schemas.words import Clock, Delivery, Kind, Risk, Role, Rung
from tests.policy_files import changed

POLICY = load_policy(None)

CASE_ALARMS = tuple(product((Kind.WAIT, Kind.REGRADE), LADDER))
NOTICES = tuple((kind, Rung.NOTICE) for kind in Kind if kind is not Kind.REGRADE)
"""Every alarm that can ring; a regrade always rings a rung."""

FEED_KINDS = frozenset(Kind) - {Kind.WAIT, Kind.REGRADE, Kind.REPEAT, Kind.CLEARED}


@pytest.mark.parametrize(
    ("clock", "kind", "rung", "roles"),
    [
        pytest.param(Clock.DUTY, Kind.WAIT, Rung.WARN, "mash_duty", id="warn"),
        pytest.param(
            Clock.DUTY, Kind.WAIT, Rung.BREACH, "mash_duty mash_manager police_desk", id="late"
        ),
        pytest.param(
            Clock.DUTY, Kind.WAIT, Rung.ESCALATE, "service_head police_manager", id="tell-a-senior"
        ),
        pytest.param(
            Clock.DUTY,
            Kind.WAIT,
            Rung.CEILING,
            "director service_head police_manager",
            id="ceiling",
        ),
        pytest.param(Clock.DUTY, Kind.REGRADE, Rung.WARN, "mash_duty", id="regrade-to-a-warning"),
        pytest.param(
            Clock.DUTY,
            Kind.REGRADE,
            Rung.BREACH,
            "mash_duty mash_manager police_desk",
            id="regrade-to-late",
        ),
        pytest.param(
            Clock.DUTY, Kind.REPEAT, Rung.NOTICE, "mash_duty mash_manager police_desk", id="repeat"
        ),
        pytest.param(Clock.DUTY, Kind.WAIT, Rung.NOTICE, "mash_duty", id="late-receipt"),
        pytest.param(Clock.PICKUP, Kind.WAIT, Rung.WARN, "mash_duty", id="pickup-warn"),
        pytest.param(
            Clock.PICKUP, Kind.WAIT, Rung.BREACH, "mash_duty mash_manager", id="pickup-not-police"
        ),
        pytest.param(None, Kind.SILENCE, Rung.NOTICE, "data_manager mash_manager", id="silence"),
        pytest.param(None, Kind.VOLUME, Rung.NOTICE, "data_manager mash_manager", id="volume"),
        pytest.param(
            None, Kind.RECONCILIATION, Rung.NOTICE, "data_manager mash_manager", id="reconciliation"
        ),
        pytest.param(
            None, Kind.QUARANTINE, Rung.NOTICE, "data_manager mash_manager", id="quarantine"
        ),
        pytest.param(None, Kind.CONFLICT, Rung.NOTICE, "data_manager mash_manager", id="conflict"),
        pytest.param(None, Kind.GAP, Rung.NOTICE, "data_manager mash_manager", id="gap"),
    ],
)
def test_an_alarm_goes_to_those_who_can_act(
    clock: Clock | None, kind: Kind, rung: Rung, roles: str
) -> None:
    assert POLICY.recipients(clock, kind, rung) == frozenset(map(Role, roles.split()))


def test_two_sorts_of_notice_about_a_wait_go_elsewhere_than_a_late_receipt() -> None:
    assert POLICY.not_yet_recipients == {Role.POLICE_DESK}
    assert POLICY.not_shared_recipients == {Role.MASH_MANAGER}


def test_every_alarm_that_can_ring_has_recipients_and_none_names_edt() -> None:
    for kind, rung in (*CASE_ALARMS, *NOTICES):
        roles = POLICY.recipients(Clock.DUTY, kind, rung)

        assert roles, (kind, rung)
        assert Role.EDT not in roles


def test_alarms_on_the_councils_own_time_reach_somebody_and_never_the_police() -> None:
    for clock, (kind, rung) in product((Clock.PICKUP, Clock.DECISION), CASE_ALARMS):
        roles = POLICY.recipients(clock, kind, rung)

        assert roles, (clock, kind, rung)
        assert not roles & POLICE_ROLES


def test_every_kind_is_a_case_alarm_a_notice_or_the_end_of_one() -> None:
    assert set(NOTICE_OCCASIONS) | {Kind.REGRADE, Kind.CLEARED} == set(Kind)


@pytest.mark.parametrize(
    ("kind", "rung"),
    [
        pytest.param(Kind.SILENCE, Rung.BREACH, id="a-feed-has-no-ladder"),
        pytest.param(Kind.REPEAT, Rung.WARN, id="a-repeat-is-only-a-notice"),
        pytest.param(Kind.REGRADE, Rung.NOTICE, id="a-regrade-is-never-a-notice"),
        pytest.param(Kind.CLEARED, Rung.CEILING, id="an-end-is-only-a-notice"),
    ],
)
def test_an_alarm_that_cannot_be_has_no_recipients(kind: Kind, rung: Rung) -> None:
    with pytest.raises(NoSuchAlarm):
        POLICY.recipients(Clock.DUTY, kind, rung)


def test_the_end_of_a_wait_may_be_told_to_all_who_heard_that_it_was_late() -> None:
    roles = POLICY.recipients(Clock.DUTY, Kind.CLEARED, Rung.NOTICE)

    assert roles == frozenset(Role) - {Role.EDT, Role.DATA_MANAGER}


@pytest.mark.parametrize(
    ("kind", "roles", "is_open", "told"),
    [
        pytest.param(Kind.WAIT, "mash_duty", True, "mash_duty", id="open-the-duty-worker"),
        pytest.param(Kind.WAIT, "mash_duty", False, "edt", id="closed-edt-stands-in"),
        pytest.param(
            Kind.WAIT,
            "mash_duty mash_manager police_desk",
            False,
            "edt mash_manager police_desk",
            id="closed-the-others-stay",
        ),
        pytest.param(Kind.WAIT, "service_head", False, "service_head", id="closed-no-duty-worker"),
        pytest.param(
            Kind.SILENCE, "data_manager", False, "data_manager edt", id="closed-silence-adds-edt"
        ),
        pytest.param(
            Kind.QUARANTINE, "data_manager", False, "data_manager edt", id="closed-unreadable-too"
        ),
        pytest.param(Kind.GAP, "data_manager", False, "data_manager", id="closed-a-gap-does-not"),
        pytest.param(Kind.SILENCE, "data_manager", True, "data_manager", id="open-silence"),
    ],
)
def test_edt_is_told_outside_front_door_hours(
    kind: Kind, roles: str, is_open: bool, told: str
) -> None:
    named = [Role(role) for role in roles.split()]

    assert POLICY.told(named, kind, is_open) == frozenset(map(Role, told.split()))


@pytest.mark.parametrize(
    ("kind", "rung", "risk", "delivery"),
    [
        pytest.param(Kind.WAIT, Rung.BREACH, Risk.HIGH, Delivery.NOW, id="high-and-late"),
        pytest.param(Kind.WAIT, Rung.BREACH, Risk.MEDIUM, Delivery.LIST, id="medium-and-late"),
        pytest.param(Kind.WAIT, Rung.BREACH, Risk.NOT_ASSESSED, Delivery.LIST, id="uplift-is-not"),
        pytest.param(Kind.WAIT, Rung.WARN, Risk.HIGH, Delivery.LIST, id="warning-of-high"),
        pytest.param(Kind.WAIT, Rung.ESCALATE, Risk.HIGH, Delivery.LIST, id="senior-of-high"),
        pytest.param(Kind.WAIT, Rung.CEILING, Risk.HIGH, Delivery.NOW, id="ceiling-of-high"),
        pytest.param(Kind.WAIT, Rung.CEILING, Risk.STANDARD, Delivery.LIST, id="ceiling-of-others"),
        pytest.param(Kind.REGRADE, Rung.WARN, Risk.HIGH, Delivery.NOW, id="regrade-to-high"),
        pytest.param(Kind.REGRADE, Rung.BREACH, Risk.MEDIUM, Delivery.LIST, id="regrade-to-medium"),
        pytest.param(Kind.REPEAT, Rung.NOTICE, Risk.STANDARD, Delivery.NOW, id="repeat"),
        pytest.param(Kind.WAIT, Rung.NOTICE, Risk.HIGH, Delivery.LIST, id="late-receipt"),
        pytest.param(Kind.CLEARED, Rung.NOTICE, Risk.HIGH, Delivery.LIST, id="the-wait-is-over"),
    ],
)
def test_only_the_gravest_alarms_about_a_case_interrupt(
    kind: Kind, rung: Rung, risk: Risk, delivery: Delivery
) -> None:
    told = POLICY.interrupted(kind, rung, risk, [Role.MASH_DUTY])

    assert told == ({Role.MASH_DUTY} if delivery is Delivery.NOW else set())


@pytest.mark.parametrize("kind", sorted(FEED_KINDS))
def test_trouble_with_feeds_and_messages_interrupts(kind: Kind) -> None:
    assert POLICY.interrupted(kind, Rung.NOTICE, None, [Role.DATA_MANAGER])


def test_a_role_may_choose_its_own_delivery_for_a_rung(tmp_path: Path) -> None:
    choice = '[delivery.by_role.director]\nceiling = "now"\n[delivery.by_role.edt]\nbreach = "list"'
    policy = changed(tmp_path, ('# [delivery.by_role.director]\n# ceiling = "now"', choice))

    def interrupted(rung: Rung, risk: Risk, *roles: Role) -> frozenset[Role]:
        return policy.interrupted(Kind.WAIT, rung, risk, roles)

    assert interrupted(Rung.CEILING, Risk.STANDARD, Role.SERVICE_HEAD, Role.DIRECTOR) == {
        Role.DIRECTOR
    }
    assert interrupted(Rung.BREACH, Risk.HIGH, Role.EDT, Role.MASH_MANAGER) == {Role.MASH_MANAGER}


def test_recipients_can_be_changed(tmp_path: Path) -> None:
    policy = changed(tmp_path, ('warn = ["mash_duty"]', 'warn = ["mash_duty", "police_desk"]'))

    roles = policy.recipients(Clock.DUTY, Kind.WAIT, Rung.WARN)

    assert roles == {Role.MASH_DUTY, Role.POLICE_DESK}
    assert policy.recipients(Clock.PICKUP, Kind.WAIT, Rung.WARN) == {Role.MASH_DUTY}
