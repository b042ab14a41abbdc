import pytest

from consumer.metrics.families import from_the_start, histogram
from consumer.metrics.lag import lag_by_topic, set_lag
from consumer.metrics.names import DELIVERY, FAMILIES
from schemas.counts import Labels, observed
from tests.scraped import read_families

EDGES = (60, 3_600)


def test_every_metric_is_named_once_and_says_what_it_leaves_out() -> None:
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)
    assert all(family.says.endswith(".") for family in FAMILIES)


def test_no_metric_has_a_label_that_could_name_a_case_or_a_person() -> None:
    labels = {label for family in FAMILIES for label in family.labels}

    assert labels == {
        "channel",
        "clock",
        "collector",
        "disposition",
        "fate",
        "fault",
        "file",
        "feed",
        "force",
        "kind",
        "leg",
        "line",
        "local_authority",
        "loop",
        "owner",
        "path",
        "policy",
        "quantile",
        "reason",
        "received_by",
        "risk",
        "role",
        "rung",
        "step",
        "topic",
        "verdict",
        "version",
        "week",
        "what",
        "window",
        "within",
    }


def test_a_label_set_of_the_policy_is_there_at_0_and_others_only_where_there_is_something() -> None:
    told: dict[Labels, int] = {("other",): 2, ("gone",): 0, ("high",): 1}

    assert from_the_start([("high",), ("medium",)], told) == {
        ("high",): 1,
        ("medium",): 0,
        ("other",): 2,
    }


@pytest.mark.parametrize(
    ("seconds", "buckets"),
    [
        pytest.param(0, (1, 1, 1), id="at-once"),
        pytest.param(60, (1, 1, 1), id="on-the-edge-is-within-it"),
        pytest.param(61, (0, 1, 1), id="a-second-past-the-edge"),
        pytest.param(3_601, (0, 0, 1), id="beyond-every-edge"),
    ],
)
def test_a_measurement_is_in_every_bucket_from_its_own_up(
    seconds: int, buckets: tuple[int, int, int]
) -> None:
    counted = dict(observed(("email",), seconds, EDGES))

    told = read_families([histogram(DELIVERY, [], counted, EDGES)])

    name = "danm_alert_delivery_seconds"
    edges = ("60.0", "3600.0", "+Inf")
    assert buckets == tuple(told.value(f"{name}_bucket", channel="email", le=le) for le in edges)
    assert told.value(f"{name}_count", channel="email") == 1
    assert told.value(f"{name}_sum", channel="email") == seconds


def test_what_was_counted_under_an_edge_of_an_earlier_policy_is_never_shown_as_sooner() -> None:
    counted: dict[Labels, int] = {("email", "900"): 1, ("email", "sum"): 800}

    told = read_families([histogram(DELIVERY, [], counted, EDGES)])

    assert told.value("danm_alert_delivery_seconds_bucket", channel="email", le="60.0") == 0
    assert told.value("danm_alert_delivery_seconds_bucket", channel="email", le="3600.0") == 1


def test_a_channel_that_has_sent_nothing_is_there_at_0() -> None:
    told = read_families([histogram(DELIVERY, [("email",)], {}, EDGES)])

    assert told.value("danm_alert_delivery_seconds_count", channel="email") == 0
    assert told.value("danm_alert_delivery_seconds_bucket", channel="email", le="+Inf") == 0


def test_the_lag_of_a_topic_is_absent_once_nobody_knows_it() -> None:
    set_lag("police.da-incidents.v1", 12)
    known = lag_by_topic()

    set_lag("police.da-incidents.v1", None)

    assert known == {("police.da-incidents.v1",): 12}
    assert lag_by_topic() == {}
